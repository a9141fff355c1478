package io.tickwire.examples.skirmish;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * A world as bytes: mark 4, version 1, tick 4, state of the random numbers 8, how many players 4;
 * each player's name (length 1, bytes), token 8, x 2, y 2, health 1, score 2, visits 4, respawns 1;
 * a CRC-32C of all that 4.
 *
 * @param tick how many steps there were
 * @param random the state of the random numbers
 */
record WorldSave(int tick, long random) {
    private static final int MARK = 0x534b5231;
    private static final int VERSION = 1;
    private static final int CHECKSUM_BYTES = Integer.BYTES;

    static void write(ByteBuf out, int tick, long random, Collection<Fighter> fighters) {
        int start = out.writerIndex();
        out.writeInt(MARK);
        out.writeByte(VERSION);
        out.writeInt(tick);
        out.writeLong(random);
        out.writeInt(fighters.size());
        for (Fighter fighter : fighters) {
            write(out, fighter);
        }
        out.writeInt(checksum(out, start, out.writerIndex() - start));
    }

    private static void write(ByteBuf out, Fighter fighter) {
        byte[] name = fighter.name.getBytes(StandardCharsets.US_ASCII);
        out.writeByte(name.length);
        out.writeBytes(name);
        out.writeLong(fighter.token);
        out.writeShort(fighter.x);
        out.writeShort(fighter.y);
        out.writeByte(fighter.health);
        out.writeShort(fighter.score);
        out.writeInt(fighter.visits);
        out.writeByte(fighter.respawns);
    }

    /** Reads all there is; the fighters go into a map by name, in the order of the save. */
    static WorldSave read(ByteBuf in, Map<String, Fighter> fighters) {
        int length = in.readableBytes() - CHECKSUM_BYTES;
        require(length >= 0, "it is too short");
        int start = in.readerIndex();
        require(in.getInt(start + length) == checksum(in, start, length), "its checksum is wrong");
        try {
            return readChecked(in.readSlice(length), fighters);
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("not a save: it is too short", e);
        }
    }

    private static WorldSave readChecked(ByteBuf in, Map<String, Fighter> fighters) {
        require(in.readInt() == MARK, "it has another mark");
        require(in.readUnsignedByte() == VERSION, "it has another version");
        WorldSave save = new WorldSave(in.readInt(), in.readLong());
        int count = in.readInt();
        require(count >= 0 && count <= SkirmishWorld.FIGHTERS_MAX, "it has too many players");
        for (int i = 0; i < count; i++) {
            Fighter fighter = readFighter(in);
            fighters.put(fighter.name, fighter);
        }
        require(!in.isReadable() && fighters.size() == count, "it has other players than it says");
        return save;
    }

    private static Fighter readFighter(ByteBuf in) {
        String name =
                in.readCharSequence(in.readUnsignedByte(), StandardCharsets.US_ASCII).toString();
        Fighter fighter = new Fighter(name, in.readLong());
        fighter.x = in.readUnsignedShort();
        fighter.y = in.readUnsignedShort();
        fighter.health = in.readUnsignedByte();
        fighter.score = in.readUnsignedShort();
        fighter.visits = in.readInt();
        fighter.respawns = in.readUnsignedByte();
        return fighter;
    }

    private static int checksum(ByteBuf bytes, int start, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.nioBuffer(start, length));
        return (int) crc.getValue();
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException("not a save: " + what);
        }
    }
}
