package io.tickwire.examples.world;

import io.tickwire.simulation.Peer;
import io.tickwire.simulation.PeerHandler;
import io.tickwire.simulation.World;
import java.nio.ByteBuffer;

/** Hears from the game's herald, each time on a new connection. Belongs to the world's thread. */
final class Lobby {
    private int announcements;

    Lobby(World world) {
        world.listener(GameServer.LOBBY, Visit::new);
    }

    int announcements() {
        return announcements;
    }

    private final class Visit implements PeerHandler {
        private int bytes;

        @Override
        public void received(Peer peer, ByteBuffer received) {
            bytes += received.remaining();
        }

        @Override
        public void ended(Peer peer) {
            if (bytes != HeraldSystem.BYTES) {
                throw new AssertionError("the herald has left after " + bytes + " bytes");
            }
            announcements++;
            peer.close();
        }
    }
}
