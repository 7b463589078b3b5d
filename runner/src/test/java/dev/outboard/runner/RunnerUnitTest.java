package dev.outboard.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.core.change.Change;
import dev.outboard.core.failure.ConflictException;
import dev.outboard.core.plan.Plan;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.ByteSize;
import dev.outboard.core.value.FileContent;
import dev.outboard.runner.configuration.DockerSettings;
import dev.outboard.runner.configuration.ProcessSettings;
import dev.outboard.runner.testing.SimulatedHosts;
import dev.outboard.runner.testing.SimulatedMachine;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** GitLab Runner as a process of the host. */
class RunnerUnitTest {
    private static final AbsolutePath PROGRAM = AbsolutePath.of("/usr/bin/gitlab-runner");
    private static final AbsolutePath UNIT = AbsolutePath.of("/etc/systemd/system/ci-runner.service");
    private static final StackSpec STACK = with(process(), Article.runner1());

    private final SimulatedMachine machine = SimulatedHosts.debian13WithDocker();
    private final Provisioner provisioner = machine.provisioner();

    private static HostProcess.Builder process() {
        return HostProcess.builder("ci-runner").drainLimit(Duration.ofMinutes(10));
    }

    private static StackSpec with(HostProcess.Builder process, RunnerSpec.Builder runner) {
        return Article.stack(
                Article.docker1().build(),
                Article.docker2().build(),
                runner.process(process.build()).build());
    }

    @BeforeEach
    void install() {
        machine.host().putFile(PROGRAM, "");
    }

    private Plan apply(StackSpec stack) {
        Plan plan = provisioner.plan(stack);
        provisioner.apply(plan);
        return plan;
    }

    private static List<String> summaries(Plan plan) {
        return plan.changes().stream().map(Change::summary).toList();
    }

    private String text(AbsolutePath path) {
        return machine.host().read(path).map(FileContent::text).orElse("");
    }

    @Test
    void runsUnderAUnitOfItsOwn() {
        apply(STACK);

        assertThat(text(UNIT))
                .contains(
                        "ExecStart=/usr/bin/gitlab-runner run --config /srv/gitlab-runner/ci-runner/config.toml",
                        "After=network-online.target docker2.service",
                        "KillSignal=SIGQUIT",
                        "TimeoutStopSec=600s");
        assertThat(machine.firstEngine().containers()).isEmpty();
        assertThat(provisioner.plan(STACK).changes()).isEmpty();
        assertThat(provisioner.verify(STACK).failures()).isEmpty();
    }

    @Test
    void usesTheDaemonBySocketOfTheHost() {
        apply(STACK);

        assertThat(text(AbsolutePath.of("/srv/gitlab-runner/ci-runner/config.toml")))
                .contains("host = \"unix:///docker2/docker.sock\"");
    }

    @Test
    void goesOnWithAnotherConfigurationOfItsJobs() {
        apply(STACK);

        Plan plan = apply(with(process(), Article.runner1().set(DockerSettings.MEMORY, ByteSize.of("2G"))));

        assertThat(summaries(plan)).singleElement().asString().endsWith("without a restart");
    }

    @Test
    void drainsBeforeItRestartsForWhatItReadsOnlyWhenItStarts() {
        apply(STACK);

        Plan plan = apply(with(process().set(ProcessSettings.LISTEN_ADDRESS, ":9252"), Article.runner1()));

        assertThat(plan.toString())
                .contains("! ci-runner.service: running jobs may go on for 600 s, then they are given up")
                .contains("$ systemctl stop ci-runner.service");
        assertThat(text(UNIT)).contains("X-listen_address=:9252");
    }

    @Test
    void drainsBeforeItIsRemoved() {
        apply(STACK);

        Plan removal = provisioner.planRemoval("ci");
        provisioner.apply(removal);

        assertThat(summaries(removal).get(0))
                .isEqualTo("! ci-runner.service: running jobs may go on for 600 s, then they are given up");
        assertThat(machine.host().status(UNIT)).isEmpty();
    }

    @Test
    void refusesAHostWithoutTheProgram() {
        machine.host().deleteFile(PROGRAM);

        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> provisioner.plan(STACK))
                .withMessageContaining("nothing at /usr/bin/gitlab-runner")
                .withMessageContaining("install the package gitlab-runner");
    }
}
