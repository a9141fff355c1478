package io.tickwire.simulation;

import io.tickwire.tck.TransportTck;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ChaosExclusions.class)
@Tag("slow")
class ChaosTckSecondTest extends TransportTck {
    ChaosTckSecondTest() {
        super("nio-chaos-2");
    }
}
