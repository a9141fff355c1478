package io.tickwire.epoll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.FileDescriptor;
import io.tickwire.IoStatus;
import io.tickwire.readiness.Readiness;
import io.tickwire.unix.PollLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EpollWatchTest {
    @TempDir private Path folder;

    @Test
    @DisplayName("what epoll refuses once it is asked for anew")
    void whatEpollRefusesOnceItIsAskedForAnew() throws IOException {
        assumeTrue(Epoll.isAvailable());
        PollLoop loop = PollLoop.open(EpollIoHandler.newFactory());
        loop.start();
        // epoll_ctl(2) answers EPERM for a regular file, as it does ENOSPC beyond its limit.
        FileDescriptor file = FileDescriptor.from(Files.createFile(folder.resolve("f")).toFile());
        EpollWatch watch = new EpollWatch(loop, file, bits -> {});
        try {
            for (int i = 0; i < 3; i++) {
                assertThat(watch.set(Readiness.READABLE)).isEqualTo(IoStatus.EPERM.result());
                assertThat(watch.renew(Readiness.READABLE)).isEqualTo(IoStatus.EPERM.result());
                assertThat(watch.set(Readiness.WRITABLE)).isEqualTo(IoStatus.EPERM.result());
            }
        } finally {
            watch.end();
            file.close();
            loop.close();
        }
    }
}
