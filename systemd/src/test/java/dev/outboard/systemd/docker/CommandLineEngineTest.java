package dev.outboard.systemd.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.core.command.Command;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.value.ContainerName;
import dev.outboard.core.value.ImageReference;
import dev.outboard.core.value.Secret;
import dev.outboard.core.value.SocketPath;
import dev.outboard.systemd.container.RestartPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CommandLineEngineTest {
    private static final ContainerName NAME = ContainerName.of("runner1");
    private static final ImageReference IMAGE = ImageReference.of("gitlab/gitlab-runner");

    private final InMemoryHost host =
            InMemoryHost.create().answer((command, view) -> Optional.of(new CommandResult(command, 0, "", "")));
    private final Engine engine = new CommandLineEngine(host, SocketPath.of("/run/docker.sock"));

    private List<String> lines() {
        return host.commands().stream().map(Command::toString).toList();
    }

    @Test
    void createsContainerWithTheHashOfItsDefinition() {
        ContainerDefinition definition = ContainerDefinition.builder(NAME, IMAGE)
                .restart(RestartPolicy.ALWAYS)
                .command(List.of("run"))
                .build();
        assertThat(engine.create(definition)).isEqualTo("runner1");
        assertThat(lines())
                .containsExactly("docker --host unix:///run/docker.sock create --name runner1 --restart always"
                        + " --label dev.outboard.definition=" + definition.hash() + " gitlab/gitlab-runner run");
    }

    @Test
    void writesEveryOrderDown() {
        engine.pull(IMAGE);
        engine.load(Path.of("/srv/runner.tar"));
        engine.importImage(ImageReference.of("busybox:1"), Path.of("/srv/busybox.tar"));
        engine.start(NAME);
        engine.stop(NAME, Duration.ofSeconds(30));
        engine.remove(NAME);
        engine.removeImage(IMAGE);
        assertThat(lines())
                .containsExactly(
                        "docker --host unix:///run/docker.sock pull --quiet gitlab/gitlab-runner",
                        "docker --host unix:///run/docker.sock load --quiet --input /srv/runner.tar",
                        "docker --host unix:///run/docker.sock import /srv/busybox.tar busybox:1",
                        "docker --host unix:///run/docker.sock start runner1",
                        "docker --host unix:///run/docker.sock stop --time 30 runner1",
                        "docker --host unix:///run/docker.sock rm --force runner1",
                        "docker --host unix:///run/docker.sock rmi gitlab/gitlab-runner");
    }

    @Test
    void passesSecretsByNameAlone() {
        engine.exec(NAME, List.of("gitlab-runner", "register"), Map.of("CI_SERVER_TOKEN", Secret.of("s3cret")));
        assertThat(host.commands()).singleElement().satisfies(command -> {
            assertThat(command.arguments())
                    .containsExactly(
                            "docker",
                            "--host",
                            "unix:///run/docker.sock",
                            "exec",
                            "--env",
                            "CI_SERVER_TOKEN",
                            "runner1",
                            "gitlab-runner",
                            "register");
            assertThat(command.secrets()).containsOnlyKeys("CI_SERVER_TOKEN");
        });
    }

    @Test
    void hasNothingYet() {
        assertThat(engine.containers()).isEmpty();
        assertThat(engine.container(NAME)).isEmpty();
        assertThat(engine.hasImage(IMAGE)).isFalse();
        assertThat(host.commands()).isEmpty();
    }

    @Test
    void hasNoDaemonToDescribe() {
        assertThatExceptionOfType(EngineException.class)
                .isThrownBy(engine::info)
                .withMessageContaining("this host only records");
    }
}
