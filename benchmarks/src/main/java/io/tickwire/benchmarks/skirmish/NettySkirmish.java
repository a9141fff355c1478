package io.tickwire.benchmarks.skirmish;

import static io.tickwire.examples.skirmish.SkirmishProtocol.FRAME_BYTES_MAX;
import static io.tickwire.examples.skirmish.SkirmishProtocol.TICKS_PER_SECOND;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.Future;
import io.tickwire.examples.skirmish.ClientMessages;
import io.tickwire.examples.skirmish.KickReason;
import io.tickwire.examples.skirmish.SkirmishLimits;
import io.tickwire.examples.skirmish.SkirmishProtocol;
import io.tickwire.examples.skirmish.SkirmishWorld;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The game server on plain Netty: one event loop, on which the tick runs as well. */
@SuppressWarnings("FutureReturnValueIgnored") // A close that fails leaves nothing to be done.
final class NettySkirmish implements SkirmishServer.Running, ClientMessages<NettySession> {
    private static final int BACKLOG = 1024;
    private static final int DATAGRAM_BYTES_MAX = 64;
    private static final int DATAGRAMS_A_READ = 64;
    private static final int QUIET_MILLIS = 100;
    private static final int INPUT_BUFFER_BYTES = 1 << 20;

    final SkirmishLimits limits;
    final ChannelGroup channels;
    final @Nullable NettySession[] players;
    final Map<String, Integer> left = new TreeMap<>();

    private final MultiThreadIoEventLoopGroup group;
    private final EventLoop loop;
    private final SaveFile save;
    private final SkirmishWorld world;
    private final ByteBuf chats = Unpooled.directBuffer();
    private final Channel listener;
    private final Channel inputs;
    private final Future<?> ticking;
    private final Future<?> saving;
    private boolean isEnding;

    NettySkirmish(NettyTransport transport, SkirmishLimits limits, Path save) throws IOException {
        this.limits = limits;
        this.save = new SaveFile(save);
        world = this.save.load(limits.players());
        players = new NettySession[limits.players()];
        group = new MultiThreadIoEventLoopGroup(1, transport.handler());
        loop = group.next();
        channels = new DefaultChannelGroup(loop);
        SocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        inputs = inputs(transport).bind(address).syncUninterruptibly().channel();
        listener = listener(transport).bind(address).syncUninterruptibly().channel();
        long periodNanos = TimeUnit.SECONDS.toNanos(1) / TICKS_PER_SECOND;
        ticking = loop.scheduleAtFixedRate(this::tick, 0, periodNanos, TimeUnit.NANOSECONDS);
        ticking.addListener(ended -> stop());
        saving =
                loop.scheduleAtFixedRate(
                        () -> this.save.write(world),
                        limits.saveEvery().toNanos(),
                        limits.saveEvery().toNanos(),
                        TimeUnit.NANOSECONDS);
        Runtime.getRuntime().addShutdownHook(new Thread(this::stopAndWait));
    }

    private ServerBootstrap listener(NettyTransport transport) {
        return new ServerBootstrap()
                .group(group)
                .channel(transport.listener())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_SNDBUF, limits.sendBufferBytes())
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(limits.slowBytes() / 2, limits.slowBytes()))
                .childHandler(
                        new ChannelInitializer<>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                channel.pipeline()
                                        .addLast(
                                                new LengthFieldBasedFrameDecoder(
                                                        FRAME_BYTES_MAX + 2, 0, 2, 0, 2))
                                        .addLast(
                                                new IdleStateHandler(
                                                        limits.idleAfter().toMillis(),
                                                        0,
                                                        0,
                                                        TimeUnit.MILLISECONDS))
                                        .addLast(new NettySession(NettySkirmish.this, channel));
                            }
                        });
    }

    private Bootstrap inputs(NettyTransport transport) {
        Bootstrap bootstrap =
                new Bootstrap()
                        .group(group)
                        .channel(transport.datagrams())
                        .option(ChannelOption.SO_RCVBUF, INPUT_BUFFER_BYTES)
                        .option(
                                ChannelOption.RECVBUF_ALLOCATOR,
                                new FixedRecvByteBufAllocator(DATAGRAM_BYTES_MAX))
                        .handler(new Inputs());
        if (transport.datagrams() == EpollDatagramChannel.class) {
            // One recvmmsg reads many.
            bootstrap
                    .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, DATAGRAM_BYTES_MAX)
                    .option(
                            ChannelOption.RECVBUF_ALLOCATOR,
                            new FixedRecvByteBufAllocator(DATAGRAM_BYTES_MAX * DATAGRAMS_A_READ));
        }
        return bootstrap;
    }

    @Sharable
    private final class Inputs extends SimpleChannelInboundHandler<DatagramPacket> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            int cheat = world.input(packet.content());
            if (cheat != SkirmishWorld.NOBODY && players[cheat] != null) {
                players[cheat].kick(KickReason.CHEATING, "nobody can press that");
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // An error of one datagram says nothing about the next.
        }
    }

    private void tick() {
        world.step();
        long nowNanos = System.nanoTime();
        for (NettySession player : players) {
            if (player != null) {
                player.tick(nowNanos, world, chats);
            }
        }
        chats.clear();
    }

    @Override
    public void login(NettySession session, String name, long token) {
        session.id = world.join(name, token);
        players[session.id] = session;
        int port = ((InetSocketAddress) inputs.localAddress()).getPort();
        session.write(out -> SkirmishProtocol.welcome(out, world, session.id, port));
    }

    @Override
    public void chat(NettySession session, String text) {
        if (world.mayChat(session.id)) {
            frame(chats, out -> SkirmishProtocol.chatted(out, session.id, text));
        }
    }

    @Override
    public void ping(NettySession session, long nonce) {
        session.write(out -> SkirmishProtocol.pong(out, nonce));
    }

    @Override
    public void goodbye(NettySession session) {
        session.leave("goodbye");
        session.channel.close();
    }

    /** A session ends; called once for each. */
    void left(NettySession session, String why) {
        left.merge(why, 1, Integer::sum);
        if (session.id != SkirmishWorld.NOBODY) {
            world.leave(session.id);
            players[session.id] = null;
        }
    }

    /** Writes a message with its length before it. */
    static void frame(ByteBuf out, Consumer<ByteBuf> message) {
        int start = out.writerIndex();
        out.writeShort(0);
        message.accept(out);
        out.setShort(start, out.writerIndex() - start - SkirmishProtocol.LENGTH_BYTES);
    }

    @Override
    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    @Override
    public void run() {
        group.terminationFuture().awaitUninterruptibly();
        save.awaitLast();
    }

    @Override
    public void stop() {
        if (!group.isShuttingDown()) {
            loop.execute(this::end);
        }
    }

    private void end() {
        if (isEnding) {
            return;
        }
        isEnding = true;
        listener.close();
        ticking.cancel(false);
        saving.cancel(false);
        for (Channel channel : channels) {
            channel.pipeline().get(NettySession.class).kick(KickReason.ENDING, "see you later");
        }
        channels.newCloseFuture().addListener(closed -> saveAndEnd());
    }

    private void saveAndEnd() {
        save.writeLast(world);
        chats.release();
        group.shutdownGracefully(QUIET_MILLIS, QUIET_MILLIS * 10, TimeUnit.MILLISECONDS);
    }

    private void stopAndWait() {
        stop();
        run();
    }

    @Override
    public String facts() {
        return "left: " + left;
    }
}
