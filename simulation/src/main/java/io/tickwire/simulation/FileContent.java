package io.tickwire.simulation;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a file: those that programs see, and those that the device has.
 *
 * <p>What the device has of the size is two numbers: the size at the last sync, and the least size
 * since then. A crash finds a cut done or not; where it was done, nothing from before it comes
 * back. All costs are by what was changed since the last sync, not by the size of the file.
 */
final class FileContent {
    private final Space space;
    private final PageTable pages;

    /** Pages of which programs see other bytes than the device has, in the order of change. */
    private final List<Page> unsettled = new ArrayList<>();

    private long size;
    private long deviceSize;
    private long leastSize;

    FileContent(Space space) {
        this.space = space;
        pages = new PageTable(space);
    }

    long size() {
        return size;
    }

    long deviceSize() {
        return deviceSize;
    }

    long allocatedPages() {
        return pages.allocatedPages();
    }

    /** Reads bytes that are within the file. */
    void read(long offset, ByteBuf buffer, int index, int length) {
        for (int done = 0; done < length; ) {
            int within = (int) (offset + done) & (Page.BYTES - 1);
            int part = Math.min(length - done, Page.BYTES - within);
            Page page = pages.at((offset + done) >>> Page.SHIFT);
            byte[] bytes = page == null ? null : page.live();
            if (bytes == null) {
                buffer.setZero(index + done, part);
            } else {
                buffer.setBytes(index + done, bytes, within, part);
            }
            done += part;
        }
    }

    /**
     * Writes bytes, as far as there is space.
     *
     * @return how many were written
     */
    int write(long offset, ByteBuf buffer, int index, int length) {
        int done = 0;
        while (done < length) {
            int within = (int) (offset + done) & (Page.BYTES - 1);
            int part = Math.min(length - done, Page.BYTES - within);
            Page page = pages.allocated((offset + done) >>> Page.SHIFT);
            if (page == null) {
                break;
            }
            byte[] bytes = forWriting(page, Page.sectors(within, part));
            buffer.getBytes(index + done, bytes, within, part);
            done += part;
        }
        size = done == 0 ? size : Math.max(size, offset + done);
        return done;
    }

    private byte[] forWriting(Page page, int sectors) {
        list(page);
        return page.forWriting(sectors);
    }

    private void list(Page page) {
        if (!page.isListed) {
            page.isListed = true;
            unsettled.add(page);
        }
    }

    /** Cuts or extends the file; what it grows by is a hole. */
    void truncate(long length) {
        if (length < size) {
            space.giveBack(cut(length));
            leastSize = Math.min(leastSize, length);
        }
        size = length;
    }

    /** Answers how many pages of space that frees. */
    private long cut(long length) {
        int within = (int) length & (Page.BYTES - 1);
        long firstGone = length >>> Page.SHIFT;
        if (within > 0) {
            Page last = pages.at(firstGone++);
            if (last != null && last.live() != null) {
                list(last);
                last.cut(within);
            }
        }
        return pages.release(
                firstGone,
                page -> {
                    if (page.live() != null) {
                        list(page);
                        page.cut(0);
                    }
                });
    }

    /** Reserves space and lets the file reach to the region's end; false without enough space. */
    boolean allocate(long offset, long length) {
        long last = (offset + length - 1) >>> Page.SHIFT;
        if (!pages.reserve(offset >>> Page.SHIFT, last)) {
            return false;
        }
        size = Math.max(size, offset + length);
        return true;
    }

    /** Brings all to the device. */
    void sync() {
        if (leastSize < deviceSize) {
            cutDevice();
        }
        for (Page page : unsettled) {
            page.settle(Page.ALL_SECTORS);
        }
        deviceSize = size;
        leastSize = size;
        delistSettled();
    }

    /** Brings the size and the sectors of one region to the device. */
    void sync(long offset, int length) {
        if (leastSize < deviceSize) {
            cutDevice();
        }
        deviceSize = size;
        leastSize = size;
        for (int done = 0; done < length; ) {
            int within = (int) (offset + done) & (Page.BYTES - 1);
            int part = Math.min(length - done, Page.BYTES - within);
            Page page = pages.at((offset + done) >>> Page.SHIFT);
            if (page != null) {
                page.settle(Page.sectors(within, part));
            }
            done += part;
        }
        delistLatest();
    }

    /** Whether a crash changes nothing. */
    boolean isSettled() {
        return unsettled.isEmpty() && size == deviceSize && leastSize == deviceSize;
    }

    /** A sync fails: what it was to write will never be, though programs see it still. */
    void loseUnsynced() {
        for (Page page : unsettled) {
            page.lose();
        }
    }

    private void delistSettled() {
        int kept = 0;
        for (Page page : unsettled) {
            if (page.isSettled()) {
                page.isListed = false;
            } else {
                unsettled.set(kept++, page);
            }
        }
        unsettled.subList(kept, unsettled.size()).clear();
    }

    /** Whoever syncs each write has at most these to delist. */
    private void delistLatest() {
        int last = unsettled.size() - 1;
        while (last >= 0 && unsettled.get(last).isSettled()) {
            unsettled.remove(last--).isListed = false;
        }
    }

    private void cutDevice() {
        for (Page page : unsettled) {
            long start = page.index << Page.SHIFT;
            if (start + Page.BYTES > leastSize) {
                page.cutDevice((int) Math.max(0, leastSize - start));
            }
        }
    }

    /**
     * The machine stops: what is on the device stays, what is not stays in part, as the random
     * numbers have it.
     */
    void crash(SplittableRandom random) {
        if (isSettled()) {
            return;
        }
        boolean isCut = leastSize < deviceSize;
        if (isCut && random.nextBoolean()) {
            revert();
        } else {
            if (isCut) {
                cutDevice();
            }
            tear(random);
        }
    }

    /** The cut has not happened, nor has anything else. */
    private void revert() {
        for (Page page : unsettled) {
            page.crash(0);
        }
        size = deviceSize;
        leastSize = deviceSize;
        sync();
        pages.recount();
    }

    private void tear(SplittableRandom random) {
        long sizeLeft = tornSize(random);
        int how = random.nextInt(4);
        for (Page page : unsettled) {
            int kept = how == 0 ? 0 : how == 1 ? Page.ALL_SECTORS : random.nextInt(256);
            page.crash(kept);
        }
        long unused = cut(sizeLeft);
        size = sizeLeft;
        sync();
        pages.recount();
    }

    /** The least size, the size, or the end of any sector in between. */
    private long tornSize(SplittableRandom random) {
        long first = (leastSize >>> Page.SECTOR_SHIFT) + 1;
        long end = (size + Page.SECTOR_BYTES - 1) >>> Page.SECTOR_SHIFT;
        return switch (random.nextInt(3)) {
            case 0 -> leastSize;
            case 1 -> size;
            default -> first < end ? random.nextLong(first, end) << Page.SECTOR_SHIFT : size;
        };
    }

    /** A copy of the bytes that programs see, or of those that the device has. */
    byte[] copy(boolean isDevice) {
        long length = isDevice ? deviceSize : size;
        if (length > Integer.MAX_VALUE - Page.BYTES) {
            throw new IllegalStateException(length + " bytes are too many for an array");
        }
        byte[] copy = new byte[(int) length];
        pages.forEach(page -> copyPage(isDevice ? page.device() : page.live(), page.index, copy));
        return copy;
    }

    private static void copyPage(byte @Nullable [] bytes, long index, byte[] copy) {
        long start = index << Page.SHIFT;
        if (bytes != null && start < copy.length) {
            int length = (int) Math.min(Page.BYTES, copy.length - start);
            System.arraycopy(bytes, 0, copy, (int) start, length);
        }
    }

    /** The file is gone, but for a crash that undoes this. */
    void free() {
        space.giveBack(pages.allocatedPages());
    }
}
