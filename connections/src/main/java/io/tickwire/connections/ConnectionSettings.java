package io.tickwire.connections;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tickwire.SocketOptions;
import io.tickwire.connections.Leave.Reason;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a server listens and what it allows its clients. {@link Connections} reads it when it is
 * made; later changes change nothing.
 *
 * <p>Limits are looked at ten times a second, or once a tick if ticks are rarer, on the tick clock.
 */
public final class ConnectionSettings {
    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final int SEND_BUFFER_BYTES = 64 * 1024;

    final List<SocketAddress> addresses;
    FrameFormat format = new FrameFormat(2, 4096);
    int receiveBytes = 2048;
    long loginNanos;
    long idleNanos = Duration.ofSeconds(60).toNanos();
    int total = 1024;
    int perAddress = Integer.MAX_VALUE;
    int slowBytes = 16 * 1024;
    long slowNanos = Duration.ofSeconds(2).toNanos();
    boolean isSlowClosed;
    private final Map<Reason, ByteBuf> farewells = new EnumMap<>(Reason.class);
    SocketOptions socket = SocketOptions.DEFAULT.withBufferBytes(0, SEND_BUFFER_BYTES);

    private ConnectionSettings(List<SocketAddress> addresses) {
        this.addresses = addresses;
    }

    /** What is set now. */
    ConnectionSettings copy() {
        ConnectionSettings copy = new ConnectionSettings(addresses);
        copy.format = format;
        copy.receiveBytes = receiveBytes;
        copy.loginNanos = loginNanos;
        copy.idleNanos = idleNanos;
        copy.total = total;
        copy.perAddress = perAddress;
        copy.slowBytes = slowBytes;
        copy.slowNanos = slowNanos;
        copy.isSlowClosed = isSlowClosed;
        for (Map.Entry<Reason, ByteBuf> farewell : farewells.entrySet()) {
            int unused = format.wholeBytes(farewell.getValue()); // the format may be a later one
            copy.farewells.put(farewell.getKey(), farewell.getValue());
        }
        copy.socket = socket;
        return copy;
    }

    /**
     * Starts from the defaults.
     *
     * @param addresses where to listen, at least one; as for {@link io.tickwire.TickLoop#listen}
     * @return settings to be changed
     */
    public static ConnectionSettings listen(SocketAddress... addresses) {
        if (addresses.length == 0) {
            throw new IllegalArgumentException("no address to listen on");
        }
        return new ConnectionSettings(List.of(addresses));
    }

    /**
     * Has frames begin with their length, big-endian, which counts the bytes behind it. By default
     * a field of 2 bytes, and frames of up to 4096.
     *
     * @param fieldBytes 1 to 4
     * @param inboundBytesMax the longest frame that a client may send, at least 1; a longer one
     *     makes it leave. What the server writes is bounded by the field alone
     * @return this
     * @throws IllegalArgumentException for other values
     */
    public ConnectionSettings lengthField(int fieldBytes, int inboundBytesMax) {
        if (fieldBytes < 1) {
            throw new IllegalArgumentException("length field: " + fieldBytes + " bytes");
        }
        format = new FrameFormat(fieldBytes, inboundBytesMax);
        return this;
    }

    /**
     * Has frames be lines that end with LF or CR LF; those written end with LF.
     *
     * @param inboundBytesMax the longest line that a client may send, with its end; at least 1
     * @return this
     * @throws IllegalArgumentException for another value
     */
    public ConnectionSettings lines(int inboundBytesMax) {
        format = new FrameFormat(0, inboundBytesMax);
        return this;
    }

    /**
     * Bounds what a client can have the server look at in a tick: that many bytes are received at
     * once. 2048 by default; each client has memory for it.
     *
     * @param bytes 16 to 1048576
     * @return this
     */
    public ConnectionSettings receiveBytes(int bytes) {
        receiveBytes = inRange("receiveBytes", bytes, 16, 1 << 20);
        return this;
    }

    /**
     * Has a client leave that was not {@linkplain Connection#admit admitted} in time. None by
     * default, and everybody is in from the start.
     *
     * @param limit zero for no limit, to 36500 days
     * @return this
     */
    public ConnectionSettings login(Duration limit) {
        loginNanos = nanos("login", limit);
        return this;
    }

    /**
     * Has a client leave that has sent no whole frame for a time: single bytes do not count. A
     * minute by default.
     *
     * @param limit zero for no limit, to 36500 days
     * @return this
     */
    public ConnectionSettings idle(Duration limit) {
        idleNanos = nanos("idle", limit);
        return this;
    }

    /**
     * Bounds the clients in all, 1024 by default. A further one is closed, behind its {@linkplain
     * #farewell farewell} if there is one for {@link Reason#FULL}.
     *
     * @param clients at least 1
     * @return this
     */
    public ConnectionSettings limit(int clients) {
        total = inRange("limit", clients, 1, Integer.MAX_VALUE - Connections.FAREWELLS_MAX);
        return this;
    }

    /**
     * Bounds the clients of one internet address at each of the listeners; no bound by default. A
     * further one is closed. Clients whose address the system does not tell, as those of a Unix
     * socket, count as if they had one in common. Who has left counts until its connection is
     * closed, which what is still to be sent holds up within the loop's {@linkplain
     * io.tickwire.BatchConfig#linger linger limit}.
     *
     * @param clients at least 1
     * @return this
     */
    public ConnectionSettings limitPerAddress(int clients) {
        perAddress = inRange("limitPerAddress", clients, 1, Integer.MAX_VALUE);
        return this;
    }

    /**
     * What counts as slow: to have so much pending for so long. 16 KiB for two seconds by default;
     * that is beyond what the system's buffers hold, which the socket options bound.
     *
     * @param pendingBytes at least 1
     * @param time zero to 36500 days
     * @return this
     */
    public ConnectionSettings slow(int pendingBytes, Duration time) {
        slowBytes = inRange("pendingBytes", pendingBytes, 1, Integer.MAX_VALUE);
        slowNanos = nanos("slow", time);
        return this;
    }

    /**
     * How a slow client is dropped.
     *
     * @param isClosed true to give what is pending two seconds to leave; false, the default, to
     *     reset it at once
     * @return this
     */
    public ConnectionSettings closeSlow(boolean isClosed) {
        isSlowClosed = isClosed;
        return this;
    }

    /**
     * Sets the last frame that a client gets which leaves for a reason; none by default. With one,
     * a client that would be reset is closed behind it. Where the reason is {@link Reason#KICKED},
     * the program brings its own along; who has hung up, or whose connection broke, gets none.
     *
     * @param reason why the client leaves
     * @param frame a frame, without its length field or line end; copied
     * @return this
     * @throws IllegalArgumentException for a reason for which there is no last frame, or a frame
     *     that is longer than the length field can tell
     */
    public ConnectionSettings farewell(Reason reason, byte[] frame) {
        switch (reason) {
            case HUNG_UP, RESET, KICKED ->
                    throw new IllegalArgumentException("no last frame goes with " + reason);
            default -> {}
        }
        ByteBuf copy = Unpooled.copiedBuffer(frame);
        int unused = format.wholeBytes(copy);
        farewells.put(reason, copy);
        return this;
    }

    /** The last frame for a reason; null if there is none. */
    @Nullable ByteBuf farewell(Reason reason) {
        return farewells.get(reason);
    }

    /**
     * Options of the listeners and the clients' sockets. By default the system's, with a send
     * buffer of 64 KiB: without a bound of its own the system hides for many seconds that a client
     * reads nothing.
     *
     * @param options the options
     * @return this
     */
    public ConnectionSettings socket(SocketOptions options) {
        socket = Objects.requireNonNull(options, "options");
        return this;
    }

    private static long nanos(String name, Duration limit) {
        if (limit.isNegative() || limit.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    name + ": " + limit + ", not zero to " + LONGEST.toDays() + " days");
        }
        return limit.toNanos();
    }

    private static int inRange(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + ": " + value + ", not " + min + " to " + max);
        }
        return value;
    }
}
