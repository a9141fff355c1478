package io.tickwire.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class KeyedHashTest {
    /** The key of the paper's own vectors: bytes 0 to 15. */
    private final KeyedHash hash = new KeyedHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);

    @Test
    @DisplayName("the hash of words is SipHash-1-3 of their bytes, as OpenSSL has it")
    void words() {
        long hashed = hash.of(0x0706050403020100L, 0x0f0e0d0c0b0a0908L, 0x1716151413121110L);
        assertThat(hashed).isEqualTo(0xf464aeb267349c8cL);
    }

    @Test
    @DisplayName("the hash of a text is SipHash-1-3 of its bytes in UTF-16, as OpenSSL has it")
    void texts() {
        assertThat(hash.of("")).isEqualTo(0xabac0158050fc4dcL);
        assertThat(hash.of("a")).isEqualTo(0x2c9ff5d5524e4e9fL);
        assertThat(hash.of("abc")).isEqualTo(0x283fd7684ca85010L);
        assertThat(hash.of("/run")).isEqualTo(0xaf614e303f77a27cL);
        assertThat(hash.of("/run/game.sock")).isEqualTo(0x4e20b3d2ea7c6607L);
        assertThat(hash.of("/run/\u00e4\u00f6\u00fc")).isEqualTo(0xc7943d112cd20a4eL);
    }

    @Test
    @DisplayName("two hashes have two keys")
    void keys() {
        assertThat(new KeyedHash().of(1, 2, 3)).isNotEqualTo(new KeyedHash().of(1, 2, 3));
    }
}
