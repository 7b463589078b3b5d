package dev.outboard.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.Provisioner;
import dev.outboard.core.apply.ApplyEvent;
import dev.outboard.core.apply.ApplyFailedException;
import dev.outboard.core.change.Change;
import dev.outboard.core.command.Command;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.failure.CommandFailedException;
import dev.outboard.core.failure.ConflictException;
import dev.outboard.core.plan.Plan;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.testing.SimulatedCommand;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.ByteSize;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.UnitName;
import dev.outboard.core.verify.Finding;
import dev.outboard.runner.configuration.DockerSettings;
import dev.outboard.runner.configuration.JobService;
import dev.outboard.runner.configuration.ProcessSettings;
import dev.outboard.runner.testing.parts.DebianMachine;
import dev.outboard.systemd.options.ProxySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** GitLab Runner as a process of the host. */
class RunnerUnitTest {
    private static final AbsolutePath PROGRAM = AbsolutePath.of("/usr/bin/gitlab-runner");
    private static final AbsolutePath OLD_PROGRAM = AbsolutePath.of("/opt/old-runner");
    private static final AbsolutePath UNIT = AbsolutePath.of("/etc/systemd/system/ci-runner.service");
    private static final UnitName SERVICE = UnitName.of("ci-runner.service");
    private static final StackSpec STACK = with(process(), Article.runner1());

    private static final StackSpec ANOTHER_DAEMON = withAnotherDaemon(process());

    private final DebianMachine machine = DebianMachine.withDocker();
    private final Provisioner provisioner = machine.provisioner();
    private boolean terminated;

    private static HostProcess.Builder process() {
        return HostProcess.builder("ci-runner").drainLimit(Duration.ofMinutes(10));
    }

    private static StackSpec with(HostProcess.Builder process, RunnerSpec.Builder runner) {
        return Article.stack(
                Article.docker1().build(),
                Article.docker2().build(),
                runner.process(process.build()).build());
    }

    private static StackSpec withAnotherDaemon(HostProcess.Builder process) {
        return Article.stack(
                Article.docker1().build(),
                Article.docker2().addDns("10.0.0.53").build(),
                Article.runner1().process(process.build()).build());
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
                        "TimeoutStopSec=640s");
        assertThat(machine.firstEngine().containers()).isEmpty();
        assertThat(provisioner.plan(STACK).changes()).isEmpty();
        assertThat(provisioner.verify(STACK).failures()).isEmpty();
    }

    /** A program that tells another version than the simulated machine's. */
    private HostProcess.Builder old(SimulatedCommand version) {
        machine.host().putFile(OLD_PROGRAM, "");
        machine.host().answer(version);
        return process().program(OLD_PROGRAM.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Version:      1.2.0\nGit revision: 0123abcd\n", "gitlab-runner version 1.1.4 (9e2fd1a8)\n"})
    void refusesWhatTheInstalledProgramDoesNotKnow(String version) {
        HostProcess.Builder process = old(SimulatedCommand.printing(version, OLD_PROGRAM.toString(), "--version"));
        StackSpec stack = with(
                process.set(ProcessSettings.SHUTDOWN_TIMEOUT, Duration.ofSeconds(5)),
                Article.runner1().addService(JobService.of("postgres:17")));

        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> provisioner.plan(stack))
                .withMessageContaining(
                        "runner process ci-runner: shutdown_timeout: found \"a key, known since GitLab Runner 15.6\"")
                .withMessageContaining("services: found \"postgres:17 in a table, known since GitLab Runner 12.7\"")
                .withMessageContaining("what GitLab Runner 1.");
    }

    @Test
    void takesAProgramThatTellsNoVersion() {
        HostProcess.Builder process = old(SimulatedCommand.failing("what?", OLD_PROGRAM.toString(), "--version"));

        assertThat(provisioner.plan(with(process, Article.runner1())).changes()).isNotEmpty();
    }

    @Test
    void usesTheDaemonBySocketOfTheHost() {
        apply(STACK);

        assertThat(text(AbsolutePath.of("/srv/gitlab-runner/ci-runner/config.toml")))
                .contains("host = \"unix:///docker2/docker.sock\"");
    }

    @Test
    void tellsGitLabRunnerOfTheAuthorityForWhichItWouldLookElsewhere(@TempDir Path directory) throws IOException {
        Path authority = Files.writeString(directory.resolve("ca.pem"), CertificatePem.TEXT);
        StackSpec stack = with(process(), Article.runner1().certificateAuthority(authority));

        apply(stack);

        String file = "/srv/gitlab-runner/ci-runner/certs/your.gitlab.url.crt";
        assertThat(text(AbsolutePath.of("/srv/gitlab-runner/ci-runner/config.toml")))
                .contains("tls-ca-file = \"" + file + "\"");
        assertThat(text(AbsolutePath.of(file))).isEqualTo(CertificatePem.TEXT);
        assertThat(provisioner.plan(stack).changes()).isEmpty();
    }

    @Test
    void hasItsProxiesInItsEnvironment() {
        ProxySettings proxies =
                ProxySettings.builder().https("http://proxy.example.org:3128").build();

        apply(with(process().proxies(proxies), Article.runner1()));

        assertThat(text(UNIT)).contains("Environment=HTTPS_PROXY=http://proxy.example.org:3128");
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
                .containsSubsequence(
                        "$ systemctl daemon-reload",
                        "! ci-runner.service: it restarts once its jobs have ended",
                        "$ timeout 600 systemctl stop ci-runner.service || systemctl kill --signal=TERM ci-runner.service",
                        "$ systemctl restart ci-runner.service");
        assertThat(text(UNIT)).contains("X-listen_address=:9252");
    }

    @Test
    void restartsAfterItsJobsOnceItsProgramWasReplaced() {
        apply(STACK);
        machine.systemd().replace(AbsolutePath.of("/usr/bin/gitlab-runner"), machine.host());

        assertThat(provisioner.verify(STACK).failures())
                .extracting(Finding::toString)
                .anyMatch(failure -> failure.contains("still runs the /usr/bin/gitlab-runner of before an upgrade"));
        Plan plan = apply(STACK);

        assertThat(plan.changes().stream().map(Change::summary))
                .containsExactly(
                        "! ci-runner.service: it restarts once its jobs have ended",
                        "! ci-runner.service: its program /usr/bin/gitlab-runner was replaced since it started");
        assertThat(provisioner.plan(STACK).isEmpty()).isTrue();
    }

    @Test
    void drainsBeforeItIsRemoved() {
        apply(STACK);

        Plan removal = provisioner.planRemoval("ci");
        provisioner.apply(removal);

        assertThat(summaries(removal).get(0)).isEqualTo("! ci-runner.service: it goes once its jobs have ended");
        assertThat(machine.host().status(UNIT)).isEmpty();
    }

    @Test
    void endsBeforeItsDaemonIsRestartedAndComesBackAfterIt() {
        apply(STACK);

        Plan plan = apply(ANOTHER_DAEMON);

        assertThat(plan.toString())
                .containsSubsequence(
                        "! ci-runner.service: docker2 is restarted, which its jobs would not outlive",
                        "$ systemctl stop ci-runner.service",
                        "$ systemctl restart docker2.service",
                        "! ci-runner.service: it comes back after its daemon",
                        "$ systemctl start ci-runner.service");
        assertThat(machine.systemd().isActive(SERVICE)).isTrue();
        assertThat(provisioner.plan(ANOTHER_DAEMON).changes()).isEmpty();
    }

    @Test
    void endsOnceWhenItIsChangedTogetherWithItsDaemon() {
        apply(STACK);
        StackSpec both = withAnotherDaemon(process().set(ProcessSettings.LISTEN_ADDRESS, ":9252"));

        Plan plan = apply(both);

        assertThat(plan.toString()).containsOnlyOnce("$ timeout 600 systemctl stop ci-runner.service");
        assertThat(machine.systemd().isActive(SERVICE)).isTrue();
        assertThat(provisioner.plan(both).changes()).isEmpty();
    }

    @Test
    void isStartedByTheNextApplyIfItsDaemonDoesNotComeBack() {
        apply(STACK);
        machine.host().answer(SimulatedCommand.failing("no", "systemctl", "restart", "docker2.service"));
        Plan plan = provisioner.plan(ANOTHER_DAEMON);
        assertThatExceptionOfType(ApplyFailedException.class).isThrownBy(() -> provisioner.apply(plan));
        machine.host().answer((command, host) -> machine.systemd().run(command, host));

        apply(ANOTHER_DAEMON);

        assertThat(machine.systemd().isActive(SERVICE)).isTrue();
        assertThat(provisioner.plan(ANOTHER_DAEMON).changes()).isEmpty();
    }

    @Test
    void namesTheJobsThatItGivesUp() {
        apply(STACK);
        machine.host().answer(this::stopsWhenItIsTerminated);
        Plan removal = provisioner.planRemoval("ci");
        List<String> progress = new ArrayList<>();

        provisioner.apply(removal, event -> {
            if (event instanceof ApplyEvent.StepProgressed step) {
                progress.add(step.progress());
            }
        });

        assertThat(progress)
                .containsExactly(
                        "waits up to 10 min for no job that has a container",
                        "runner ci-runner.service did not end within 10 min, so it is given up:"
                                + " no job that has a container");
        assertThat(machine.host().status(UNIT)).isEmpty();
    }

    private Optional<CommandResult> stopsWhenItIsTerminated(Command command, InMemoryHost host) {
        if (command.toString().equals("systemctl kill --signal=TERM ci-runner.service")) {
            terminated = true;
            return Optional.of(new CommandResult(command, 0, "", ""));
        }
        if (command.toString().equals("systemctl stop ci-runner.service") && !terminated) {
            throw new CommandFailedException(
                    command.toString(), OptionalInt.empty(), "no end after 600 s", List.of(), "wait longer");
        }
        return Optional.empty();
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
