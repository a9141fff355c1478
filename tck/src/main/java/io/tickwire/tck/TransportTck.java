package io.tickwire.tck;

import java.util.Objects;
import org.junit.jupiter.api.Nested;

/**
 * The whole suite for one transport. A transport's module extends it once:
 *
 * <pre>{@code
 * class NioTransportTckTest extends TransportTck {
 *     NioTransportTckTest() {
 *         super("nio");
 *     }
 * }
 * }</pre>
 *
 * <p>Where the transport does not work, every test is skipped with the cause; or fails with it, if
 * the system property {@code tickwire.tck.required} (names, comma-separated) has the transport.
 */
public abstract class TransportTck {
    private final String transport;

    /**
     * Names the transport.
     *
     * @param transport as {@link io.tickwire.spi.TransportProvider#name()} answers
     */
    protected TransportTck(String transport) {
        this.transport = Objects.requireNonNull(transport, "transport");
    }

    @Nested
    class Probes extends ProbeTck {
        Probes() {
            super(transport);
        }
    }

    @Nested
    class LostMemory extends LostMemoryTck {
        LostMemory() {
            super(transport);
        }
    }

    @Nested
    class Files extends FileTck {
        Files() {
            super(transport);
        }
    }

    @Nested
    class Streams extends StreamTck {
        Streams() {
            super(transport);
        }
    }

    @Nested
    class Sends extends SendTck {
        Sends() {
            super(transport);
        }
    }

    @Nested
    class Outputs extends OutputTck {
        Outputs() {
            super(transport);
        }
    }

    @Nested
    class OutputLanes extends OutputLanesTck {
        OutputLanes() {
            super(transport);
        }
    }

    @Nested
    class Accepts extends AcceptTck {
        Accepts() {
            super(transport);
        }
    }

    @Nested
    class Connects extends ConnectTck {
        Connects() {
            super(transport);
        }
    }

    @Nested
    class Cancels extends CancelTck {
        Cancels() {
            super(transport);
        }
    }

    @Nested
    class Timers extends TimerTck {
        Timers() {
            super(transport);
        }
    }

    @Nested
    class Order extends OrderTck {
        Order() {
            super(transport);
        }
    }

    @Nested
    class BuffersAndSlots extends BufferTck {
        BuffersAndSlots() {
            super(transport);
        }
    }

    @Nested
    class Lanes extends LaneTck {
        Lanes() {
            super(transport);
        }
    }

    @Nested
    class Life extends LifeTck {
        Life() {
            super(transport);
        }
    }

    @Nested
    class Floods extends FloodTck {
        Floods() {
            super(transport);
        }
    }

    @Nested
    class Misuse extends MisuseTck {
        Misuse() {
            super(transport);
        }
    }

    @Nested
    class FaultyPeers extends FaultyPeerTck {
        FaultyPeers() {
            super(transport);
        }
    }

    @Nested
    class Allocation extends AllocationTck {
        Allocation() {
            super(transport);
        }
    }

    @Nested
    class Groups extends GroupTck {
        Groups() {
            super(transport);
        }
    }

    @Nested
    class Polls extends PollTck {
        Polls() {
            super(transport);
        }
    }

    @Nested
    class DatagramGroups extends DatagramGroupTck {
        DatagramGroups() {
            super(transport);
        }
    }

    @Nested
    class Capabilities extends CapabilityTck {
        Capabilities() {
            super(transport);
        }
    }

    @Nested
    class Statuses extends StatusTck {
        Statuses() {
            super(transport);
        }
    }

    @Nested
    class Addresses extends AddressTck {
        Addresses() {
            super(transport);
        }
    }

    @Nested
    class Options extends SocketOptionTck {
        Options() {
            super(transport);
        }
    }

    @Nested
    class Limits extends LimitsTck {
        Limits() {
            super(transport);
        }
    }

    @Nested
    class Chains extends ChainTck {
        Chains() {
            super(transport);
        }
    }

    @Nested
    class ZeroCopies extends ZeroCopyTck {
        ZeroCopies() {
            super(transport);
        }
    }

    @Nested
    class Relays extends RelayTck {
        Relays() {
            super(transport);
        }
    }

    @Nested
    class Splices extends SpliceTck {
        Splices() {
            super(transport);
        }
    }

    @Nested
    class FileOperations extends FileOperationTck {
        FileOperations() {
            super(transport);
        }
    }

    @Nested
    class Datagrams extends DatagramTck {
        Datagrams() {
            super(transport);
        }
    }

    @Nested
    class LoadsAndSaves extends WholeFileTck {
        LoadsAndSaves() {
            super(transport);
        }
    }

    @Nested
    class Mailboxes extends MailboxTck {
        Mailboxes() {
            super(transport);
        }
    }

    @Nested
    class ExactReads extends FullReadTck {
        ExactReads() {
            super(transport);
        }
    }

    @Nested
    class Capacity extends CapacityTck {
        Capacity() {
            super(transport);
        }
    }

    @Nested
    class Stress extends StressTck {
        Stress() {
            super(transport);
        }
    }
}
