package io.tickwire.iouring;

import io.tickwire.spi.CompletionSink;
import io.tickwire.spi.Transport;
import io.tickwire.spi.TransportConfig;
import io.tickwire.spi.TransportProvider;
import io.tickwire.spi.TransportVersions;
import java.io.IOException;

/**
 * Offers io_uring to the transport selector, which finds it by {@link java.util.ServiceLoader}. Any
 * thread may call it; it holds nothing that has to be closed.
 *
 * <p>The system property {@value #WITHOUT_PROPERTY} names operations that count as lacking in the
 * kernel, so that their emulation can be tried: names of {@link io.tickwire.IoOpType}, and {@code
 * ACCEPT_MULTISHOT}, {@code RECV_MULTISHOT}, {@code POLL_MULTISHOT}, {@code PROVIDE_BUFFERS} and
 * {@code SEND_ZC}, with commas between them. Without one that has no emulation the self-test fails.
 */
public final class IoUringTransportProvider implements TransportProvider {
    /** The system property that makes operations count as lacking. */
    public static final String WITHOUT_PROPERTY = "tickwire.iouring.without";

    /** Loads no other class of this module. */
    public IoUringTransportProvider() {}

    @Override
    public String name() {
        return "io_uring";
    }

    @Override
    public int priority() {
        return 300;
    }

    @Override
    public String version() {
        return TransportVersions.ofArtifact("tickwire-transport-iouring");
    }

    /**
     * Asks the kernel, by a real ring that is closed again, for each operation that this transport
     * knows. What the kernel can do is found out once per process; what is named as lacking is
     * looked at each time.
     *
     * @throws IOException with the reason in one line: no native library for this machine, no
     *     kernel support, a sandbox that forbids io_uring, a lack of memory, or an operation that
     *     is missing
     * @throws IllegalArgumentException if {@link #WITHOUT_PROPERTY} names what is no operation
     */
    @Override
    public void selfTest() throws IOException {
        KernelFeatures.requireKnown(System.getProperty(WITHOUT_PROPERTY, ""));
        try {
            IoUringStart.selfTest();
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            // Missing classes and natives arrive as errors, and only once the first class is
            // linked.
            throw new IOException("io_uring cannot be used: " + firstLine(e.toString()), e);
        }
    }

    /**
     * Makes a transport with a ring of its own, which belongs to the thread that will start it.
     *
     * @throws IOException if the kernel refuses the ring, or a wish of the configuration that is
     *     marked as required cannot be granted
     */
    @Override
    public Transport create(TransportConfig config, CompletionSink sink) throws IOException {
        return IoUringStart.create(config, sink);
    }

    static String firstLine(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }
}
