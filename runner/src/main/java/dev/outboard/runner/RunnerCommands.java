package dev.outboard.runner;

import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.ByteSize;
import dev.outboard.core.value.Label;
import dev.outboard.core.value.SocketPath;
import dev.outboard.core.value.StackName;
import dev.outboard.runner.docker.Bind;
import dev.outboard.runner.docker.ContainerDefinition;
import dev.outboard.systemd.daemon.DaemonSpec;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * From a runner's spec to its container and to the command that registers it: pure, and the article's two lines for the
 * article's spec.
 */
final class RunnerCommands {
    /** The label that says to which stack a container belongs. */
    static final String STACK_LABEL = "dev.outboard.stack";

    private static final SocketPath DOCKER_SOCKET = SocketPath.of("/var/run/docker.sock");
    private static final AbsolutePath CONFIGURATION = AbsolutePath.of("/etc/gitlab-runner");

    private RunnerCommands() {}

    /** The container on the first daemon, which has the second one's socket where Docker's clients look for it. */
    static ContainerDefinition container(StackName stack, RunnerSpec runner, DaemonSpec daemon) {
        ContainerDefinition.Builder container = ContainerDefinition.builder(runner.name(), runner.image())
                .hostName(runner.hostName())
                .addBind(Bind.of(daemon.socket(), DOCKER_SOCKET))
                .addBind(Bind.of(runner.configurationDirectory(), CONFIGURATION))
                .privileged(runner.isPrivileged())
                .restart(runner.restartPolicy())
                .addLabel(Label.of(STACK_LABEL + "=" + stack));
        runner.volumes().forEach(container::addBind);
        runner.links().forEach(container::addLink);
        runner.network().ifPresent(container::network);
        return container.build();
    }

    /**
     * The command that registers the runner, inside its container. The token is not in it: it goes through the
     * environment.
     */
    static List<String> register(RunnerSpec runner, DaemonSpec daemon) {
        List<String> words = new ArrayList<>(List.of("gitlab-runner", "register", "--non-interactive"));
        option(words, "--url", runner.url().toString());
        option(words, "--name", runner.name().toString());
        option(words, "--executor", "docker");
        option(words, "--docker-image", runner.defaultImage().toString());
        if (runner.areJobsPrivileged()) {
            words.add("--docker-privileged");
        }
        jobVolumes(runner, daemon).forEach(volume -> option(words, "--docker-volumes", volume.toString()));
        if (runner.limit() > 0) {
            option(words, "--limit", Integer.toString(runner.limit()));
        }
        option(words, "--docker-memory", runner.jobMemory().map(ByteSize::bytes).map(bytes -> bytes.toString()));
        option(words, "--docker-cpus", runner.jobCpus().map(BigDecimal::toPlainString));
        option(words, "--tag-list", Optional.of(String.join(",", runner.tags())).filter(tags -> !tags.isEmpty()));
        return List.copyOf(words);
    }

    /** The command that takes the runner out of GitLab and of its configuration, inside its container. */
    static List<String> unregister(String runner) {
        return List.of("gitlab-runner", "unregister", "--name", runner);
    }

    /** Sources are paths of the host: the second daemon resolves them there, not in the runner's container. */
    private static Stream<Bind> jobVolumes(RunnerSpec runner, DaemonSpec daemon) {
        return Stream.concat(
                runner.mayJobsUseDocker() ? Stream.of(Bind.of(daemon.socket(), DOCKER_SOCKET)) : Stream.empty(),
                runner.jobVolumes().stream());
    }

    private static void option(List<String> words, String name, String value) {
        words.add(name);
        words.add(value);
    }

    private static void option(List<String> words, String name, Optional<String> value) {
        value.ifPresent(text -> option(words, name, text));
    }
}
