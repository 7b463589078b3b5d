package dev.outboard.runner.process;

import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.Secret;
import dev.outboard.core.value.SocketPath;
import dev.outboard.runner.ContainerProcess;
import dev.outboard.runner.HostProcess;
import dev.outboard.runner.RunnerProcess;
import dev.outboard.runner.RunnerSpec;
import dev.outboard.runner.RunnerToken;
import dev.outboard.runner.StackSpec;
import dev.outboard.runner.configuration.JobVolume;
import dev.outboard.runner.configuration.file.RunnerEntry;
import dev.outboard.systemd.container.Bind;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.proof.JobNeeds;
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
public record ProcessWithRunners(RunnerProcess process, List<RunnerSpec> runners, List<DaemonSpec> daemons) {
    /** The processes of GitLab Runner that a stack has, in the order of the first runner of each. */
    public static List<ProcessWithRunners> of(StackSpec stack) {
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
                socket(daemon),
                runner.services(),
                runner.settings(),
                runner.featureFlags(),
                runner.cache());
    }

    /** One that can't be read is a conflict of the plan. */
    private static Optional<Secret> given(RunnerSpec runner) {
        return Optional.of(runner.token())
                .filter(RunnerToken::isGiven)
                .map(RunnerToken::secret)
                .filter(Secret::isReadable);
    }

    /** The directory in which GitLab Runner looks by itself is that of its container, and on a host another one. */
    private Optional<AbsolutePath> authority(RunnerSpec runner) {
        return Optional.of(RunnerCertificates.file(runner))
                .filter(file -> process instanceof HostProcess
                        && runner.connection().authority().isPresent());
    }

    /** The daemon on which the jobs of a runner run. */
    DaemonSpec daemonOf(RunnerSpec runner) {
        return daemons.stream()
                .filter(daemon -> daemon.name().equals(runner.daemon()))
                .findFirst()
                .orElseThrow();
    }

    /**
     * Where the process finds a daemon's socket. In a container it is not where Docker's clients look: {@code config.toml}
     * names it always, so that another process that reads the same file finds no daemon there instead of the first one.
     */
    SocketPath socket(DaemonSpec daemon) {
        if (!(process instanceof ContainerProcess container)) {
            return daemon.socket();
        }
        return SocketPath.of(
                container.socketDirectory().resolve(daemon.name() + ".sock").toString());
    }

    /** Sources are paths of the host: the second daemon resolves them there, not in the runner's container. */
    public static Stream<JobVolume> jobVolumes(RunnerSpec runner, DaemonSpec daemon) {
        return Stream.concat(
                runner.mayJobsUseDocker()
                        ? Stream.of(JobVolume.of(Bind.of(daemon.socket(), JobNeeds.DOCKER_SOCKET)))
                        : Stream.empty(),
                runner.jobVolumes().stream());
    }
}
