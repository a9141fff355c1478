package io.tickwire.benchmarks.skirmish;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;

/**
 * What Netty's channels stand on.
 *
 * @param handler makes what drives an event loop
 * @param listener listens
 * @param datagrams takes datagrams
 */
record NettyTransport(
        IoHandlerFactory handler,
        Class<? extends ServerChannel> listener,
        Class<? extends DatagramChannel> datagrams) {
    static NettyTransport ioUring() {
        return new NettyTransport(
                IoUringIoHandler.newFactory(),
                IoUringServerSocketChannel.class,
                IoUringDatagramChannel.class);
    }

    static NettyTransport epoll() {
        return new NettyTransport(
                EpollIoHandler.newFactory(),
                EpollServerSocketChannel.class,
                EpollDatagramChannel.class);
    }

    static NettyTransport nio() {
        return new NettyTransport(
                NioIoHandler.newFactory(), NioServerSocketChannel.class, NioDatagramChannel.class);
    }
}
