package dev.outboard.runner;

import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.Secret;
import dev.outboard.core.value.SocketPath;
import dev.outboard.runner.configuration.JobVolume;
import dev.outboard.runner.configuration.RunnerEntry;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.docker.Bind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A process of GitLab Runner with the runners that it serves.
 *
 * @param process the process
 * @param runners the runners, at least one
 * @param daemons the second daemons on which their jobs run, each once
 */
record ProcessWithRunners(RunnerProcess process, List<RunnerSpec> runners, List<DaemonSpec> daemons) {
    /** Where Docker's clients look for a daemon. */
    static final SocketPath DOCKER_SOCKET = SocketPath.of("/var/run/docker.sock");

    private static final AbsolutePath SOCKETS = AbsolutePath.of("/run/outboard");

    /** The processes of GitLab Runner that a stack has, in the order of the first runner of each. */
    static List<ProcessWithRunners> of(StackSpec stack) {
        Map<RunnerProcess, List<RunnerSpec>> runnersOf = new LinkedHashMap<>();
        stack.runners()
                .forEach(runner -> runnersOf
                        .computeIfAbsent(runner.process(), process -> new ArrayList<>())
                        .add(runner));
        return runnersOf.entrySet().stream()
                .map(served -> new ProcessWithRunners(
                        served.getKey(),
                        List.copyOf(served.getValue()),
                        served.getValue().stream()
                                .map(stack::daemonOf)
                                .distinct()
                                .toList()))
                .toList();
    }

    /** What {@code config.toml} must say of each runner. */
    List<RunnerEntry> entries() {
        return runners.stream().map(this::entry).toList();
    }

    private RunnerEntry entry(RunnerSpec runner) {
        DaemonSpec daemon = daemonOf(runner);
        return new RunnerEntry(
                runner.name().toString(),
                runner.url(),
                given(runner),
                authority(runner),
                runner.limit(),
                runner.defaultImage(),
                runner.areJobsPrivileged(),
                jobVolumes(runner, daemon).toList(),
                Optional.of(socket(daemon)).filter(socket -> !socket.equals(DOCKER_SOCKET)),
                runner.services(),
                runner.settings(),
                runner.featureFlags(),
                runner.cache());
    }

    /** One that can't be read is a conflict of the plan. */
    private static Optional<Secret> given(RunnerSpec runner) {
        return Optional.of(runner.token())
                .filter(RunnerToken.Given.class::isInstance)
                .map(RunnerToken::secret)
                .filter(Secret::isReadable);
    }

    /** The directory in which GitLab Runner looks by itself is that of its container, and on a host another one. */
    private Optional<AbsolutePath> authority(RunnerSpec runner) {
        return Optional.of(RunnerCertificates.file(runner))
                .filter(file -> process instanceof HostProcess
                        && runner.connection().authority().isPresent());
    }

    private DaemonSpec daemonOf(RunnerSpec runner) {
        return daemons.stream()
                .filter(daemon -> daemon.name().equals(runner.daemon()))
                .findFirst()
                .orElseThrow();
    }

    /** Where the process finds a daemon's socket. */
    SocketPath socket(DaemonSpec daemon) {
        if (!(process instanceof ContainerProcess container)) {
            return daemon.socket();
        }
        Optional<AbsolutePath> directory = container
                .socketDirectory()
                .or(() -> daemons.size() > 1 || mayBeReadByAService() ? Optional.of(SOCKETS) : Optional.empty());
        return directory
                .map(place ->
                        SocketPath.of(place.resolve(daemon.name() + ".sock").toString()))
                .orElse(DOCKER_SOCKET);
    }

    /**
     * A service of GitLab Runner on the host, also one that is installed later, would find the first daemon where the
     * container finds the second one. In this directory the entry names a socket that the host does not have.
     */
    private boolean mayBeReadByAService() {
        return process.configurationDirectory().equals(RunnerCommands.CONFIGURATION);
    }

    /** Sources are paths of the host: the second daemon resolves them there, not in the runner's container. */
    static Stream<JobVolume> jobVolumes(RunnerSpec runner, DaemonSpec daemon) {
        return Stream.concat(
                runner.mayJobsUseDocker()
                        ? Stream.of(JobVolume.of(Bind.of(daemon.socket(), DOCKER_SOCKET)))
                        : Stream.empty(),
                runner.jobVolumes().stream());
    }
}
