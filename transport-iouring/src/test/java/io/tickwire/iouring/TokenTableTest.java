package io.tickwire.iouring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TokenTableTest {
    private static final int SLOTS = 70_000;

    @Test
    void thereIsATokenForEverySlotAndNoneIsGivenTwice() {
        TokenTable tokens = new TokenTable(SLOTS);
        Set<Integer> taken = new HashSet<>();
        for (int slot = 0; slot < SLOTS; slot++) {
            int token = tokens.take(slot, slot & 7);
            assertThat(token).isPositive().isLessThan(tokens.capacity());
            taken.add(token);
        }
        assertThat(taken).hasSize(SLOTS);
        assertThat(tokens.used()).isEqualTo(SLOTS);
        for (int slot = 0; slot < SLOTS; slot++) {
            int token = tokens.tokenOf(slot);
            assertThat(tokens.slotOf(token)).isEqualTo(slot);
            assertThat(tokens.type(token)).isEqualTo(slot & 7);
            assertThat(tokens.block(token)).isEqualTo(TokenTable.NONE);
        }
    }

    @Test
    void whatIsDetachedTakesNoTokenFromTheSlots() {
        int slots = 10;
        TokenTable tokens = new TokenTable(slots);
        int detached = 0;
        for (int token = tokens.take(0, 1); tokens.canDetach(); token = tokens.take(0, 1)) {
            assertThat(tokens.detach(token)).isZero();
            detached++;
        }
        assertThat(detached).isEqualTo(256);
        for (int slot = 1; slot < slots; slot++) {
            int unused = tokens.take(slot, 1);
        }
        assertThat(tokens.used()).isEqualTo(tokens.capacityMax() - 1);
        assertThatThrownBy(() -> tokens.take(1, 1)).hasMessageContaining("tokens are in use");
    }

    @Test
    void tablesGrowBeforeTheirPlacesAreUsedAndNoFurtherThanAllSlots() {
        TokenTable tokens = new TokenTable(5000);
        List<Integer> sizes = new ArrayList<>();
        tokens.growWith(List.of(sizes::add));
        for (int slot = 0; slot < 5000; slot++) {
            int token = tokens.take(slot, 1);
            assertThat(token).isLessThan(sizes.isEmpty() ? 1024 : sizes.get(sizes.size() - 1));
        }
        assertThat(sizes).containsExactly(2048, 4096, tokens.capacityMax());
    }

    @Test
    void tokensThatWereReleasedComeAgainBeforeTheTableGrows() {
        TokenTable tokens = new TokenTable(SLOTS);
        int capacity = tokens.capacity();
        for (int i = 0; i < SLOTS; i++) {
            int token = tokens.take(i, 1);
            assertThat(tokens.release(token)).isEqualTo(i);
        }
        assertThat(tokens.capacity()).isEqualTo(capacity);
        assertThat(tokens.used()).isZero();
    }
}
