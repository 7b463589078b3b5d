package dev.outboard.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Changed specs and faults, on a machine that has the article's stack. */
@MachineTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChangeMachineTest {
    private Machine machine;

    @BeforeAll
    void apply() {
        machine = Machine.boot(DebianRelease.BOOKWORM, "change");
        machine.java(Scenario.class, "apply", "NETWORKD").orFail();
    }

    @AfterAll
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
    void daemonThatDoesNotComeUpIsReportedWithItsJournalAndASecondApplyGoesOn() {
        Result failure = machine.java(Scenario.class, "apply", "BROKEN");

        assertThat(failure.succeeded()).isFalse();
        assertThat(failure.stderr()).contains("unknown flag: --no-such-option", "docker2.service", "Fix: ");

        machine.java(Scenario.class, "apply", "NETWORKD").orFail();
        assertThat(machine.java(Scenario.class, "plan", "NETWORKD").orFail().text())
                .isEqualTo("Plan for stack ci: nothing to do");
    }

    @Test
    void fileThatIsNotOutboardsIsAConflictAndStays() {
        try (Machine other = Machine.boot(DebianRelease.BOOKWORM, "conflict")) {
            other.write("/usr/local/bin/docker2", "somebody's\n");

            Result refusal = other.java(Scenario.class, "apply", "NETWORKD");

            assertThat(refusal.stderr()).contains("file /usr/local/bin/docker2", "adopt it");
            assertThat(other.read("/usr/local/bin/docker2")).isEqualTo("somebody's\n");
            assertThat(other.run("test", "-e", "/docker2").succeeded()).isFalse();
        }
    }

    @Test
    void hostWithoutDockerIsRefusedBeforeAnyChange() {
        try (Machine other = Machine.boot(DebianRelease.BOOKWORM, "nodocker")) {
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
        try (Machine other = Machine.boot(DebianRelease.BOOKWORM, "notool")) {
            other.run("mv", "/usr/sbin/brctl", "/usr/sbin/brctl.away").orFail();

            Result refusal = other.java(Scenario.class, "apply", "BRCTL");

            assertThat(refusal.stderr()).contains("brctl", "bridge-utils");
        }
    }
}
