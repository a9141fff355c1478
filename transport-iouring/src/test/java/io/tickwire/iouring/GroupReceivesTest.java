package io.tickwire.iouring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickwire.BufferGroup;
import io.tickwire.spi.GroupBuffers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class GroupReceivesTest {
    private static final int TOKENS = 4;

    private final GroupBuffers one = new GroupBuffers(new BufferGroup(1, 16, 3));
    private final GroupBuffers other = new GroupBuffers(new BufferGroup(2, 16, 2));
    private final GroupReceives receives = new GroupReceives(List.of(one, other), TOKENS);

    @AfterEach
    void close() {
        one.close(true);
        other.close(true);
    }

    private List<String> elements() {
        List<String> elements = new ArrayList<>();
        for (int i = 0; i < receives.count(); i++) {
            elements.add(receives.token(i) + "=" + receives.result(i) + "@" + receives.buffer(i));
        }
        return elements;
    }

    @Test
    @DisplayName("data is kept in the order it came, and its buffers are their groups' no more")
    void order() {
        receives.begin(1, one);
        receives.begin(2, other);
        receives.arrived(1, 10, 2);
        receives.arrived(2, 20, 0);
        receives.arrived(1, 11, 0);
        assertThat(elements()).containsExactly("1=10@2", "2=20@0", "1=11@0");
        assertThat(receives.countOf(1)).isEqualTo(2);
        assertThat(receives.countOf(2)).isEqualTo(1);
        assertThat(one.available()).isEqualTo(1);
        assertThat(other.available()).isEqualTo(1);
    }

    @Test
    @DisplayName("data that comes for a token without a group is refused")
    void noGroup() {
        assertThatThrownBy(() -> receives.arrived(3, 10, 0)).hasMessageContaining("token 3");
        assertThat(receives.count()).isZero();
    }

    @Test
    @DisplayName("what is passed makes room in front of what stays, which keeps its order")
    void passing() {
        receives.begin(1, one);
        receives.begin(2, other);
        receives.arrived(1, 10, 0);
        receives.arrived(2, 20, 0);
        receives.arrived(1, 11, 1);
        receives.passed(1);
        receives.keep(1, 0);
        receives.keep(2, 1);
        receives.truncate(2);
        assertThat(elements()).containsExactly("2=20@0", "1=11@1");
        assertThat(receives.countOf(1)).isEqualTo(1);
    }

    @Test
    @DisplayName("the buffer of a last completion is taken once, and of each token by itself")
    void last() {
        receives.begin(1, one);
        receives.begin(2, other);
        assertThat(receives.takeLast(1)).isEqualTo(GroupReceives.NONE);
        receives.last(1, 0);
        receives.last(2, 1);
        assertThat(one.available()).isEqualTo(2);
        assertThat(receives.takeLast(1)).isZero();
        assertThat(receives.takeLast(1)).isEqualTo(GroupReceives.NONE);
        assertThat(receives.takeLast(2)).isEqualTo(1);
        assertThat(receives.count()).isZero();
    }

    @Test
    @DisplayName("all buffers and an empty datagram of each token fit, also when there are more")
    void growth() {
        receives.begin(1, one);
        receives.arrived(1, 10, 0);
        receives.last(1, 2);
        receives.grow(2 * TOKENS);
        int token = 2 * TOKENS - 1;
        receives.begin(token, other);
        receives.arrived(1, 11, 1);
        receives.arrived(token, 70, 0);
        receives.arrived(token, 71, 1);
        for (int i = 0; i < 2 * TOKENS; i++) {
            receives.add(i, 0, GroupReceives.NONE);
        }
        assertThat(elements())
                .hasSize(4 + 2 * TOKENS)
                .startsWith("1=10@0", "1=11@1", "7=70@0", "7=71@1", "0=0@-1");
        assertThat(receives.countOf(token)).isEqualTo(3);
        assertThat(receives.takeLast(1)).isEqualTo(2);
    }
}
