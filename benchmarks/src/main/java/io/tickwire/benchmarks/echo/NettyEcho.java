package io.tickwire.benchmarks.echo;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUringBufferRingConfig;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringFixedBufferRingAllocator;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.channel.uring.IoUringServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** The echo server on Netty's channels: one thread, for accepting as well. */
final class NettyEcho implements EchoServer.Running {
    private static final int BACKLOG = 1024;
    private static final short BUFFER_GROUP = 1;
    private static final short BUFFERS = 1024;
    private static final int BUFFER_BYTES = 2048;

    private final MultiThreadIoEventLoopGroup group;
    private final Channel listener;

    private NettyEcho(
            IoHandlerFactory handler, Class<? extends ServerChannel> type, boolean isBufferRing) {
        group = new MultiThreadIoEventLoopGroup(1, handler);
        ServerBootstrap bootstrap =
                new ServerBootstrap()
                        .group(group)
                        .channel(type)
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                        .childHandler(new Echo());
        if (isBufferRing) {
            bootstrap.childOption(IoUringChannelOption.IO_URING_BUFFER_GROUP_ID, BUFFER_GROUP);
        }
        listener =
                bootstrap
                        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .syncUninterruptibly()
                        .channel();
    }

    static NettyEcho ioUring() {
        return new NettyEcho(
                IoUringIoHandler.newFactory(), IoUringServerSocketChannel.class, false);
    }

    /** With multishot receives from a ring of provided buffers. */
    static NettyEcho ioUringBufferRing() {
        IoUringIoHandlerConfig config =
                new IoUringIoHandlerConfig()
                        .setBufferRingConfig(
                                IoUringBufferRingConfig.builder()
                                        .bufferGroupId(BUFFER_GROUP)
                                        .bufferRingSize(BUFFERS)
                                        .batchSize(BUFFERS / 2)
                                        .allocator(
                                                new IoUringFixedBufferRingAllocator(
                                                        PooledByteBufAllocator.DEFAULT,
                                                        BUFFER_BYTES))
                                        .build());
        return new NettyEcho(
                IoUringIoHandler.newFactory(config), IoUringServerSocketChannel.class, true);
    }

    static NettyEcho epoll() {
        return new NettyEcho(EpollIoHandler.newFactory(), EpollServerSocketChannel.class, false);
    }

    static NettyEcho nio() {
        return new NettyEcho(NioIoHandler.newFactory(), NioServerSocketChannel.class, false);
    }

    /** Writes what it reads, and flushes once per pass over the socket. */
    @Sharable
    private static final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            // The void promise passes failures to exceptionCaught.
            var unused = context.write(message, context.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            var unused = context.close();
        }
    }

    @Override
    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    @Override
    public void run() {
        group.terminationFuture().awaitUninterruptibly();
    }

    @Override
    public void stop() {
        var unused = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    @Override
    public String facts() {
        return "";
    }
}
