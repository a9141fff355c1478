package io.tickwire.simulation;

/** A regular file. It lives while it has a name or is open. */
final class FileInode extends Inode {
    final FileContent content;
    private boolean isNamed = true;
    private int openCount;

    FileInode(int mode, Space space) {
        super(mode);
        content = new FileContent(space);
    }

    void opened() {
        openCount++;
    }

    void closed() {
        openCount--;
        freeIfUnused();
    }

    /** Its name is gone. */
    void unnamed() {
        isNamed = false;
        freeIfUnused();
    }

    private void freeIfUnused() {
        if (!isNamed && openCount == 0) {
            content.free();
        }
    }

    /** It has a name after a crash, and nobody has it open. */
    void survived() {
        isNamed = true;
        openCount = 0;
    }
}
