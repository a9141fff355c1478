package io.tickwire.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickwire.StreamFixture;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Names resolved on a thread of their own. */
class NameResolverTest {
    private final StreamFixture f = new StreamFixture();

    @AfterEach
    void close() {
        f.close();
    }

    /** Ticks until the next result comes. */
    private Resolution next(NameResolver resolver) {
        Resolution result = resolver.poll();
        while (result == null) {
            Thread.onSpinWait();
            f.tick();
            result = resolver.poll();
        }
        return result;
    }

    @Test
    @DisplayName("names: literal addresses and localhost come back, in the order of the requests")
    void literalsAndLocalhost() {
        NameResolver resolver = new NameResolver(f.loop, 8);
        assertThat(resolver.resolve("127.0.0.1")).isZero();
        assertThat(resolver.resolve("::1")).isEqualTo(1);
        assertThat(resolver.resolve("localhost")).isEqualTo(2);
        assertThat(next(resolver).addresses())
                .extracting(InetAddress::getHostAddress)
                .containsExactly("127.0.0.1");
        Resolution six = next(resolver);
        assertThat(six.addresses())
                .extracting(InetAddress::getHostAddress)
                .containsExactly("0:0:0:0:0:0:0:1");
        Resolution local = next(resolver);
        assertThat(local.id()).isEqualTo(2);
        assertThat(local.host()).isEqualTo("localhost");
        assertThat(local.isOk()).isTrue();
        assertThat(local.addresses()).isNotEmpty().allMatch(InetAddress::isLoopbackAddress);
    }

    @Test
    @DisplayName("names: an unknown one and a lookup that throws are failures in words")
    void failures() {
        NameResolver resolver =
                new NameResolver(
                        f.loop,
                        8,
                        host -> {
                            if (host.equals("broken")) {
                                throw new IllegalStateException("no resolver");
                            }
                            throw new UnknownHostException(host);
                        });
        resolver.resolve("nowhere");
        resolver.resolve("broken");
        Resolution unknown = next(resolver);
        assertThat(unknown.isOk()).isFalse();
        assertThat(unknown.addresses()).isEmpty();
        assertThat(unknown.failure()).isEqualTo("unknown host: nowhere");
        assertThat(next(resolver).failure()).contains("no resolver");
    }

    @Test
    @DisplayName("names: results that were not polled count against the capacity")
    void bound() {
        CountDownLatch go = new CountDownLatch(1);
        NameResolver resolver =
                new NameResolver(
                        f.loop,
                        2,
                        host -> {
                            await(go);
                            return new InetAddress[] {InetAddress.getLoopbackAddress()};
                        });
        assertThat(resolver.resolve("a")).isZero();
        assertThat(resolver.resolve("b")).isEqualTo(1);
        assertThat(resolver.resolve("c")).isEqualTo(NameResolver.FULL);
        go.countDown();
        assertThat(next(resolver).host()).isEqualTo("a");
        assertThat(resolver.resolve("d")).isEqualTo(2);
        assertThat(resolver.resolve("e")).isEqualTo(NameResolver.FULL);
        assertThat(next(resolver).host()).isEqualTo("b");
        assertThat(next(resolver).host()).isEqualTo("d");
    }

    @Test
    @DisplayName("names: the thread ends with the loop, after the lookup that it is in")
    void endsWithLoop() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicReference<Thread> thread = new AtomicReference<>();
        NameResolver resolver =
                new NameResolver(
                        f.loop,
                        2,
                        host -> {
                            thread.set(Thread.currentThread());
                            started.countDown();
                            await(go);
                            return new InetAddress[0];
                        });
        resolver.resolve("a");
        resolver.resolve("b");
        await(started);
        f.close();
        assertThat(thread.get().isDaemon()).isTrue();
        go.countDown();
        thread.get().join();
        assertThatThrownBy(() -> resolver.resolve("c")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(resolver::poll).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("names: a name that is empty or too long is refused")
    void misuse() {
        NameResolver resolver = new NameResolver(f.loop, 1);
        assertThatThrownBy(() -> resolver.resolve("")).hasMessageContaining("0");
        assertThatThrownBy(() -> resolver.resolve("x".repeat(256))).hasMessageContaining("256");
        assertThatThrownBy(() -> new NameResolver(f.loop, 0)).hasMessageContaining("0");
    }

    /** Waits through interrupts, as a lookup does. */
    private static void await(CountDownLatch latch) {
        boolean isOver = false;
        while (!isOver) {
            try {
                latch.await();
                isOver = true;
            } catch (InterruptedException e) {
                // A lookup goes on.
            }
        }
    }
}
