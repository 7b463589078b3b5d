package dev.outboard.systemd.docker;

import dev.outboard.core.command.Command;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.host.Host;
import dev.outboard.core.value.ContainerName;
import dev.outboard.core.value.ImageReference;
import dev.outboard.core.value.Secret;
import dev.outboard.core.value.SocketPath;
import dev.outboard.systemd.container.NetworkName;
import dev.outboard.systemd.container.RestartPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A daemon whose orders become {@code docker} commands on a host. Made for hosts that only record, where a script does
 * later what an engine would do now: so there is no running state to ask for, no container and no image is ever there,
 * and every step is written down.
 */
final class CommandLineEngine implements Engine {
    private final Host host;
    private final SocketPath socket;

    CommandLineEngine(Host host, SocketPath socket) {
        this.host = host;
        this.socket = socket;
    }

    @Override
    public EngineInfo info() {
        throw new EngineException(
                "Docker daemon at " + socket + ": this host only records, so there is no daemon to ask",
                "run what was recorded, and ask the daemon then");
    }

    @Override
    public List<NetworkSummary> networks() {
        return List.of();
    }

    @Override
    public List<String> volumes() {
        return List.of();
    }

    @Override
    public void createNetwork(NetworkName name) {
        run("network", List.of("create", name.toString()));
    }

    @Override
    public void removeNetwork(NetworkName name) {
        run("network", List.of("rm", name.toString()));
    }

    @Override
    public List<ContainerSummary> containers() {
        return List.of();
    }

    @Override
    public Optional<ContainerState> container(ContainerName name) {
        return Optional.empty();
    }

    /** The name stands for the id, which is not known yet. */
    @Override
    public String create(ContainerDefinition definition) {
        List<String> words = new ArrayList<>(definition.options());
        words.addAll(List.of(
                "--label",
                ContainerDefinition.HASH_LABEL + "=" + definition.hash(),
                definition.image().toString()));
        words.addAll(definition.command());
        run("create", words);
        return definition.name().toString();
    }

    @Override
    public void start(ContainerName name) {
        run("start", List.of(name.toString()));
    }

    @Override
    public void stop(ContainerName name, Duration patience) {
        host.run(command("stop", List.of("--time", Long.toString(patience.toSeconds()), name.toString()))
                .withTimeout(EngineDeadlines.DEFAULT.call().plus(patience)));
    }

    @Override
    public void kill(ContainerName name, Signal signal) {
        run("kill", List.of("--signal", signal.name(), name.toString()));
    }

    /** A script can't know how long its reader wants to wait, and continues. */
    @Override
    public Optional<Integer> awaitExit(ContainerName name, Duration limit) {
        return Optional.empty();
    }

    @Override
    public void rename(ContainerName from, ContainerName to) {
        run("rename", List.of(from.toString(), to.toString()));
    }

    @Override
    public void updateRestart(ContainerName name, RestartPolicy policy) {
        run("update", List.of("--restart", policy.toString(), name.toString()));
    }

    @Override
    public List<String> logs(ContainerName name, int lines) {
        return List.of();
    }

    @Override
    public void remove(ContainerName name) {
        run("rm", List.of("--force", name.toString()));
    }

    @Override
    public void remove(ContainerSummary container) {
        run("rm", List.of("--force", container.shortId()));
    }

    @Override
    public Optional<String> imageId(ImageReference image) {
        return Optional.empty();
    }

    @Override
    public void pull(ImageReference image, Consumer<? super PullProgress> listener) {
        run("pull", List.of("--quiet", image.toString()));
    }

    @Override
    public void load(Path archive) {
        run("load", List.of("--quiet", "--input", archive.toString()));
    }

    @Override
    public void importImage(ImageReference image, Path rootfs) {
        run("import", List.of(rootfs.toString(), image.toString()));
    }

    @Override
    public void removeImage(ImageReference image) {
        run("rmi", List.of(image.toString()));
    }

    /** The variables go from the environment of the {@code docker} command to that of the container by name alone. */
    @Override
    public ExecResult exec(ContainerName name, List<String> command, Map<String, Secret> environment) {
        List<String> words = new ArrayList<>();
        environment.keySet().forEach(variable -> words.addAll(List.of("--env", variable)));
        words.add(name.toString());
        words.addAll(command);
        Command execution = command("exec", words);
        for (Map.Entry<String, Secret> variable : environment.entrySet()) {
            execution = execution.withSecret(variable.getKey(), variable.getValue());
        }
        CommandResult result = host.run(execution.withTimeout(EngineDeadlines.DEFAULT.execution()));
        return new ExecResult(result.exitStatus(), result.output(), result.errors());
    }

    private void run(String verb, List<String> words) {
        host.run(command(verb, words).withTimeout(EngineDeadlines.DEFAULT.stall()));
    }

    private Command command(String verb, List<String> words) {
        List<String> line = new ArrayList<>(List.of("docker", "--host", socket.url(), verb));
        line.addAll(words);
        return Command.of(line);
    }

    @Override
    public void close() {
        // the host belongs to the caller
    }
}
