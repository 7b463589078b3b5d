package dev.outboard.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A machine whose own daemon never runs, and so makes no rules and switches no forwarding on. */
@MachineTest
@ParameterizedClass
@EnumSource
@SuppressWarnings("NullAway.Init") // JUnit sets the field
class LoneDaemonMachineTest {
    @Parameter
    private DebianRelease release;

    private static final String RULES = "iptables --list-rules; iptables --table nat --list-rules";

    @Test
    void hasItsNetworkWithoutTheFirst() {
        try (Machine machine = Machine.boot(release, "alone")) {
            machine.run("systemctl", "disable", "docker.socket", "docker.service")
                    .orFail();
            machine.reboot();
            String before = machine.out("sh", "-c", RULES);
            machine.java(Scenario.class, "apply", "NETWORKD").orFail();
            BusyboxImage.load(machine, "docker2", "busybox:1");

            assertThat(machine.out("docker2", "run", "--rm", "busybox:1", "ping", "-c", "1", Machine.LAN_ADDRESS))
                    .contains(" 0% packet loss");

            machine.java(Scenario.class, "remove", "NETWORKD").orFail();
            assertThat(machine.out("sh", "-c", RULES)).isEqualTo(before);
        }
    }
}
