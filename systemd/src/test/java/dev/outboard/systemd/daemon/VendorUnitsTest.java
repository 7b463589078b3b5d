package dev.outboard.systemd.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outboard.core.failure.HostException;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.unitfile.UnitFileSyntaxException;
import dev.outboard.core.value.AbsolutePath;
import org.junit.jupiter.api.Test;

class VendorUnitsTest {
    private final InMemoryHost host = InMemoryHost.create();

    private void put(String directory, String name, String text) {
        host.putFile(AbsolutePath.of(directory).resolve(name), text);
    }

    @Test
    void findsNothingWhereNothingIsInstalled() {
        assertThat(VendorUnits.find(host)).isEmpty();
    }

    @Test
    void takesTheFirstHitOfSystemdsSearchPath() {
        String[] path = {
            "/usr/lib/systemd/system", "/usr/local/lib/systemd/system", "/run/systemd/system", "/etc/systemd/system"
        };
        for (String directory : path) {
            put(directory, "docker.service", "[Service]\n# " + directory + "\n");
            put(directory, "docker.socket", "[Socket]\n# " + directory + "\n");

            VendorUnits found = VendorUnits.find(host).orElseThrow();

            assertThat(found.service().fileName()).isEqualTo(directory + "/docker.service");
            assertThat(found.socket().text()).contains(directory);
        }
    }

    @Test
    void findsTheOldPlaceOfDistributionsWithTwoTrees() {
        put("/lib/systemd/system", "docker.service", "[Service]\n");
        put("/usr/lib/systemd/system", "docker.socket", "[Socket]\n");

        assertThat(VendorUnits.find(host)).isPresent();
    }

    @Test
    void passesOverAMaskedUnit() {
        host.putSymbolicLink(AbsolutePath.of("/etc/systemd/system/docker.service"), "/dev/null");
        put("/usr/lib/systemd/system", "docker.service", "[Service]\n");
        put("/usr/lib/systemd/system", "docker.socket", "[Socket]\n");

        assertThat(VendorUnits.find(host).orElseThrow().service().fileName())
                .isEqualTo("/usr/lib/systemd/system/docker.service");
    }

    @Test
    void refusesHalfAPair() {
        put("/usr/lib/systemd/system", "docker.service", "[Service]\n");

        assertThatThrownBy(() -> VendorUnits.find(host))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("/usr/lib/systemd/system/docker.service")
                .hasMessageContaining("no docker.socket")
                .hasMessageContaining("GENERATED");
    }

    @Test
    void namesTheFileThatIsNoUnit() {
        put("/etc/systemd/system", "docker.service", "[Service\n");

        assertThatThrownBy(() -> VendorUnits.find(host))
                .isInstanceOf(UnitFileSyntaxException.class)
                .hasMessageContaining("/etc/systemd/system/docker.service");
    }
}
