package dev.outboard.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What is taken from the first daemon's units, in real systemd. */
@MachineTest
@ParameterizedClass
@EnumSource
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class VendorUnitsMachineTest {
    /** What the unit test of the module systemd expects of hosts of other distributions. */
    private static final Path DERIVED = Path.of("../systemd/src/test/resources/golden/vendor");

    private static final String SERVICE = "/etc/systemd/system/docker.service";

    /** Verifies each pair by itself; a program of another distribution need not be here. */
    private static final String VERIFY = "for host in /root/derived/*; do SYSTEMD_UNIT_PATH=$host: systemd-analyze"
            + " verify --man=no $host/docker2.socket $host/docker2.service 2>&1 | grep docker2 | grep -v 'is not"
            + " executable' | sed \"s|^|$host: |\"; done; true";

    /** Acts on the first daemon when the second starts, stops or reloads, if it is copied. */
    private static final String EDIT = "cp /usr/lib/systemd/system/docker.service $1 && sed -i"
            + " -e '/^ExecReload=/c ExecReload=/usr/bin/pkill -HUP -x dockerd'"
            + " -e '/^ExecStart=/i ExecStartPre=-/bin/rm -f /run/docker.pid'"
            + " -e '/^ExecStart=/a ExecStartPost=/usr/sbin/iptables -I FORWARD -s 0.0.0.0/0 -j ACCEPT'"
            + " -e '/^ExecStart=/a ExecStopPost=/usr/sbin/iptables -D FORWARD -s 0.0.0.0/0 -j ACCEPT'"
            + " $1 && systemctl daemon-reload && systemctl restart docker.service";

    @Parameter
    private DebianRelease release;

    private Machine machine;

    @BeforeParameterizedClassInvocation
    void boot() {
        machine = Machine.boot(release, "vendor");
    }

    @AfterParameterizedClassInvocation
    void close() {
        machine.close();
    }

    @Test
    @Order(1)
    void systemdLoadsWhatIsDerivedFromOtherDistributions() throws IOException {
        List<Path> units;
        try (Stream<Path> files = Files.walk(DERIVED)) {
            units = files.filter(file -> file.getFileName().toString().startsWith("docker2."))
                    .toList();
        }
        for (Path unit : units) {
            String host = DERIVED.relativize(unit).getName(0).toString();
            machine.write("/root/derived/" + host + "/" + unit.getFileName(), Files.readString(unit));
        }

        assertThat(units).hasSizeGreaterThan(30);
        assertThat(machine.sh(VERIFY).orFail().text()).isEmpty();
    }

    @Test
    @Order(2)
    void commandsOfTheFirstDaemonsUnitAreLeftOutAndNamed() {
        machine.sh(EDIT, SERVICE).orFail();
        machine.write(
                "/etc/systemd/system/docker.service.d/proxy.conf",
                "[Service]\nEnvironment=HTTPS_PROXY=http://secret@192.0.2.9:3128\n");

        assertThat(machine.java(Scenario.class, "apply", "NETWORKD").orFail().text())
                .contains(
                        "left out of " + SERVICE + ": ",
                        "ExecStartPost=/usr/sbin/iptables",
                        "left out of /etc/systemd/system/docker.service.d/proxy.conf: HTTPS_PROXY (set by registries(..)"
                                + " with proxies(..))")
                .doesNotContain("secret");
    }

    @Test
    @Order(3)
    void theFirstDaemonIsNotTouchedByTheSecondsUnit() {
        machine.run("systemctl", "restart", "docker2.service").orFail();
        machine.run("systemctl", "reload", "docker2.service").orFail();

        assertThat(machine.run("docker2", "ps").succeeded()).isTrue();
        assertThat(machine.run("test", "-e", "/run/docker.pid").succeeded()).isTrue();
        assertThat(machine.out("iptables", "--list-rules", "FORWARD").lines().filter("-A FORWARD -j ACCEPT"::equals))
                .hasSize(1);
        assertThat(machine.out("journalctl", "--unit", "docker.service", "--output", "cat"))
                .doesNotContain("Got signal to reload");
        assertThat(machine.out("journalctl", "--unit", "docker2.service", "--output", "cat"))
                .contains("Got signal to reload");
    }

    @Test
    @Order(4)
    void aWrapperIsRefusedWithTheWayOut() {
        machine.sh("sed -i 's|^ExecStart=.*|ExecStart=/bin/sh -c \"exec dockerd\"|' $1", SERVICE)
                .orFail();

        assertThat(machine.java(Scenario.class, "plan", "NETWORKD").stderr())
                .contains(SERVICE + " runs /bin/sh", "Fix: choose unitSource(UnitSource.GENERATED)");
    }
}
