package dev.outboard.runner.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.value.ContainerName;
import dev.outboard.core.value.ImageReference;
import dev.outboard.core.verify.Finding;
import dev.outboard.runner.ContainerProcess;
import dev.outboard.runner.testing.parts.DebianMachine;
import dev.outboard.runner.testing.parts.SimulatedEngine;
import dev.outboard.systemd.container.RestartPolicy;
import dev.outboard.systemd.docker.ContainerDefinition;
import dev.outboard.systemd.firstdaemon.DaemonAccess;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A runner's container runs, and not only for a moment. */
class ProcessCheckTest {
    private static final ContainerName NAME = ContainerName.of("runner1");
    private static final ImageReference IMAGE = ImageReference.of("gitlab/gitlab-runner:latest");

    private final DebianMachine machine = DebianMachine.withDocker();
    private final SimulatedEngine docker = machine.firstEngine();

    @BeforeEach
    void pull() {
        docker.pull(IMAGE);
    }

    private void run(RestartPolicy policy) {
        docker.create(ContainerDefinition.builder(NAME, IMAGE).restart(policy).build());
        docker.start(NAME);
    }

    /** When the container has run for a time. */
    private Finding findingAfter(Duration uptime) {
        Instant now = docker.container(NAME)
                .flatMap(state -> state.startedAt())
                .orElse(Instant.EPOCH)
                .plus(uptime);
        return new ProcessCheck(
                        DaemonAccess.first(socket -> docker),
                        ContainerProcess.builder("runner1").privileged(true).build(),
                        InstantSource.fixed(now))
                .run(machine.host())
                .get(0);
    }

    private Finding finding() {
        return findingAfter(Duration.ofHours(1));
    }

    @Test
    void containerThatRunsPasses() {
        run(RestartPolicy.ALWAYS);

        assertThat(finding()).hasToString("ok    container runner1 of gitlab/gitlab-runner:latest runs: it runs");
    }

    @Test
    void missingContainerFails() {
        assertThat(finding().proved()).isFalse();
        assertThat(finding().evidence()).isEqualTo("there is no such container");
    }

    @Test
    void containerThatEndedFailsWithItsExitStatusAndLastWords() {
        docker.fail(IMAGE, 3, "", "no config", "bye");
        run(RestartPolicy.NO);

        assertThat(finding().proved()).isFalse();
        assertThat(finding().evidence())
                .isEqualTo("it does not run, with exit status 3; its last words: no config | bye");
    }

    @Test
    void containerThatIsStartedAgainAndAgainFailsAlthoughForDockerItRuns() {
        docker.fail(IMAGE, 3, "no config");
        run(RestartPolicy.ALWAYS);

        assertThat(docker.container(NAME).orElseThrow().isRunning()).isTrue();
        assertThat(finding().proved()).isFalse();
        assertThat(finding().evidence())
                .isEqualTo(
                        "it ends again and again, with exit status 3: it was started again once; its last words: no config");
    }

    @Test
    void containerThatHasJustBegunIsWatchedForAMoment() {
        run(RestartPolicy.ALWAYS);
        docker.fail(IMAGE, 1, "no config");

        assertThat(findingAfter(Duration.ofSeconds(1)).evidence())
                .isEqualTo("it ends as soon as it is started, with exit status 1; its last words: no config");
        assertThat(findingAfter(Duration.ofSeconds(4)).proved()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, it runs",
        "1, 10, it runs; it was started again once",
        "7, -1, it runs; it was started again 7 times"
    })
    void aFailureOfLongAgoIsOnlyTold(int count, long seconds, String text) {
        Restarts restarts = new Restarts(count, Duration.ofSeconds(seconds));

        assertThat(restarts.goOn()).isFalse();
        assertThat(restarts.text()).isEqualTo(text);
    }

    @Test
    void aProcessThatWasJustStartedAgainMayEndAgain() {
        Restarts restarts = new Restarts(7, Duration.ofSeconds(9));

        assertThat(restarts.goOn()).isTrue();
        assertThat(restarts.text())
                .isEqualTo("it ends again and again: it was started again 7 times, the last time 9 s ago");
    }
}
