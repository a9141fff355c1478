package io.tickwire.spi;

import io.netty.util.internal.PlatformDependent;

/**
 * A system and its processor, in the words by which Netty names its natives.
 *
 * @param system such as {@code linux}, {@code osx} or {@code windows}
 * @param processor such as {@code x86_64}, {@code aarch_64} or {@code riscv64}
 */
record Machine(String system, String processor) {
    static Machine here() {
        return new Machine(PlatformDependent.normalizedOs(), PlatformDependent.normalizedArch());
    }

    String classifier() {
        return system + "-" + processor;
    }
}
