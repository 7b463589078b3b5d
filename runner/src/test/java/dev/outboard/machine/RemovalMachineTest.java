package dev.outboard.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever way a stack came, its removal leaves the machine as it was. */
@MachineTest
@ParameterizedClass
@EnumSource
@SuppressWarnings("NullAway.Init") // JUnit sets the field
class RemovalMachineTest {
    @Parameter
    private DebianRelease release;

    /**
     * Files with mode, owner and hash where Outboard writes; links with addresses; units; the rules of the firewall. A table of
     * iptables stays once something was in it, empty.
     */
    private static final String FINGERPRINT = """
            find /etc /usr/local /srv /docker2 /var/lib/outboard -printf '%M %u:%g %p -> %l\\n' 2>/dev/null | sort
            find /etc /usr/local /srv -type f -exec sha256sum {} + | sort
            find /run/docker2* /run/outboard* 2>/dev/null || true
            ip -brief address show | grep -v '^host0'
            ip route show
            systemctl list-unit-files --no-legend | grep -v '^run-' | sort
            systemctl list-units --all --no-legend --plain 'docker*' 'systemd-networkd.service' | sort
            iptables-save | sed -e 's/\\[[0-9:]*\\]//' -e '/^#/d' -e '/^\\*/d' -e '/^:[A-Z]* ACCEPT/d'
            docker network ls --format '{{.ID}} {{.Name}}' | sort
            """;

    @ParameterizedTest
    @EnumSource(names = {"NETWORKD", "IP", "BRCTL"})
    void removalRestoresTheMachine(Scenario scenario) {
        try (Machine machine = Machine.boot(release, "removal")) {
            List<String> before = fingerprint(machine);
            machine.java(Scenario.class, "apply", scenario.name()).orFail();
            assertThat(machine.out("docker2", "info", "--format", "{{.DockerRootDir}}"))
                    .isEqualTo("/docker2/graph");
            assertThat(machine.java(Scenario.class, "plan", scenario.name())
                            .orFail()
                            .text())
                    .isEqualTo("Plan for stack ci: nothing to do");
            BusyboxImage.load(machine, "docker2", "busybox:1");
            machine.run("docker2", "run", "--detach", "busybox:1", "sleep", "600")
                    .orFail();

            machine.java(Scenario.class, "remove", scenario.name()).orFail();

            assertThat(differences(before, fingerprint(machine))).isEmpty();
        }
    }

    private static List<String> fingerprint(Machine machine) {
        return machine.sh(FINGERPRINT).orFail().text().lines().toList();
    }

    /** The lines of one that the other does not have: the fingerprints are too long to be shown whole. */
    private static List<String> differences(List<String> before, List<String> after) {
        return Stream.concat(
                        before.stream().filter(line -> !after.contains(line)).map(line -> "- " + line),
                        after.stream().filter(line -> !before.contains(line)).map(line -> "+ " + line))
                .toList();
    }
}
