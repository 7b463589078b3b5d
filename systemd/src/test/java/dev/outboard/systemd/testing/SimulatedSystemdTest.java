package dev.outboard.systemd.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outboard.core.command.Command;
import dev.outboard.core.failure.CommandFailedException;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.UnitName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SimulatedSystemdTest {
    private static final UnitName SERVICE = UnitName.of("x.service");
    private static final UnitName SOCKET = UnitName.of("x.socket");
    private static final AbsolutePath SERVICE_FILE = AbsolutePath.of("/etc/systemd/system/x.service");

    private final SimulatedSystemd systemd = new SimulatedSystemd();
    private final InMemoryHost host = InMemoryHost.create().answer(systemd);

    @BeforeEach
    void install() {
        host.putFile(SERVICE_FILE, "[Unit]\nRequires=x.socket\n[Service]\nExecStart=/bin/x\n");
        host.putFile(
                AbsolutePath.of("/etc/systemd/system/x.socket"),
                "[Unit]\nPartOf=x.service\n[Socket]\nListenStream=/run/x.sock\n[Install]\nWantedBy=sockets.target\n");
    }

    private void systemctl(String... arguments) {
        host.run(Command.of("systemctl", arguments));
    }

    @Test
    void startsWhatAUnitRequires() {
        systemctl("start", "x.service");

        assertThat(systemd.isActive(SOCKET)).isTrue();
        assertThat(host.status(AbsolutePath.of("/run/x.sock"))).isPresent();
    }

    @Test
    void stopsWhatIsPartOfAUnit() {
        systemctl("start", "x.service");
        systemctl("stop", "x.service");

        assertThat(systemd.isActive(SOCKET)).isFalse();
    }

    @Test
    void refusesToStartASocketWhoseServiceRuns() {
        systemctl("start", "x.service");
        systemd.fail(SOCKET, "gone");

        assertThatThrownBy(() -> systemctl("start", "x.socket"))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining("already active, refusing");
    }

    @Test
    void refusesAUnitThatIsNotThere() {
        assertThatThrownBy(() -> systemctl("start", "y.service"))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining("Unit y.service not found");
        assertThatThrownBy(() -> systemctl("enable", "y.service")).isInstanceOf(CommandFailedException.class);
        assertThatThrownBy(() -> systemctl("reset-failed", "y.service")).isInstanceOf(CommandFailedException.class);
    }

    @Test
    void runsTheTextThatItHasRead() {
        String[] seen = {""};
        systemd.program(
                SERVICE,
                (unit, anyHost) -> seen[0] = unit.value("Service", "ExecStart").orElseThrow());
        systemctl("start", "x.service");
        host.putFile(SERVICE_FILE, "[Service]\nExecStart=/bin/y\n");

        systemctl("restart", "x.service");
        assertThat(seen[0]).isEqualTo("/bin/x");
        systemctl("daemon-reload");
        systemctl("restart", "x.service");
        assertThat(seen[0]).isEqualTo("/bin/y");
    }

    @Test
    void leavesNoLinkAfterDisabling() {
        var before = host.tree();
        systemctl("enable", "x.socket");
        assertThat(host.status(AbsolutePath.of("/etc/systemd/system/sockets.target.wants/x.socket")))
                .isPresent();

        systemctl("disable", "x.socket");

        assertThat(host.tree()).isEqualTo(before);
    }

    @Test
    void knowsNoOtherVerbsOrUnitsOfNetworkd() {
        assertThatThrownBy(() -> systemctl("isolate", "x.service")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> systemctl("start", "--no-block", "x.service"))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> systemctl("start", "systemd-networkd.service"))
                .isInstanceOf(IllegalStateException.class);
    }
}
