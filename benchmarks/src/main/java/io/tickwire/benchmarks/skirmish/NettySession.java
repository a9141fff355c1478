package io.tickwire.benchmarks.skirmish;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.timeout.IdleStateEvent;
import io.tickwire.examples.skirmish.KickReason;
import io.tickwire.examples.skirmish.RefusedException;
import io.tickwire.examples.skirmish.SkirmishProtocol;
import io.tickwire.examples.skirmish.SkirmishWorld;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One connection of {@link NettySkirmish}, of a player or of who may become one. */
@SuppressWarnings("FutureReturnValueIgnored") // Netty tells a failed write to exceptionCaught.
final class NettySession extends SimpleChannelInboundHandler<ByteBuf> {
    private static final int KICK_MILLIS = 500;

    final Channel channel;
    int id = SkirmishWorld.NOBODY;

    private final NettySkirmish server;
    private boolean hasLeft;
    private boolean isSlow;
    private long slowSinceNanos;

    NettySession(NettySkirmish server, Channel channel) {
        this.server = server;
        this.channel = channel;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (server.channels.size() >= server.limits.connections()) {
            kick(KickReason.FULL, "too many connections");
            return;
        }
        server.channels.add(channel);
        channel.eventLoop()
                .schedule(
                        this::requireLogin,
                        server.limits.loginWithin().toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    private void requireLogin() {
        if (id == SkirmishWorld.NOBODY) {
            kick(KickReason.LOGIN_TIMEOUT, "nobody has logged in");
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf frame) {
        if (!hasLeft) {
            SkirmishProtocol.read(frame, this, id != SkirmishWorld.NOBODY, server);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent) {
            kick(KickReason.IDLE, "has sent nothing for too long");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof RefusedException refused) {
            kick(refused.reason(), refused.text());
        } else if (cause instanceof DecoderException) {
            kick(KickReason.PROTOCOL, "no frame");
        } else {
            leave(cause instanceof IOException ? "reset" : cause.toString());
            channel.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        leave("hung up");
    }

    /** Sends what has happened since the last tick, at once. */
    void tick(long nowNanos, SkirmishWorld world, ByteBuf chats) {
        if (isSlowForTooLong(nowNanos)) {
            drop();
            return;
        }
        ByteBuf out =
                channel.alloc()
                        .ioBuffer(chats.readableBytes() + SkirmishProtocol.FRAME_BYTES_MAX + 2);
        out.writeBytes(chats, chats.readerIndex(), chats.readableBytes());
        NettySkirmish.frame(out, frame -> world.snapshot(id, frame));
        channel.writeAndFlush(out, channel.voidPromise());
    }

    private boolean isSlowForTooLong(long nowNanos) {
        boolean wasSlow = isSlow;
        isSlow = !channel.isWritable();
        if (isSlow && !wasSlow) {
            slowSinceNanos = nowNanos;
        }
        return isSlow && nowNanos - slowSinceNanos > server.limits.slowFor().toNanos();
    }

    /** What it has not read yet is of no use to it, nor should the kernel keep it. */
    private void drop() {
        leave("kicked: " + KickReason.SLOW);
        if (channel.isOpen()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            channel.close();
        }
    }

    /** Writes a message, which goes out with the tick. */
    void write(Consumer<ByteBuf> message) {
        channel.write(framed(message), channel.voidPromise());
    }

    private ByteBuf framed(Consumer<ByteBuf> message) {
        ByteBuf out = channel.alloc().ioBuffer();
        NettySkirmish.frame(out, message);
        return out;
    }

    /** Sends the last message and closes: when it is on its way, or soon if it is not. */
    void kick(KickReason reason, String text) {
        if (!hasLeft) {
            leave("kicked: " + reason);
            channel.writeAndFlush(framed(out -> SkirmishProtocol.kick(out, reason, text)))
                    .addListener(ChannelFutureListener.CLOSE);
            channel.eventLoop().schedule(() -> channel.close(), KICK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** The game goes on without it. */
    void leave(String why) {
        if (!hasLeft) {
            hasLeft = true;
            server.left(this, why);
        }
    }
}
