package dev.outboard.systemd.vendor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.value.AbsolutePath;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HostContainerdTest {
    private static final AbsolutePath UNIT = AbsolutePath.of("/usr/lib/systemd/system/containerd.service");
    private static final AbsolutePath MASK = AbsolutePath.of("/etc/systemd/system/containerd.service");
    private static final String SOCKET = "/run/containerd/containerd.sock";

    private final InMemoryHost host = InMemoryHost.create();

    private Optional<String> fault(String dependency, String address) {
        UnitFile service = UnitFile.parse("docker2.service", "[Unit]\n" + dependency + "=containerd.service\n");
        return HostContainerd.fault(service, Optional.ofNullable(address.isEmpty() ? null : address), host);
    }

    @Test
    void hasNoneWhereNothingIs() {
        assertThat(fault("Wants", SOCKET)).contains("nothing at " + SOCKET + ", and no containerd.service");
    }

    @Test
    void takesOneThatSystemdStarts() {
        host.putFile(UNIT, "[Service]\n");

        assertThat(fault("Wants", SOCKET)).isEmpty();
        assertThat(fault("BindsTo", "/var" + SOCKET)).isEmpty();
    }

    @Test
    void takesOneThatListensWithoutAUnit() {
        host.putFile(AbsolutePath.of("/run/other.sock"), "");

        assertThat(fault("Wants", "unix:///run/other.sock")).isEmpty();
    }

    @Test
    void asksForNoneWhereTheEngineIsToldOfNone() {
        assertThat(fault("Wants", "")).isEmpty();
    }

    @Test
    void findsAServiceThatRequiresAMissingUnit() {
        assertThat(fault("BindsTo", "")).contains("no containerd.service");
    }

    @Test
    void findsAMaskedUnit() {
        host.putFile(UNIT, "[Service]\n");
        host.putSymbolicLink(MASK, "/dev/null");

        assertThat(fault("Wants", SOCKET)).contains("nothing at " + SOCKET + ", and a masked containerd.service");
        assertThat(fault("Requires", SOCKET)).contains("a masked containerd.service");
    }

    @Test
    void findsAnAddressAtWhichTheHostsContainerdDoesNotListen() {
        host.putFile(UNIT, "[Service]\n");

        assertThat(fault("Wants", "/run/docker/libcontainerd/docker-containerd.sock"))
                .contains("nothing at /run/docker/libcontainerd/docker-containerd.sock, and a containerd.service");
    }
}
