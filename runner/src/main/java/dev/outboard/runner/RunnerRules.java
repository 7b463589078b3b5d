package dev.outboard.runner;

import dev.outboard.core.spec.Problems;
import dev.outboard.core.spec.Values;
import dev.outboard.runner.configuration.DockerSettings;
import dev.outboard.runner.configuration.JobService;
import dev.outboard.runner.configuration.JobVolume;
import dev.outboard.runner.configuration.Requirement;
import dev.outboard.runner.configuration.RunnerCache;
import dev.outboard.runner.configuration.RunnerVersion;
import dev.outboard.runner.configuration.Section;
import dev.outboard.runner.configuration.Settings;
import dev.outboard.runner.rules.RegisterFlags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The rules of a runner and its process that concern more than one value type. */
final class RunnerRules {
    private static final Pattern FEATURE_FLAG = Pattern.compile("[A-Z][A-Z0-9_]*");

    private static final Pattern CI = Pattern.compile(".*/ci/?");

    /** Newer versions add it themselves, and newer ones still do without ({@code network/client.go}). */
    private static final RunnerVersion CI_ADDED = new RunnerVersion(1, 6);

    private RunnerRules() {}

    /** Notes what is wrong with the values of a runner that could be read. */
    static void check(Values values, Problems problems) {
        Optional<RunnerToken> token = values.find(RunnerProperties.TOKEN);
        RegistrationMethod method = values.get(RunnerProperties.REGISTRATION_METHOD);
        Optional<RunnerProcess> process = values.find(RunnerProperties.PROCESS);
        List<JobService> services = values.get(RunnerProperties.SERVICES);
        Settings settings = values.get(RunnerProperties.SETTINGS);
        Map<String, Boolean> featureFlags = values.get(RunnerProperties.FEATURE_FLAGS);
        boolean jobsPrivileged = values.get(RunnerProperties.JOBS_PRIVILEGED);
        ProcessRules.sections(settings, false, problems);
        values.get(RunnerProperties.JOB_VOLUMES).forEach(volume -> jobVolume(volume, problems));
        token(token, method, process, problems);
        limit(values.get(RunnerProperties.LIMIT), problems);
        featureFlags(featureFlags, problems);
        services(services, jobsPrivileged, values.get(RunnerProperties.JOBS_MAY_USE_DOCKER), settings, problems);
        images(jobsPrivileged, settings, problems);
        Optional<RunnerVersion> version = process.filter(ContainerProcess.class::isInstance)
                .map(ContainerProcess.class::cast)
                .flatMap(ContainerProcess::version);
        values.find(RunnerProperties.URL).ifPresent(url -> url(url.toString(), version, problems));
        version(requirements(token, method), version, problems);
        version(requirements(settings, services, featureFlags, values.find(RunnerProperties.CACHE)), version, problems);
    }

    private static void token(
            Optional<RunnerToken> token,
            RegistrationMethod method,
            Optional<RunnerProcess> process,
            Problems problems) {
        if (token.isEmpty()) {
            problems.add(
                    "token", "none", "a token", "give the runner's authentication token: token(Secret.fromFile(…))");
            return;
        }
        if (token.get().secret().isInMemory()) {
            token.get().problem("token").ifPresent(problems::add);
        }
        if (method == RegistrationMethod.REGISTER_COMMAND) {
            if (token.get().isCreated()) {
                problems.add(
                        "registrationMethod",
                        method.toString(),
                        "CONFIGURATION_FILE for a runner that is created through the API",
                        "leave it out");
            }
            process.filter(HostProcess.class::isInstance)
                    .ifPresent(host -> problems.add(
                            "registrationMethod",
                            method.toString(),
                            "CONFIGURATION_FILE for a process of the host",
                            "leave it out, or run GitLab Runner in a container"));
        }
    }

    private static void limit(int limit, Problems problems) {
        if (limit < 0) {
            problems.add("limit", Integer.toString(limit), "0 (no limit) or more", "use 0 for no limit");
        }
    }

    private static void featureFlags(Map<String, Boolean> flags, Problems problems) {
        flags.keySet().stream()
                .filter(flag -> !FEATURE_FLAG.matcher(flag).matches())
                .forEach(flag -> problems.add(
                        "featureFlags",
                        flag,
                        "a name of capitals, digits and \"_\"",
                        "write e.g. \"FF_NETWORK_PER_BUILD\""));
    }

    /** GitLab's documentation: jobs that build images use the socket or Docker-in-Docker, and each in its own way. */
    private static void services(
            List<JobService> services,
            boolean jobsPrivileged,
            boolean jobsMayUseDocker,
            Settings settings,
            Problems problems) {
        for (JobService service : services) {
            if (!service.isDockerInDocker()) {
                continue;
            }
            if (jobsMayUseDocker) {
                problems.add(
                        "services",
                        service.image().toString(),
                        "no Docker-in-Docker together with jobsMayUseDocker(true)",
                        "choose one: jobs would not know which daemon answers");
            }
            if (!settings.get(DockerSettings.SERVICES_PRIVILEGED).orElse(jobsPrivileged)) {
                problems.add(
                        "services",
                        service.image().toString(),
                        "privileged services, without which Docker-in-Docker can't start",
                        "set DockerSettings.SERVICES_PRIVILEGED, or use jobsMayUseDocker(true) in place of it");
            }
        }
    }

    /** What a runner's configuration asks of GitLab Runner. */
    static List<Requirement> requirements(
            Settings settings,
            List<JobService> services,
            Map<String, Boolean> featureFlags,
            Optional<RunnerCache> cache) {
        List<Requirement> requirements = new ArrayList<>(settings.requirements());
        services.stream().map(JobService::requirement).forEach(requirements::add);
        featureFlags.keySet().stream().map(Section::requirementOfFlag).forEach(requirements::add);
        cache.map(RunnerCache::requirement).ifPresent(requirements::add);
        return requirements;
    }

    /** Those before 1.6 append the path of their API to what they are given, and GitLab had it below {@code /ci}. */
    private static void url(String url, Optional<RunnerVersion> version, Problems problems) {
        version.filter(known -> known.compareTo(CI_ADDED) < 0)
                .filter(known -> !CI.matcher(url).matches())
                .ifPresent(known ->
                        problems.add("url", url, "a URL that ends in /ci, for GitLab Runner " + known, "append /ci"));
    }

    /** What registering asks of GitLab Runner, where its own command does that. */
    private static List<Requirement> requirements(Optional<RunnerToken> token, RegistrationMethod method) {
        return method == RegistrationMethod.REGISTER_COMMAND
                ? token.filter(RunnerToken::isRegistered)
                        .flatMap(RunnerToken::registration)
                        .map(RegisterFlags::requirements)
                        .orElse(List.of())
                : List.of();
    }

    private static void version(List<Requirement> requirements, Optional<RunnerVersion> version, Problems problems) {
        version.ifPresent(known -> Requirement.tooNew(requirements, known).forEach(problems::add));
    }

    private static void images(boolean jobsPrivileged, Settings settings, Problems problems) {
        settings.get(DockerSettings.ALLOWED_PRIVILEGED_IMAGES)
                .filter(images -> !jobsPrivileged)
                .ifPresent(images -> problems.add(
                        DockerSettings.ALLOWED_PRIVILEGED_IMAGES.toString(),
                        images.toString(),
                        "none, since no job is privileged",
                        "set jobsPrivileged(true): then only jobs of these images are"));
        settings.get(DockerSettings.ALLOWED_PULL_POLICIES)
                .ifPresent(allowed -> settings.get(DockerSettings.PULL_POLICY)
                        .filter(policies -> !allowed.containsAll(policies))
                        .ifPresent(policies -> problems.add(
                                DockerSettings.PULL_POLICY.toString(),
                                policies.toString(),
                                "some of those that are allowed: " + allowed,
                                "allow them, or choose others: GitLab Runner fails every job otherwise")));
    }

    /** A bind source is resolved by the second daemon on the host: there, these paths lead to the first one. */
    private static void jobVolume(JobVolume volume, Problems problems) {
        ProcessRules.hostSocket(
                "jobVolumes",
                volume.toString(),
                volume.source().orElse(""),
                "leave it out: jobs get the second daemon's socket as /var/run/docker.sock by jobsMayUseDocker(true);"
                        + " bind sources are paths of the host, also for the second daemon",
                problems);
    }
}
