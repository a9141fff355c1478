package io.tickwire.spi;

import java.util.Set;

/**
 * What a transport needs of Netty beside what core has.
 *
 * @param name the end of the artifacts' names, such as {@code epoll}
 * @param mark a class file that is in the artifact with the classes
 * @param library the name of the native library, without its machine
 * @param classifiers the machines that Netty has a native for
 */
record NettyParts(String name, String mark, String library, Set<String> classifiers) {
    static final String GROUP = "io.netty";
    private static final String UNIX_COMMON = "netty-transport-native-unix-common";
    private static final String UNIX_MARK = "io/netty/channel/unix/Unix.class";

    String nativeArtifact() {
        return "netty-transport-native-" + name;
    }

    /** How the names of the modules begin that have a native and nothing else. */
    String nativeModulePrefix() {
        return "io.netty.transport." + name + ".";
    }

    /** The artifact of classes that is not on the path, or an empty text. */
    String missingClasses(ClassLoader loader) {
        if (loader.getResource(mark) == null) {
            return "netty-transport-classes-" + name;
        }
        return loader.getResource(UNIX_MARK) == null ? UNIX_COMMON : "";
    }

    boolean hasNative(ClassLoader loader, Machine machine) {
        String file = "META-INF/native/lib" + library + "_" + machine.processor();
        boolean isMac = machine.system().equals("osx");
        return loader.getResource(file + (isMac ? ".jnilib" : ".so")) != null;
    }
}
