package dev.outboard.systemd.vendor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.systemd.installed.InstalledUnit;
import org.junit.jupiter.api.Test;

class VendorUnitsTest {
    private final InMemoryHost host = InMemoryHost.create();

    private void put(String directory, String name, String text) {
        host.putFile(AbsolutePath.of(directory).resolve(name), text);
    }

    @Test
    void findsNothingWhereNothingIsInstalled() {
        assertThat(VendorUnits.find(host)).isEqualTo(VendorUnits.none());
    }

    @Test
    void takesTheFirstHitOfSystemdsSearchPath() {
        String[] path = {
            "/usr/lib/systemd/system", "/usr/local/lib/systemd/system", "/run/systemd/system", "/etc/systemd/system"
        };
        for (String directory : path) {
            put(directory, "docker.service", "[Service]\n# " + directory + "\n");
            put(directory, "docker.socket", "[Socket]\n# " + directory + "\n");

            VendorUnits found = VendorUnits.find(host);

            assertThat(found.service().orElseThrow().fragment().fileName()).isEqualTo(directory + "/docker.service");
            assertThat(found.socket().orElseThrow().fragment().text()).contains(directory);
        }
    }

    @Test
    void findsTheOldPlaceOfDistributionsWithTwoTrees() {
        put("/lib/systemd/system", "docker.service", "[Service]\n");
        put("/usr/lib/systemd/system", "docker.socket", "[Socket]\n");

        assertThat(VendorUnits.find(host).service()).isPresent();
        assertThat(VendorUnits.find(host).socket()).isPresent();
    }

    @Test
    void passesOverAMaskedUnit() {
        host.putSymbolicLink(AbsolutePath.of("/etc/systemd/system/docker.service"), "/dev/null");
        put("/usr/lib/systemd/system", "docker.service", "[Service]\n");
        put("/usr/lib/systemd/system", "docker.socket", "[Socket]\n");

        assertThat(VendorUnits.find(host).service().orElseThrow().fragment().fileName())
                .isEqualTo("/usr/lib/systemd/system/docker.service");
    }

    @Test
    void namesTheFileThatIsNoUnit() {
        put("/etc/systemd/system", "docker.service", "[Service\n");

        assertThat(VendorUnits.find(host).problems())
                .singleElement()
                .hasToString(
                        "unitSource: found \"/etc/systemd/system/docker.service, line 1: [Service\", expected a unit"
                                + " file that systemd can load. Fix: correct the file, or choose"
                                + " unitSource(UnitSource.GENERATED)");
    }

    @Test
    void readsTheFilesThatTheCommandNames() {
        put("/etc/systemd/system", "docker.service", """
                [Service]
                EnvironmentFile=-/etc/sysconfig/docker
                EnvironmentFile=/missing
                ExecStart=/usr/bin/dockerd $OPTIONS
                """);
        put("/etc/sysconfig", "docker", "OPTIONS='--config-file /etc/other.json'\n");
        put("/etc", "other.json", "{}");
        put("/etc/docker", "daemon.json", "{\"debug\": true}");

        VendorUnits units = VendorUnits.find(host);

        assertThat(units.configuration()).contains(new InstalledUnit.TextFile("/etc/other.json", "{}"));
        assertThat(units.service().orElseThrow().environmentFiles())
                .extracting(InstalledUnit.TextFile::path)
                .containsExactly("/etc/sysconfig/docker");
    }
}
