package dev.outboard.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A daemon that throws away all that is not kept, whatever its age. */
@MachineTest
@ParameterizedClass
@EnumSource
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class CleanUpMachineTest {
    private static final String CONTENT = """
            variant() { echo "$2" | docker2 build --quiet --tag "$1" - >/dev/null; }
            variant old:1 'FROM busybox:1
            RUN echo old >/old'
            variant kept:1 'FROM busybox:1
            RUN echo kept >/kept'
            variant labelled:1 'FROM busybox:1
            LABEL keep=yes'
            variant release:1 'FROM busybox:1
            LABEL stage=release'
            variant test:1 'FROM busybox:1
            LABEL stage=test'
            variant moved:1 'FROM busybox:1
            LABEL stage=moved'
            variant moved:1 'FROM busybox:1
            LABEL keep=moved'
            variant moved:1 'FROM busybox:1
            LABEL stage=moved-again'
            variant used:1 'FROM busybox:1
            RUN echo used >/used'
            docker2 run --detach --name running used:1 sh -c "$1" >/dev/null
            docker2 run --name stopped busybox:1 true
            docker2 run --name treasured --label keep busybox:1 true
            docker2 network create unused >/dev/null
            docker2 network create --label keep treasured >/dev/null
            docker2 volume create cache >/dev/null
            docker2 volume create --label stage=release treasure >/dev/null
            docker tag busybox:1 old:1
            docker run --name stopped busybox:1 true
            """;

    /** The client of Docker 29 lists images without a name only if it is asked for them. */
    private static final String HIDING_CLIENT = """
            cat >/usr/local/bin/docker <<'END'
            #!/bin/sh
            case "$1 $2 $*" in
                *dangling=true* | *--all*) exec /usr/bin/docker "$@" ;;
                "image ls "*) exec /usr/bin/docker "$@" --filter dangling=false ;;
                *) exec /usr/bin/docker "$@" ;;
            esac
            END
            chmod +x /usr/local/bin/docker
            """;

    /** Until a container is old enough; in a short time, systemd would refuse the sixth start. */
    private static final String AWAIT_THE_END = """
            timeout 60 sh -ec 'while docker2 inspect young >/dev/null 2>&1; do
                systemctl reset-failed docker2-clean-up
                systemctl start docker2-clean-up
            done'
            """;

    @Parameter
    private DebianRelease release;

    private Machine machine;

    @BeforeParameterizedClassInvocation
    void cleanUp() {
        machine = Machine.boot(release, "cleanup");
        machine.java(Scenario.class, "apply", "CLEANED").orFail();
        BusyboxImage.load(machine, "docker", "busybox:1");
        BusyboxImage.load(machine, "docker2", "busybox:1");
        machine.sh(CONTENT, BusyboxImage.FOREVER).orFail();
        machine.sh(HIDING_CLIENT).orFail();
        machine.run("systemctl", "start", "docker2-clean-up.service").orFail();
    }

    @AfterParameterizedClassInvocation
    void close() {
        machine.close();
    }

    private List<String> lines(String... command) {
        return machine.out(command).lines().sorted().toList();
    }

    @Test
    void imagesGoThatNoContainerUsesAndNothingKeeps() {
        assertThat(lines("docker2", "images", "--filter", "dangling=false", "--format", "{{.Repository}}:{{.Tag}}"))
                .containsExactly("busybox:1", "kept:1", "labelled:1", "release:1", "used:1");
    }

    @Test
    void imagesWithoutANameGoAlsoWhereTheClientHidesThem() {
        assertThat(lines("docker2", "image", "ls", "--filter", "dangling=true", "--format", "{{.ID}}"))
                .containsExactlyElementsOf(
                        lines("docker2", "image", "ls", "--all", "--filter", "label=keep=moved", "--format", "{{.ID}}"))
                .hasSize(1);
    }

    @Test
    void containersNetworksAndVolumesGoThatNobodyUses() {
        assertThat(lines("docker2", "ps", "--all", "--format", "{{.Names}}")).containsExactly("running", "treasured");
        assertThat(lines("docker2", "network", "ls", "--filter", "type=custom", "--format", "{{.Name}}"))
                .containsExactly("treasured");
        assertThat(lines("docker2", "volume", "ls", "--quiet")).containsExactly("treasure");
    }

    @Test
    void theFirstDaemonKeepsEverything() {
        assertThat(lines("docker", "images", "--format", "{{.Repository}}:{{.Tag}}"))
                .containsExactly("busybox:1", "old:1");
        assertThat(lines("docker", "ps", "--all", "--format", "{{.Names}}")).containsExactly("stopped");
    }

    @Test
    void itGoesBySizeAndAge() {
        machine.run("docker2", "start", "running").orFail(); // a reboot ended it, if there was one before
        machine.run("docker2", "run", "--name", "young", "busybox:1", "true").orFail();
        for (String scenario : List.of("CLEANED_IF_LARGE", "CLEANED_OF_OLD")) {
            run("apply", scenario);
            machine.run("systemctl", "start", "docker2-clean-up").orFail();
            assertThat(lines("docker2", "ps", "--all", "--format", "{{.Names}}"))
                    .as(scenario)
                    .contains("young");
        }
        assertThat(machine.out("journalctl", "--unit=docker2-clean-up", "--output=cat"))
                .contains("there is room enough");

        run("apply", "CLEANED_OF_SOON_OLD");
        machine.sh(AWAIT_THE_END).orFail();

        assertThat(lines("docker2", "ps", "--all", "--format", "{{.Names}}")).containsExactly("running", "treasured");
        run("apply");
    }

    @Test
    void aStoppedDaemonIsNotStartedForIt() {
        machine.run("systemctl", "stop", "docker2.service").orFail();

        assertThat(machine.run("systemctl", "start", "docker2-clean-up.service").succeeded())
                .isFalse();

        assertThat(machine.run("systemctl", "is-active", "docker2.service").text())
                .isEqualTo("inactive");
        assertThat(machine.run("systemctl", "is-failed", "docker2-clean-up.service")
                        .text())
                .isEqualTo("inactive");
        machine.run("systemctl", "start", "docker2.service").orFail();
    }

    @Test
    void itsTimerWaitsAlsoAfterAReboot() {
        machine.reboot();

        assertThat(machine.out("systemctl", "list-timers", "--no-legend", "docker2*"))
                .contains("docker2-clean-up.timer", "docker2-clean-up.service");
        assertThat(run("plan")).isEqualTo("Plan for stack ci: nothing to do");
    }

    @Test
    void aTimerThatWasStoppedOrChangedIsMended() {
        machine.sh("systemctl disable --now docker2-clean-up.timer;"
                        + " echo >/etc/docker2/clean-up.sh; echo '# mine' >>/etc/systemd/system/docker2-clean-up.timer")
                .orFail();

        assertThat(run("apply"))
                .contains("~ file /etc/docker2/clean-up.sh", "~ docker2-clean-up.timer")
                .doesNotContain("! docker2");

        assertThat(machine.out("systemctl", "is-active", "docker2-clean-up.timer"))
                .isEqualTo("active");
        assertThat(run("plan")).isEqualTo("Plan for stack ci: nothing to do");
    }

    private String run(String verb) {
        return run(verb, "CLEANED");
    }

    private String run(String verb, String scenario) {
        return machine.java(Scenario.class, verb, scenario).orFail().text();
    }
}
