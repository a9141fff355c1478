package io.tickwire.readiness.files;

import io.tickwire.IoStatus;
import io.tickwire.Replacement;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes files that are to replace others, by plain calls, which block until they are done. Any
 * thread may call it.
 *
 * <p>What a new file takes over from the one it is for: its permissions (the lowest 9 bits of the
 * mode) and, where the process may set them, owner and group. Where the group stays another one, it
 * gets no permission that the rest of the world has not. A file that is for none gets 0644 less the
 * umask.
 */
public final class Replacements {
    private static final int NEW_MODE = 0644;
    private static final int PRIVATE_MODE = 0600;
    private static final int PERMISSIONS = 0777;
    private static final int GROUP_PERMISSIONS = 070;
    private static final int OTHERS_TO_GROUP = 3;

    /** As many as Linux follows, see path_resolution(7). */
    private static final int LINKS_MAX = 40;

    private static final String OWNER = "unix:uid";
    private static final String GROUP = "unix:gid";
    private static final String MODE = "unix:mode";

    private Replacements() {}

    /**
     * Makes the new file, empty, and tells the replacement about it.
     *
     * @param replacement the file to be replaced; told where both are if the answer is 0
     * @return 0 or a negative canonical errno: EISDIR if a directory is to be replaced, EINVAL for
     *     what else is no regular file, EACCES for a file that the process may not write, EEXIST if
     *     no name was free. Nothing is left then
     */
    public static int make(Replacement replacement) {
        try {
            Path target = followed(replacement.wanted());
            Look look = Look.at(target);
            if (look != null && !look.isRegular()) {
                return (look.isDirectory() ? IoStatus.EISDIR : IoStatus.EINVAL).result();
            }
            if (look != null && !Files.isWritable(target)) {
                return IoStatus.EACCES.result();
            }
            Path temporary = create(replacement, target, look == null ? NEW_MODE : PRIVATE_MODE);
            if (look != null) {
                takeOver(look, temporary);
            }
            replacement.made(target, temporary);
            return 0;
        } catch (IOException | RuntimeException failure) {
            return PathCalls.result(replacement.wanted(), failure);
        }
    }

    /**
     * Deletes a new file that could not be opened.
     *
     * @param replacement one that was made
     */
    public static void discard(Replacement replacement) {
        deleteQuietly(replacement.temporary());
    }

    /** Where links lead; what they lead to need not exist. */
    private static Path followed(Path path) throws IOException {
        Path target = path;
        for (int links = 0; Files.isSymbolicLink(target); links++) {
            if (links == LINKS_MAX) {
                throw new FileSystemLoopException(path.toString());
            }
            target = target.resolveSibling(Files.readSymbolicLink(target));
        }
        return target;
    }

    private static Path create(Replacement replacement, Path target, int mode) throws IOException {
        FileAttribute<?>[] permissions = FileCalls.permissions(target, mode);
        for (int attempt = 0; ; attempt++) {
            Path temporary = target.resolveSibling(replacement.name(attempt));
            try {
                return Files.createFile(temporary, permissions);
            } catch (FileAlreadyExistsException taken) {
                if (attempt + 1 == Replacement.ATTEMPTS) {
                    throw taken;
                }
            }
        }
    }

    private static void takeOver(Look look, Path temporary) throws IOException {
        if (!look.hasOwner()) {
            return;
        }
        try {
            Look made = Look.at(temporary);
            boolean hasGroup = made != null && (made.gid() == look.gid() || isSet(look, temporary));
            if (made != null && made.uid() != look.uid()) {
                boolean unused = isSet(temporary, OWNER, look.uid());
            }
            int mode = hasGroup ? look.mode() : withoutGroup(look.mode());
            if (made == null || made.mode() != mode) {
                Files.setAttribute(temporary, MODE, mode, LinkOption.NOFOLLOW_LINKS);
            }
        } catch (IOException | RuntimeException failure) {
            deleteQuietly(temporary);
            throw failure;
        }
    }

    private static boolean isSet(Look look, Path temporary) {
        return isSet(temporary, GROUP, look.gid());
    }

    /** Whether the process may set an owner or a group. */
    private static boolean isSet(Path file, String attribute, int id) {
        try {
            Files.setAttribute(file, attribute, id, LinkOption.NOFOLLOW_LINKS);
            return true;
        } catch (IOException notAllowed) {
            return false;
        }
    }

    /** The group keeps what everybody has. */
    private static int withoutGroup(int mode) {
        return mode & (~GROUP_PERMISSIONS | mode << OTHERS_TO_GROUP);
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException left) {
            // Somebody else took it, or the file system is broken: there is nothing to be done.
        }
    }

    /** What is known of a file; owner, group and mode only where the file system has them. */
    private record Look(
            boolean isRegular, boolean isDirectory, boolean hasOwner, int uid, int gid, int mode) {
        /** Null if nothing is there. */
        static @Nullable Look at(Path path) throws IOException {
            try {
                if (path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
                    return of(
                            Files.readAttributes(
                                    path, "unix:isRegularFile,isDirectory,uid,gid,mode"));
                }
                BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
                return new Look(found.isRegularFile(), found.isDirectory(), false, -1, -1, -1);
            } catch (NoSuchFileException nothing) {
                return null;
            }
        }

        private static Look of(Map<String, Object> found) {
            return new Look(
                    Boolean.TRUE.equals(found.get("isRegularFile")),
                    Boolean.TRUE.equals(found.get("isDirectory")),
                    true,
                    number(found, "uid"),
                    number(found, "gid"),
                    number(found, "mode") & PERMISSIONS);
        }

        private static int number(Map<String, Object> found, String name) {
            return found.get(name) instanceof Integer number ? number : -1;
        }
    }
}
