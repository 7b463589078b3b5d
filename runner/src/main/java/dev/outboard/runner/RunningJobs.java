package dev.outboard.runner;

import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.runner.docker.ContainerSummary;
import dev.outboard.runner.docker.Engine;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The jobs whose containers run on a host's second daemons, as the labels tell that GitLab Runner gives them (its documentation, "Docker
 * executor", "Container labels"). They may be of several runners that share a daemon.
 *
 * @param daemons the daemons of the jobs
 */
record RunningJobs(List<DaemonAccess> daemons) {
    private static final String PREFIX = "com.gitlab.gitlab-runner.";
    private static final String MANAGED = PREFIX + "managed";
    private static final String JOB = PREFIX + "job.id";
    private static final String PROJECT = PREFIX + "project.id";

    /**
     * The jobs in one line. A daemon that does not answer must not keep a runner from being drained.
     *
     * @return for example {@code job 7 of project 3 (runner-abc-project-3-concurrent-0-build)}
     */
    String describe() {
        List<String> words = daemons.stream().flatMap(RunningJobs::describe).toList();
        return words.isEmpty() ? "no job that has a container" : String.join(", ", words);
    }

    private static Stream<String> describe(DaemonAccess daemon) {
        try {
            Map<String, String> jobs = new TreeMap<>();
            for (ContainerSummary container : daemon.ask(Engine::containers)) {
                Map<String, String> labels = container.labels();
                if (container.state().equals("running")
                        && "true".equals(labels.get(MANAGED))
                        && labels.containsKey(JOB)) {
                    jobs.merge(subject(labels), String.join(" ", container.names()), RunningJobs::joined);
                }
            }
            return jobs.entrySet().stream().map(job -> job.getKey() + " (" + job.getValue() + ")");
        } catch (ProvisioningException silent) {
            return Stream.of("jobs that nobody can name (" + silent.problem() + ")");
        }
    }

    private static String subject(Map<String, String> labels) {
        return "job " + labels.get(JOB) + " of project " + labels.getOrDefault(PROJECT, "?");
    }

    private static String joined(String before, String next) {
        return before + ", " + next;
    }
}
