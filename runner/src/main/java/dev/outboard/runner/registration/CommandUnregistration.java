package dev.outboard.runner.registration;

import dev.outboard.core.change.Step;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.log.CleanLog;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.text.ShellWords;
import dev.outboard.core.value.ContainerName;
import dev.outboard.core.value.ImageReference;
import dev.outboard.runner.ContainerProcess;
import dev.outboard.runner.process.RunnerCommands;
import dev.outboard.systemd.container.Bind;
import dev.outboard.systemd.container.ExtraHost;
import dev.outboard.systemd.container.Link;
import dev.outboard.systemd.container.NetworkName;
import dev.outboard.systemd.docker.ContainerDefinition;
import dev.outboard.systemd.docker.Engine;
import dev.outboard.systemd.firstdaemon.DaemonAccess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How a runner leaves GitLab that a command registered: by {@code gitlab-runner unregister} in a container of its own, with
 * the image, the configuration and the network of the runner's container. That container can have ended before: GitLab takes
 * the jobs away from a runner that it no longer knows.
 *
 * @param docker the first daemon
 * @param runner the runner's name
 * @param container the container in which the command runs
 */
record CommandUnregistration(DaemonAccess docker, String runner, ContainerDefinition container) {
    private static final CleanLog log = CleanLog.of(CommandUnregistration.class);

    private static final String IMAGE = "image";

    /** Older receipts do not know the image. */
    private static final String OFFICIAL_IMAGE = "gitlab/gitlab-runner:latest";

    private static final String NETWORK = "network";
    private static final String LINK = "link ";
    private static final String HOST = "host ";
    private static final String VARIABLE = "environment ";

    /** GitLab Runner tries a few times, with pauses. */
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private static final int SHOWN_LINES = 10;

    /** Lets a receipt remember what it needs, since a removal has no spec. */
    static void remember(ContainerProcess process, Map<String, String> attributes) {
        attributes.put(IMAGE, process.image().image().toString());
        process.network().ifPresent(network -> attributes.put(NETWORK, network.toString()));
        process.links().forEach(link -> attributes.put(LINK + link.alias(), link.toString()));
        process.hosts().forEach(host -> attributes.put(HOST + host.name(), host.toString()));
        process.proxies()
                .ifPresent(proxies ->
                        proxies.environment().forEach((variable, value) -> attributes.put(VARIABLE + variable, value)));
    }

    /** What a receipt remembers of a runner that a command registered. */
    static CommandUnregistration readFrom(DaemonAccess docker, Owned owned) {
        String runner = owned.id().name();
        Map<String, String> attributes = owned.attributes();
        ContainerDefinition.Builder container = ContainerDefinition.builder(
                        ContainerName.of(runner + "-leaves-gitlab"),
                        ImageReference.of(attributes.getOrDefault(IMAGE, OFFICIAL_IMAGE)))
                .addBind(Bind.of(
                        RememberedRunner.configurationFile(owned).parent().orElseThrow(), RunnerCommands.CONFIGURATION))
                .command(RunnerCommands.unregister(runner));
        Optional.ofNullable(attributes.get(NETWORK)).map(NetworkName::of).ifPresent(container::network);
        named(attributes, LINK).values().forEach(link -> container.addLink(Link.of(link)));
        named(attributes, HOST).values().forEach(host -> container.addExtraHost(ExtraHost.of(host)));
        named(attributes, VARIABLE).forEach(container::addEnvironment);
        return new CommandUnregistration(docker, runner, container.build());
    }

    private static Map<String, String> named(Map<String, String> attributes, String prefix) {
        Map<String, String> found = new TreeMap<>();
        attributes.forEach((attribute, value) -> {
            if (attribute.startsWith(prefix)) {
                found.put(attribute.substring(prefix.length()), value);
            }
        });
        return found;
    }

    Step step() {
        List<String> line = container.toDockerRun();
        return docker.step(
                "run --rm " + ShellWords.join(line.subList(line.indexOf("--name"), line.size())), this::unregister);
    }

    /** GitLab may be gone forever, and must not keep a stack from being removed. */
    private void unregister(Engine engine) {
        try {
            engine.remove(container.name());
            engine.create(container);
            engine.start(container.name());
            Optional<Integer> status = engine.awaitExit(container.name(), LIMIT);
            if (status.isEmpty() || status.get() != 0) {
                stays(String.join("\n    ", engine.logs(container.name(), SHOWN_LINES)));
            }
            engine.remove(container.name());
        } catch (ProvisioningException failure) {
            stays(failure.problem());
        }
    }

    private void stays(String reason) {
        log.warn("runner {} stays in GitLab, delete it there: {}", runner, reason);
    }
}
