package io.tickwire.spi;

import java.io.File;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** The modules that the JVM was started with, and those that it left aside. */
final class ModuleGraph {
    private ModuleGraph() {}

    /**
     * A module that is on the module path, or in the image, and that nothing requires: what is in
     * it cannot be found.
     *
     * @param prefix how its name begins
     * @return the module's name
     */
    static Optional<String> outside(String prefix) {
        try {
            return ModuleFinder.compose(ModuleFinder.ofSystem(), onPath()).findAll().stream()
                    .map(module -> module.descriptor().name())
                    .filter(name -> name.startsWith(prefix))
                    .filter(name -> ModuleLayer.boot().findModule(name).isEmpty())
                    .sorted()
                    .findFirst();
        } catch (FindException unreadable) {
            return Optional.empty(); // a path that does not boot has been told of by the JVM
        }
    }

    private static ModuleFinder onPath() {
        String path = System.getProperty("jdk.module.path", "");
        return ModuleFinder.of(
                Arrays.stream(path.split(File.pathSeparator, -1))
                        .filter(entry -> !entry.isEmpty())
                        .map(Path::of)
                        .toArray(Path[]::new));
    }
}
