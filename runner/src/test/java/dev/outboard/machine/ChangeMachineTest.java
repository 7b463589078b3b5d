package dev.outboard.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Changed specs and faults, on a machine that has the article's stack. */
@MachineTest
@ParameterizedClass
@EnumSource
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class ChangeMachineTest {
    @Parameter
    private DebianRelease release;

    private Machine machine;

    @BeforeParameterizedClassInvocation
    void apply() {
        machine = Machine.boot(release, "change");
        machine.java(Scenario.class, "apply", "NETWORKD").orFail();
    }

    @AfterParameterizedClassInvocation
    void close() {
        machine.close();
    }

    @Test
    void changedSpecChangesOnlyWhatDiffersAndSaysWhichRestartItCosts() {
        String plan = machine.java(Scenario.class, "plan", "LABELLED").orFail().text();

        assertThat(plan).startsWith("Plan for stack ci: 1 to update, 1 to restart");
        assertThat(plan).contains("~ file /etc/docker2/daemon.json", "purpose=ci", "! docker2.service: ");
    }

    @Test
    void daemonThatDoesNotComeUpIsReportedWithItsJournalAndRunsAsBefore() {
        Fingerprint before = Fingerprint.of(machine);

        Result failure = machine.java(Scenario.class, "apply", "BROKEN");

        assertThat(failure.succeeded()).isFalse();
        assertThat(failure.stderr())
                .contains("logging level: no-such-level", "docker2.service", "everything that was done was taken back");
        assertThat(before.differencesTo(Fingerprint.of(machine))).isEmpty();
        assertThat(machine.out("docker2", "info", "--format", "{{.DockerRootDir}}"))
                .isEqualTo("/docker2/graph");
        assertThat(machine.java(Scenario.class, "plan", "NETWORKD").orFail().text())
                .isEqualTo("Plan for stack ci: nothing to do");
    }

    @Test
    void fileThatIsNotOutboardsIsAConflictAndStays() {
        try (Machine other = Machine.boot(release, "conflict")) {
            other.write("/usr/local/bin/docker2", "another program's\n");

            Result refusal = other.java(Scenario.class, "apply", "NETWORKD");

            assertThat(refusal.stderr()).contains("file /usr/local/bin/docker2", "adopt it");
            assertThat(other.read("/usr/local/bin/docker2")).isEqualTo("another program's\n");
            assertThat(other.run("test", "-e", "/docker2").succeeded()).isFalse();
        }
    }

    @Test
    void hostWithoutDockerIsRefusedBeforeAnyChange() {
        try (Machine other = Machine.boot(release, "nodocker")) {
            other.sh("systemctl disable --now docker.socket docker.service"
                            + " && mv /usr/sbin/dockerd /usr/sbin/dockerd.away")
                    .orFail();

            Result refusal = other.java(Scenario.class, "apply", "NETWORKD");

            assertThat(refusal.stderr()).contains("dockerd", "Fix: ");
            assertThat(other.run("test", "-e", "/docker2").succeeded()).isFalse();
        }
    }

    @Test
    void missingToolIsNamedWithItsPackage() {
        try (Machine other = Machine.boot(release, "notool")) {
            other.run("mv", "/usr/sbin/brctl", "/usr/sbin/brctl.away").orFail();

            Result refusal = other.java(Scenario.class, "apply", "BRCTL");

            assertThat(refusal.stderr()).contains("brctl", "bridge-utils");
        }
    }
}
