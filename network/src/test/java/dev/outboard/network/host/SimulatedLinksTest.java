package dev.outboard.network.host;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outboard.core.command.Command;
import dev.outboard.core.host.HostView;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.network.testing.SimulatedLinks;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatedLinksTest extends BridgeCommandsContract {
    private final InMemoryHost host = InMemoryHost.create().answer(SimulatedLinks.create());

    @Override
    HostView host() {
        return host;
    }

    @Override
    void run(Command command) {
        host.run(command);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ip",
                "ip link",
                "ip link add docker1 type bridge",
                "ip link add name docker1 type bond",
                "ip link set docker1 up",
                "ip link set dev eth0 frob",
                "ip link delete docker1",
                "ip address add 10.9.0.1/16",
                "ip address add fd00:9::1/64 dev eth0",
                "ip address show",
                "brctl show",
                "brctl frob docker1"
            })
    void refuseWhatTheyDoNotKnow(String line) {
        host.answer(SimulatedLinks.create().putLink("eth0"));

        assertThatThrownBy(() -> host.run(Command.of(List.of(line.split(" ")))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("does not know this form of");
    }

    @Test
    void leaveOtherProgramsToOthers() {
        assertThatThrownBy(() -> host.run(Command.of("docker", "ps")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no simulator answers");
    }
}
