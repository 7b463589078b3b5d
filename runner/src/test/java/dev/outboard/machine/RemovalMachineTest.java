package dev.outboard.machine;

import static org.assertj.core.api.Assertions.assertThat;

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

    @ParameterizedTest
    @EnumSource(names = {"NETWORKD", "IP", "BRCTL"})
    void removalRestoresTheMachine(Scenario scenario) {
        try (Machine machine = Machine.boot(release, "removal")) {
            Fingerprint before = Fingerprint.of(machine);
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

            assertThat(before.differencesTo(Fingerprint.of(machine))).isEmpty();
        }
    }
}
