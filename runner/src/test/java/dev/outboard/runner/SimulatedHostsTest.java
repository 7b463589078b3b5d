package dev.outboard.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.outboard.Provisioner;
import dev.outboard.core.apply.ApplyFailedException;
import dev.outboard.core.command.Command;
import dev.outboard.core.command.Query;
import dev.outboard.core.failure.ConflictException;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.ContainerName;
import dev.outboard.core.value.SocketPath;
import dev.outboard.core.value.UnitName;
import dev.outboard.runner.testing.parts.DebianMachine;
import dev.outboard.systemd.docker.Engine;
import dev.outboard.systemd.docker.EngineException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a simulated machine does as a real one would. */
class SimulatedHostsTest {
    private final DebianMachine machine = DebianMachine.withDocker();
    private final Provisioner provisioner = machine.provisioner();

    private void apply(StackSpec stack) {
        provisioner.apply(provisioner.plan(stack));
    }

    private boolean answers(String... words) {
        return machine.host().ask(Query.of(List.of(words))).orElseThrow().isSuccess();
    }

    @Test
    void startsWithADaemonThatNobodyCounts() {
        assertThat(machine.firstEngine().info().rootDirectory()).hasToString("/var/lib/docker");
        assertThat(machine.host().commands()).isEmpty();
        assertThat(machine.host().tree())
                .containsKeys("/run/docker.sock", "/etc/systemd/system/multi-user.target.wants/docker.service");
    }

    @Test
    void knowsOneSocketByBothOfItsNames() {
        assertThat(machine.engine(SocketPath.of("/var/run/docker.sock"))).isSameAs(machine.firstEngine());
    }

    @Test
    void answersNoCallBeforeTheServiceStarts() {
        try (Engine engine = machine.engines().open(Article.SOCKET)) {
            assertThatExceptionOfType(EngineException.class)
                    .isThrownBy(engine::info)
                    .withMessageContaining("it is not running");

            apply(Article.stackWithoutRunner());

            assertThat(engine.info().rootDirectory()).hasToString("/docker2/graph");
        }
    }

    @Test
    void answersNoCallOnceTheServiceStopped() {
        apply(Article.stackWithoutRunner());
        machine.host().run(Command.of("systemctl", "stop", "docker2.service"));

        assertThatExceptionOfType(EngineException.class)
                .isThrownBy(() -> machine.engine(Article.SOCKET).info());
    }

    @Test
    void takesTheStorageDriverOfTheConfiguration() {
        apply(Article.stack(
                Article.docker1().build(),
                Article.docker2().storageDriver("btrfs").build()));

        assertThat(machine.engine(Article.SOCKET).info().storageDriver()).isEqualTo("btrfs");
    }

    /** A plan that does not fit any more is refused: so something happens once the apply has begun. */
    private void applyWhile(Runnable event) {
        provisioner.apply(provisioner.plan(Article.stackWithoutRunner()), step -> {
            if (step.summary().contains("$ systemctl start")) {
                event.run();
            }
        });
    }

    @Test
    void failsADaemonWithoutItsBridge() {
        apply(Article.stackWithoutRunner());
        machine.host().run(Command.of("systemctl", "stop", "docker2.service"));

        assertThatExceptionOfType(ApplyFailedException.class)
                .isThrownBy(() -> applyWhile(() -> machine.links().removeLink("docker1")))
                .withMessageContaining("bridge device with non default name docker1 must be created manually");
    }

    @Test
    void failsADaemonWhoseConfigurationIsNoJson() {
        apply(Article.stackWithoutRunner());
        machine.host().run(Command.of("systemctl", "stop", "docker2.service"));

        assertThatExceptionOfType(ApplyFailedException.class)
                .isThrownBy(() ->
                        applyWhile(() -> machine.host().putFile(AbsolutePath.of("/etc/docker2/daemon.json"), "{")))
                .withMessageContaining("unable to configure the Docker daemon with file /etc/docker2/daemon.json");
    }

    @Test
    void failsADaemonWhoseConfigurationIsGone() {
        apply(Article.stackWithoutRunner());
        machine.host().run(Command.of("systemctl", "stop", "docker2.service"));

        assertThatExceptionOfType(ApplyFailedException.class)
                .isThrownBy(
                        () -> applyWhile(() -> machine.host().deleteFile(AbsolutePath.of("/etc/docker2/daemon.json"))))
                .withMessageContaining("open /etc/docker2/daemon.json: no such file or directory");
    }

    @Test
    void knowsGroupsAndUsersThatWereAdded() {
        machine.host().putGroup("ci").putUser("builder");

        assertThat(answers("getent", "group", "ci")).isTrue();
        assertThat(answers("getent", "passwd", "builder")).isTrue();
        assertThat(answers("getent", "passwd", "ci")).isFalse();
    }

    @Test
    void lacksAGroupThatNobodyAdded() {
        StackSpec stack = Article.stack(
                Article.docker1().build(), Article.docker2().socketGroup("ci").build());

        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> provisioner.plan(stack))
                .withMessageContaining("groupadd --system ci");
    }

    @Test
    void knowsNoOtherFormOfTheDockerCommand() {
        assertThatIllegalStateException()
                .isThrownBy(() -> answers("docker", "ps"))
                .withMessageContaining("no simulator answers \"docker ps\"");
    }

    @Test
    void knowsNoCommandInAContainerButGitLabsRunner() {
        apply(Article.stack());

        assertThatIllegalStateException()
                .isThrownBy(() -> machine.firstEngine().exec(ContainerName.of("runner1"), List.of("sh"), Map.of()))
                .withMessageContaining("answer(...)");
    }

    @Test
    void registersNoRunnerWithoutToken() {
        apply(Article.stack());

        assertThat(machine.firstEngine()
                        .exec(
                                ContainerName.of("runner1"),
                                List.of("gitlab-runner", "register", "--name", "x", "--url", "http://x"),
                                Map.of())
                        .isSuccess())
                .isFalse();
    }

    @Test
    void startsTheFirstDaemonOnce() {
        apply(Article.stack());

        assertThat(machine.systemd().starts(UnitName.of("docker.service"))).isEqualTo(1);
    }
}
