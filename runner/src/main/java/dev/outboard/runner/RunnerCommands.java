package dev.outboard.runner;

import com.google.common.collect.ImmutableMap;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.ByteSize;
import dev.outboard.core.value.Label;
import dev.outboard.core.value.StackName;
import dev.outboard.runner.configuration.DockerSettings;
import dev.outboard.runner.configuration.Requirement;
import dev.outboard.runner.configuration.RunnerVersion;
import dev.outboard.runner.docker.Bind;
import dev.outboard.runner.docker.ContainerDefinition;
import dev.outboard.runner.gitlab.AccessLevel;
import dev.outboard.runner.gitlab.RunnerRegistration;
import dev.outboard.systemd.daemon.DaemonSpec;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * From specs to the runner's container and to the command that registers a runner: pure, and the article's two lines for
 * the article's spec.
 */
final class RunnerCommands {
    /** The label that says to which stack a container belongs. */
    static final String STACK_LABEL = "dev.outboard.stack";

    /** Where the official image of GitLab Runner has its configuration. */
    static final AbsolutePath CONFIGURATION = AbsolutePath.of("/etc/gitlab-runner");

    /** The first versions of GitLab Runner whose command has a flag ({@code commands/register.go}). */
    private static final Map<String, RunnerVersion> FLAGS = ImmutableMap.of(
            "--run-untagged", new RunnerVersion(1, 10),
            "--locked=false", new RunnerVersion(9, 0),
            "--maximum-timeout", new RunnerVersion(10, 7),
            "--paused", new RunnerVersion(11, 0),
            "--access-level", new RunnerVersion(12, 0),
            "--maintenance-note", new RunnerVersion(14, 8));

    private RunnerCommands() {}

    /** The container on the first daemon, which has the sockets of the second ones. */
    static ContainerDefinition container(StackName stack, ContainerProcess process, ServedRunners served) {
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
    static List<String> register(RunnerSpec runner, DaemonSpec daemon) {
        List<String> words = new ArrayList<>(List.of("gitlab-runner", "register", "--non-interactive"));
        option(words, "--url", runner.url().toString());
        option(words, "--name", runner.name().toString());
        option(words, "--executor", "docker");
        option(words, "--docker-image", runner.defaultImage().toString());
        if (runner.areJobsPrivileged()) {
            words.add("--docker-privileged");
        }
        ServedRunners.jobVolumes(runner, daemon)
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
        if (runner.token() instanceof RunnerToken.Registered registered) {
            registration(words, registered.registration());
        }
        return List.copyOf(words);
    }

    /** Only what differs from the command's own defaults: GitLab Runner 1.0 knows none of these but the tags. */
    private static void registration(List<String> words, RunnerRegistration registration) {
        option(
                words,
                "--tag-list",
                Optional.of(String.join(",", registration.tags())).filter(tags -> !tags.isEmpty()));
        if (!registration.tags().isEmpty() && registration.runUntagged()) {
            words.add("--run-untagged");
        }
        if (!registration.locked()) {
            words.add("--locked=false");
        }
        if (registration.paused()) {
            words.add("--paused");
        }
        option(
                words,
                "--access-level",
                Optional.of(registration.accessLevel())
                        .filter(level -> level != AccessLevel.NOT_PROTECTED)
                        .map(AccessLevel::word));
        option(
                words,
                "--maximum-timeout",
                registration.maximumTimeout().map(Duration::toSeconds).map(seconds -> Long.toString(seconds)));
        option(words, "--maintenance-note", registration.maintenanceNote());
    }

    /** What the command is to know that says all of this: an older one ends with an error. */
    static List<Requirement> requirements(RunnerRegistration registration) {
        List<String> words = new ArrayList<>();
        registration(words, registration);
        List<Requirement> requirements = new ArrayList<>();
        for (String word : words) {
            Optional.ofNullable(FLAGS.get(word))
                    .ifPresent(since ->
                            requirements.add(new Requirement("token", "gitlab-runner register " + word, since)));
        }
        return requirements;
    }

    /** What takes the runner out of GitLab and of its configuration: the image's own program gets these words. */
    static List<String> unregister(String runner) {
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
