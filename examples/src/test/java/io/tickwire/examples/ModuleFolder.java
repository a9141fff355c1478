package io.tickwire.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;

/**
 * The folders that docs/modules.md speaks of, made of this test's class path: {@code lib} with the
 * jars of classes, {@code machine} with the natives of one machine, {@code native} with those of
 * all, {@code app} with a program's module.
 */
final class ModuleFolder {
    private static final Pattern NATIVE =
            Pattern.compile("netty-transport-native-(io_uring|epoll)-.*");

    private static final Pattern OF_THIS_MACHINE = Pattern.compile(".*linux-x86_64\\.jar");

    private static final Pattern NETTY =
            Pattern.compile(
                    "netty-(common|buffer|resolver|transport|transport-native-unix-common"
                            + "|transport-classes-(io_uring|epoll))-[0-9].*");

    private static final List<String> MODULES =
            List.of(
                    "core",
                    "readiness",
                    "completion",
                    "transport-unix",
                    "transport-iouring",
                    "transport-epoll",
                    "transport-nio");

    private final Path folder;

    ModuleFolder(Path folder) {
        this.folder = folder;
    }

    /** Copies and packs what is needed, and compiles the program. */
    void fill(String moduleInfo) throws IOException {
        for (String name : List.of("lib", "machine", "native", "app", "tools", "src/hello")) {
            Files.createDirectories(folder.resolve(name));
        }
        for (String entry : TickwireCommand.classPath().split(File.pathSeparator, -1)) {
            place(Path.of(entry));
        }
        compile(moduleInfo);
    }

    private void place(Path entry) throws IOException {
        String name = String.valueOf(entry.getFileName());
        if (NATIVE.matcher(name).matches()) {
            copy(entry, "native");
            if (OF_THIS_MACHINE.matcher(name).matches()) {
                copy(entry, "machine");
            }
        } else if (NETTY.matcher(name).matches()) {
            copy(entry, "lib");
        } else if (name.startsWith("jspecify-")) {
            copy(entry, "tools");
        } else {
            placeOurs(entry, name);
        }
    }

    private void copy(Path entry, String name) throws IOException {
        Files.copy(entry, folder.resolve(name).resolve(entry.getFileName()));
    }

    /** A module of ours is a jar, or a folder of classes before it was packed. */
    private void placeOurs(Path entry, String name) throws IOException {
        for (String module : MODULES) {
            Path jar = folder.resolve("lib").resolve("tickwire-" + module + ".jar");
            if (name.matches("tickwire-" + module + "-[0-9].*\\.jar")) {
                Files.copy(entry, jar);
            } else if (name.equals("classes")
                    && entry.startsWith(Path.of("..", module).toRealPath())) {
                jar(entry, jar);
            }
        }
    }

    private static void jar(Path classes, Path jar) {
        run("jar", "--create", "--file", jar.toString(), "-C", classes.toString(), ".");
    }

    private void compile(String moduleInfo) throws IOException {
        Path source = folder.resolve("src");
        Files.writeString(source.resolve("module-info.java"), moduleInfo);
        try (InputStream text = ModuleFolder.class.getResourceAsStream("Hello.java")) {
            assertThat(text).isNotNull();
            Files.copy(text, source.resolve("hello/Hello.java"));
        }
        run(
                "javac",
                "--module-path",
                folder.resolve("lib") + File.pathSeparator + folder.resolve("tools"),
                "-d",
                folder.resolve("app").toString(),
                source.resolve("module-info.java").toString(),
                source.resolve("hello/Hello.java").toString());
    }

    private static void run(String tool, String... words) {
        int code = ToolProvider.findFirst(tool).orElseThrow().run(System.out, System.err, words);
        assertThat(code).as("%s %s", tool, Arrays.toString(words)).isZero();
    }
}
