package dev.outboard.runner.process;

import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.ByteSize;
import dev.outboard.core.value.Label;
import dev.outboard.core.value.StackName;
import dev.outboard.runner.ContainerProcess;
import dev.outboard.runner.RunnerSpec;
import dev.outboard.runner.configuration.DockerSettings;
import dev.outboard.runner.rules.RegisterFlags;
import dev.outboard.systemd.container.Bind;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.docker.ContainerDefinition;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * From specs to the runner's container and to the command that registers a runner: pure, and the article's two lines for
 * the article's spec.
 */
public final class RunnerCommands {
    /** The label that says to which stack a container belongs. */
    static final String STACK_LABEL = "dev.outboard.stack";

    /** Where the official image of GitLab Runner has its configuration. */
    public static final AbsolutePath CONFIGURATION = AbsolutePath.of("/etc/gitlab-runner");

    private RunnerCommands() {}

    /** The container on the first daemon, which has the sockets of the second ones. */
    public static ContainerDefinition container(StackName stack, ContainerProcess process, ProcessWithRunners served) {
        ContainerDefinition.Builder container = ContainerDefinition.builder(
                        process.name(), process.image().image())
                .hostName(process.hostName())
                .privileged(process.isPrivileged())
                .restart(process.restartPolicy())
                .addLabel(Label.of(STACK_LABEL + "=" + stack));
        served.daemons().forEach(daemon -> container.addBind(Bind.of(daemon.socket(), served.socket(daemon))));
        container.addBind(Bind.of(process.configurationDirectory(), CONFIGURATION));
        process.volumes().forEach(container::addBind);
        process.links().forEach(container::addLink);
        process.network().ifPresent(container::network);
        process.hosts().forEach(container::addExtraHost);
        process.proxies().ifPresent(proxies -> proxies.environment().forEach(container::addEnvironment));
        return container.build();
    }

    /**
     * The command that registers a runner, inside its container. The token is not in it: it goes through the environment.
     */
    public static List<String> register(RunnerSpec runner, ProcessWithRunners served) {
        DaemonSpec daemon = served.daemonOf(runner);
        List<String> words = new ArrayList<>(List.of("gitlab-runner", "register", "--non-interactive"));
        option(words, "--url", runner.url().toString());
        option(words, "--name", runner.name().toString());
        option(words, "--executor", "docker");
        option(words, "--docker-host", served.socket(daemon).url());
        option(words, "--docker-image", runner.defaultImage().toString());
        if (runner.areJobsPrivileged()) {
            words.add("--docker-privileged");
        }
        ProcessWithRunners.jobVolumes(runner, daemon)
                .forEach(volume -> option(words, "--docker-volumes", volume.toString()));
        if (runner.limit() > 0) {
            option(words, "--limit", Integer.toString(runner.limit()));
        }
        option(
                words,
                "--docker-memory",
                runner.settings().get(DockerSettings.MEMORY).map(ByteSize::toString));
        option(
                words,
                "--docker-cpus",
                runner.settings().get(DockerSettings.CPUS).map(BigDecimal::toPlainString));
        if (runner.token().isRegistered()) {
            runner.token().registration().map(RegisterFlags::of).ifPresent(words::addAll);
        }
        return List.copyOf(words);
    }

    /** What takes the runner out of GitLab and of its configuration: the image's own program gets these words. */
    public static List<String> unregister(String runner) {
        return List.of("unregister", "--name", runner);
    }

    private static void option(List<String> words, String name, String value) {
        words.add(name);
        words.add(value);
    }

    private static void option(List<String> words, String name, Optional<String> value) {
        value.ifPresent(text -> option(words, name, text));
    }
}
