package dev.outboard.systemd.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.HttpUrl;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.options.RegistrySettings;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProbeTargetTest {
    private final InMemoryHost host = InMemoryHost.create();

    @Test
    void isEachServerThatJobsNeed() {
        assertThat(ProbeTarget.of(
                        List.of(HttpUrl.of("http://your.gitlab.url/ci")),
                        docker2().build(),
                        host))
                .containsExactly(new ProbeTarget("your.gitlab.url", 80));
    }

    @Test
    void isEachMirrorWithItsPort() {
        DaemonSpec daemon = docker2()
                .registries(RegistrySettings.builder()
                        .addMirror("https://mirror.example.org")
                        .addMirror("https://[2001:db8::7]:5000")
                        .build())
                .build();

        assertThat(of(daemon))
                .containsExactly(new ProbeTarget("mirror.example.org", 443), new ProbeTarget("2001:db8::7", 5000));
    }

    @Test
    void isTheHostsNameServerWhereNothingIsNamed() {
        host.putFile(AbsolutePath.of("/etc/resolv.conf"), "search example.org\nnameserver 192.0.2.53\n");

        assertThat(of(docker2().build())).containsExactly(new ProbeTarget("192.0.2.53", 53));
    }

    @Test
    void isWhatResolvedAsksWhereTheHostAsksResolved() {
        host.putFile(AbsolutePath.of("/etc/resolv.conf"), "nameserver 127.0.0.53\n");
        host.putFile(AbsolutePath.of("/run/systemd/resolve/resolv.conf"), "nameserver 192.0.2.54\n");

        assertThat(of(docker2().build())).containsExactly(new ProbeTarget("192.0.2.54", 53));
    }

    @Test
    void isNothingOnAHostThatNamesNoServer() {
        assertThat(of(docker2().build())).isEmpty();
    }

    private static DaemonSpec.Builder docker2() {
        return DaemonSpec.builder("docker2").bridge("docker1");
    }

    private List<ProbeTarget> of(DaemonSpec daemon) {
        return ProbeTarget.of(List.of(), daemon, host);
    }
}
