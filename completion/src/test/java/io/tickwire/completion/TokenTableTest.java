package io.tickwire.completion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TokenTableTest {
    private static final int SLOTS = 70_000;

    @Test
    @DisplayName("there is a token for every slot and none is given twice")
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
    @DisplayName("what is detached takes no token from the slots")
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
    @DisplayName("tables grow before their places are used and no further than all slots")
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
    @DisplayName("tokens that were released come again before the table grows")
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

    @Test
    @DisplayName("what was known of a token is forgotten with its release")
    void whatWasKnownOfATokenIsForgottenWithItsRelease() {
        TokenTable tokens = new TokenTable(2);
        int token = tokens.take(1, 5);
        tokens.entry(token, 77);
        tokens.block(token, 3);
        tokens.attach(token, "attached");
        tokens.mark(token, TokenTable.MULTISHOT);
        tokens.mark(token, TokenTable.KERNEL_MULTISHOT);
        assertThat(tokens.entry(token)).isEqualTo(77);
        assertThat(tokens.block(token)).isEqualTo(3);
        assertThat(tokens.attachment(token)).isEqualTo("attached");
        assertThat(tokens.hasMark(token, TokenTable.MULTISHOT)).isTrue();
        assertThat(tokens.hasMark(token, TokenTable.KERNEL_MULTISHOT)).isTrue();
        assertThat(tokens.hasMark(token, TokenTable.STOPPING)).isFalse();
        assertThat(tokens.release(token)).isEqualTo(1);
        assertThat(tokens.isUsed(token)).isFalse();
        assertThat(tokens.tokenOf(1)).isEqualTo(TokenTable.NONE);
        assertThat(tokens.take(0, 4)).as("the same token").isEqualTo(token);
        assertThat(tokens.entry(token)).isZero();
        assertThat(tokens.block(token)).isEqualTo(TokenTable.NONE);
        assertThat(tokens.attachment(token)).isNull();
        assertThat(tokens.hasMark(token, TokenTable.MULTISHOT)).isFalse();
        assertThat(tokens.hasMark(token, TokenTable.KERNEL_MULTISHOT)).isFalse();
    }

    @Test
    @DisplayName("a token that is not in use cannot be released")
    void aTokenThatIsNotInUseCannotBeReleased() {
        TokenTable tokens = new TokenTable(2);
        int token = tokens.take(0, 1);
        assertThat(tokens.release(token)).isZero();
        assertThatThrownBy(() -> tokens.release(token)).hasMessageContaining("not in use");
        assertThatThrownBy(() -> tokens.release(TokenTable.ANONYMOUS))
                .hasMessageContaining("not in use");
        assertThat(tokens.used()).isZero();
    }

    @Test
    @DisplayName("a detached token leaves the slot's next one alone when it is released")
    void aDetachedTokenLeavesTheSlotsNextOneAloneWhenItIsReleased() {
        TokenTable tokens = new TokenTable(1);
        int detached = tokens.take(0, 1);
        assertThat(tokens.detach(detached)).isZero();
        assertThat(tokens.isUsed(detached)).isTrue();
        assertThat(tokens.tokenOf(0)).isEqualTo(TokenTable.NONE);
        int next = tokens.take(0, 2);
        assertThat(next).isNotEqualTo(detached);
        assertThat(tokens.release(detached)).as("no slot").isNegative();
        assertThat(tokens.tokenOf(0)).isEqualTo(next);
        assertThat(tokens.slotOf(next)).isZero();
        assertThat(tokens.isUsed(detached)).isFalse();
    }

    @Test
    @DisplayName("a released token makes room for another detached one")
    void aReleasedTokenMakesRoomForAnotherDetachedOne() {
        TokenTable tokens = new TokenTable(1);
        int last = TokenTable.NONE;
        while (tokens.canDetach()) {
            last = tokens.take(0, 1);
            assertThat(tokens.detach(last)).isZero();
        }
        assertThat(tokens.release(last)).isNegative();
        assertThat(tokens.canDetach()).isTrue();
    }
}
