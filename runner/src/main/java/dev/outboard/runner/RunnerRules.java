package dev.outboard.runner;

import dev.outboard.core.failure.Problems;
import dev.outboard.runner.docker.Bind;
import java.util.regex.Pattern;

/** The rules of a runner that concern more than one value type. */
final class RunnerRules {
    private static final Pattern TAG = Pattern.compile("[^,\\p{Cntrl}]+");

    private RunnerRules() {}

    static void check(RunnerSpec runner, Problems problems) {
        tags(runner, problems);
        token(runner, problems);
        connections(runner, problems);
        limits(runner, problems);
        runner.jobVolumes().forEach(volume -> jobVolume(volume, problems));
    }

    private static void tags(RunnerSpec runner, Problems problems) {
        for (String tag : runner.tags()) {
            if (!TAG.matcher(tag).matches()) {
                problems.add("tags", tag, "text without comma and control characters", "add each tag on its own");
            }
        }
    }

    private static void token(RunnerSpec runner, Problems problems) {
        if (!runner.hasToken()) {
            problems.add(
                    "token", "none", "a token", "give the runner's authentication token: token(Secret.fromFile(…))");
            return;
        }
        if (runner.token().kind() == RunnerToken.Kind.AUTHENTICATION
                && !runner.tags().isEmpty()) {
            problems.add(
                    "tags",
                    String.join(",", runner.tags()),
                    "none with an authentication token",
                    "set the tags in GitLab, where this runner was created; gitlab-runner refuses them otherwise");
        }
    }

    private static void connections(RunnerSpec runner, Problems problems) {
        if (runner.network().isPresent() && !runner.links().isEmpty()) {
            problems.add(
                    "links",
                    runner.links().toString(),
                    "none together with a network",
                    "leave the links out: containers of one network find each other by name");
        }
    }

    private static void limits(RunnerSpec runner, Problems problems) {
        if (runner.limit() < 0) {
            problems.add("limit", Integer.toString(runner.limit()), "0 (no limit) or more", "use 0 for no limit");
        }
        runner.jobCpus()
                .filter(cpus -> cpus.signum() <= 0)
                .ifPresent(cpus ->
                        problems.add("jobCpus", cpus.toPlainString(), "more than 0", "leave it out for no limit"));
    }

    /** A bind source is resolved by the second daemon on the host: there, these paths lead to the first one. */
    private static void jobVolume(Bind volume, Problems problems) {
        boolean leadsToFirst = FirstDaemon.SOCKETS.stream()
                .anyMatch(socket -> socket.equals(volume.source()) || socket.startsWith(withSlash(volume.source())));
        if (leadsToFirst) {
            problems.add(
                    "jobVolumes",
                    volume.toString(),
                    "a source that does not lead to the first daemon's socket",
                    "leave it out: jobs get the second daemon's socket as /var/run/docker.sock by jobsMayUseDocker(true);"
                            + " bind sources are paths of the host, also for the second daemon");
        }
    }

    private static String withSlash(String path) {
        return path.endsWith("/") ? path : path + "/";
    }
}
