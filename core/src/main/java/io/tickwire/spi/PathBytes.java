package io.tickwire.spi;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The bytes that the system knows a path by. A path from a directory's listing may have any; its
 * text then has replacement characters for some. For paths of the default file system of a Unix.
 */
public final class PathBytes {
    private static final char LAST_ASCII = 0x7F;
    private static final char REPLACEMENT = '\uFFFD';
    private static final int HEX = 16;

    /** Whether the JDK encodes paths as UTF-8. */
    private static final boolean IS_UTF_8 =
            System.getProperty("sun.jnu.encoding", "").equalsIgnoreCase("UTF-8");

    private PathBytes() {}

    /**
     * The bytes of a path. Where its text does not tell them, this looks at the file.
     *
     * @param path a path of the default file system
     * @return the bytes, without a NUL behind them; none for the empty path
     */
    public static byte[] of(Path path) {
        String text = path.toString();
        if (isPlain(text)) {
            return text.getBytes(StandardCharsets.ISO_8859_1);
        }
        if (IS_UTF_8 && text.indexOf(REPLACEMENT) < 0) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        byte[] absolute = decoded(path);
        if (path.isAbsolute()) {
            return absolute;
        }
        int prefix = ofDirectory();
        return Arrays.copyOfRange(absolute, prefix, absolute.length);
    }

    /**
     * Whether a path's text has all its bytes, as UTF-8: what Netty takes.
     *
     * @param path a path of the default file system
     * @return false if its text leads nowhere, or elsewhere
     */
    public static boolean isText(Path path) {
        String text = path.toString();
        return isPlain(text) || Arrays.equals(of(path), text.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether all of it is ASCII, which every encoding of paths has in common. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > LAST_ASCII) {
                return false;
            }
        }
        return true;
    }

    /** How many bytes of an absolute path the working directory has, with the slash behind it. */
    private static int ofDirectory() {
        byte[] directory = of(Path.of("").toAbsolutePath());
        return directory.length == 1 ? 1 : directory.length + 1;
    }

    /** The bytes of the absolute path, which its URI has as escapes: public, and by no charset. */
    private static byte[] decoded(Path path) {
        String raw = path.toUri().getRawPath();
        int end = raw.length() > 1 && raw.endsWith("/") ? raw.length() - 1 : raw.length();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(end);
        for (int i = 0; i < end; i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                bytes.write(Integer.parseInt(raw, i + 1, i + 3, HEX));
                i += 2;
            } else {
                bytes.write(c);
            }
        }
        return bytes.toByteArray();
    }

    /**
     * The path that the system knows by some bytes.
     *
     * @param bytes an absolute path, or one whose bytes are text
     * @return the path
     * @throws java.nio.file.InvalidPathException if they are no path
     */
    public static Path path(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (isPlain(text) || bytes[0] != '/' || (IS_UTF_8 && text.indexOf(REPLACEMENT) < 0)) {
            return Path.of(text);
        }
        StringBuilder uri = new StringBuilder("file://");
        for (byte b : bytes) {
            uri.append(b == '/' ? "/" : String.format("%%%02X", b & 0xFF));
        }
        return Path.of(URI.create(uri.toString()));
    }
}
