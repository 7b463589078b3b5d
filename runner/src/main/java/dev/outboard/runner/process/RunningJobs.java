package dev.outboard.runner.process;

import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.host.HostView;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.Secret;
import dev.outboard.core.value.SocketPath;
import dev.outboard.systemd.docker.ContainerSummary;
import dev.outboard.systemd.docker.Engine;
import dev.outboard.systemd.docker.Engines;
import dev.outboard.systemd.firstdaemon.DaemonAccess;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The jobs of a process's runners whose containers run on the second daemons, as the labels tell that GitLab Runner gives
 * them (its documentation, "Docker executor", "Container labels"). The label {@code runner.id} has a part of the runner's
 * token, nine characters of it in most versions, and its first eight in old ones: by that, jobs are told apart that other
 * runners have on the same daemon.
 *
 * @param daemons the daemons of the jobs
 * @param tokens the tokens of the process's runners; none if they are not known, then every job of the daemons counts
 */
record RunningJobs(List<DaemonAccess> daemons, List<Secret> tokens) {
    private static final String PREFIX = "com.gitlab.gitlab-runner.";

    /** The second one is that of GitLab Runner before 9.0. */
    private static final List<String> JOB = List.of(PREFIX + "job.id", PREFIX + "build.id");

    private static final String PROJECT = PREFIX + "project.id";
    private static final String RUNNER = PREFIX + "runner.id";

    /** Before the name of a daemon that has jobs; the attribute's value is its socket. */
    private static final String JOBS_ON = "jobs on ";

    /** The attribute with the file in which the runners' tokens are. */
    private static final String RUNNERS_OF = "runners of";

    /** Those that a process may have to wait for. */
    static RunningJobs of(Engines engines, ProcessWithRunners served, HostView host) {
        return new RunningJobs(
                served.daemons().stream()
                        .map(daemon -> new DaemonAccess(engines, daemon.socket()))
                        .toList(),
                tokens(served.process().configurationFile(), host));
    }

    /** Lets a receipt remember where they are, since a removal has no spec. */
    static void remember(ProcessWithRunners served, Map<String, String> attributes) {
        served.daemons()
                .forEach(daemon ->
                        attributes.put(JOBS_ON + daemon.name(), daemon.socket().toString()));
        attributes.put(RUNNERS_OF, served.process().configurationFile().toString());
    }

    /** Where a receipt remembers them. Older ones do not. */
    static RunningJobs readFrom(Engines engines, Owned owned, HostView host) {
        return new RunningJobs(
                owned.attributes().entrySet().stream()
                        .filter(attribute -> attribute.getKey().startsWith(JOBS_ON))
                        .map(attribute -> new DaemonAccess(engines, SocketPath.of(attribute.getValue())))
                        .toList(),
                Optional.ofNullable(owned.attributes().get(RUNNERS_OF))
                        .map(AbsolutePath::of)
                        .map(file -> tokens(file, host))
                        .orElse(List.of()));
    }

    /** Those that the process has when the plan is made: its jobs began with them. */
    private static List<Secret> tokens(AbsolutePath configuration, HostView host) {
        try {
            return RunnerConfiguration.read(host, configuration).entries().stream()
                    .flatMap(entry -> entry.token().stream())
                    .toList();
        } catch (ProvisioningException unreadable) {
            return List.of();
        }
    }

    /**
     * The jobs in one line. A daemon that does not answer must not keep a runner from being drained.
     *
     * @return for example {@code job 7 of project 3 (runner-abc-project-3-concurrent-0-build)}
     */
    String describe() {
        List<String> words = daemons.stream().flatMap(this::describe).toList();
        return words.isEmpty() ? "no job that has a container" : String.join(", ", words);
    }

    private Stream<String> describe(DaemonAccess daemon) {
        try {
            Map<String, String> jobs = new TreeMap<>();
            for (ContainerSummary container : daemon.ask(Engine::containers)) {
                if (container.state().equals("running") && isOurs(container.labels())) {
                    jobs.merge(subject(container.labels()), String.join(" ", container.names()), RunningJobs::joined);
                }
            }
            return jobs.entrySet().stream().map(job -> job.getKey() + " (" + job.getValue() + ")");
        } catch (ProvisioningException silent) {
            return Stream.of("jobs whose names can't be read (" + silent.problem() + ")");
        }
    }

    /** Old versions of GitLab Runner do not say whose a job is. */
    private boolean isOurs(Map<String, String> labels) {
        String runner = labels.getOrDefault(RUNNER, "");
        return job(labels).isPresent()
                && (tokens.isEmpty() || tokens.stream().map(Secret::reveal).anyMatch(token -> token.contains(runner)));
    }

    private static String subject(Map<String, String> labels) {
        return "job " + job(labels).orElse("?") + " of project " + labels.getOrDefault(PROJECT, "?");
    }

    private static Optional<String> job(Map<String, String> labels) {
        return JOB.stream()
                .flatMap(label -> Stream.ofNullable(labels.get(label)))
                .findFirst();
    }

    private static String joined(String before, String next) {
        return before + ", " + next;
    }
}
