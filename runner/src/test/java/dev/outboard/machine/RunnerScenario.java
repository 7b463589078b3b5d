package dev.outboard.machine;

import dev.outboard.core.value.ImageReference;
import dev.outboard.core.value.Secret;
import dev.outboard.network.BridgeSpec;
import dev.outboard.runner.ContainerProcess;
import dev.outboard.runner.HostProcess;
import dev.outboard.runner.RegistrationMethod;
import dev.outboard.runner.RunnerProcess;
import dev.outboard.runner.RunnerSpec;
import dev.outboard.runner.RunnerToken;
import dev.outboard.runner.StackSpec;
import dev.outboard.runner.configuration.DockerSettings;
import dev.outboard.runner.configuration.JobService;
import dev.outboard.runner.configuration.LogLevel;
import dev.outboard.runner.configuration.ProcessSettings;
import dev.outboard.runner.configuration.PullPolicy;
import dev.outboard.runner.configuration.RunnerCache;
import dev.outboard.runner.docker.ImageSource;
import dev.outboard.runner.gitlab.RunnerRegistration;
import dev.outboard.runner.gitlab.RunnerScope;
import dev.outboard.systemd.daemon.DaemonSpec;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A program for the inside of a machine whose stacks have runners that run jobs: {@code RunnerScenario VERB NAME URL}, with
 * the verbs of {@link Scenario} and the URL of GitLab. The authority of GitLab's certificate, tokens and archives are those
 * that the tests have in {@code /root}.
 */
public enum RunnerScenario {
    /** A runner in a container of the first daemon, one job at a time. */
    JOBS,
    /** The same, with two jobs at a time, and more to say. */
    JOBS_IN_PAIRS,
    /** The same, with another definition of the container. */
    JOBS_WITH_ANOTHER_HOST,
    /** The same with yet another one, which waits for its jobs no longer than two seconds. */
    JOBS_IMPATIENT,
    /** A runner that {@code gitlab-runner register} makes by a registration token. */
    REGISTERED_BY_COMMAND,
    /** A runner that is a process of the host. */
    OF_HOST,
    /** The same, with a label of the daemon more, for which it is restarted. */
    OF_HOST_RELABELLED,
    /** A runner whose jobs get the daemon's socket and a Docker-in-Docker service, which is refused. */
    SOCKET_AND_DOCKER_IN_DOCKER,
    /** Four runners of one process: all typed keys, and all kinds of caches. */
    EVERY_KEY;

    private StackSpec stack(URI gitLab) {
        return switch (this) {
            case JOBS -> stack(daemon(), jobs(gitLab, process(1).build()));
            case JOBS_IN_PAIRS -> stack(daemon(), jobs(gitLab, inPairs().build()));
            case JOBS_WITH_ANOTHER_HOST ->
                stack(
                        daemon(),
                        jobs(
                                gitLab,
                                inPairs().addHost("a.example.org:203.0.113.7").build()));
            case JOBS_IMPATIENT ->
                stack(
                        daemon(),
                        jobs(
                                gitLab,
                                inPairs()
                                        .addHost("b.example.org:203.0.113.8")
                                        .drainLimit(Duration.ofSeconds(2))
                                        .build()));
            case REGISTERED_BY_COMMAND ->
                stack(
                        daemon(),
                        jobs(gitLab, process(1).build())
                                .registrationMethod(RegistrationMethod.REGISTER_COMMAND)
                                .limit(3)
                                .token(RunnerToken.registered(
                                        Secret.fromFile(Path.of("/root/registration-token")),
                                        RunnerRegistration.builder()
                                                .addTag("docker")
                                                .addTag("second")
                                                .runUntagged(true)
                                                .locked(false)
                                                .build())));
            case OF_HOST -> stack(daemon(), jobs(gitLab, ofHost()));
            case OF_HOST_RELABELLED -> stack(daemon().addLabel("purpose=ci"), jobs(gitLab, ofHost()));
            case SOCKET_AND_DOCKER_IN_DOCKER ->
                stack(
                        daemon(),
                        jobs(gitLab, process(1).build())
                                .set(DockerSettings.SERVICES_PRIVILEGED, true)
                                .addService(JobService.of("docker:27-dind")));
            case EVERY_KEY -> everyKey(gitLab);
        };
    }

    private static StackSpec stack(DaemonSpec.Builder daemon, RunnerSpec.Builder... runners) {
        StackSpec.Builder stack = StackSpec.builder("ci")
                .bridge(BridgeSpec.builder("docker1", "10.9.0.1/16").build())
                .daemon(daemon.build());
        List.of(runners).forEach(runner -> stack.runner(runner.build()));
        return stack.build();
    }

    private static DaemonSpec.Builder daemon() {
        return DaemonSpec.builder("docker2").bridge("docker1").root("/docker2");
    }

    private static ContainerProcess.Builder container(String name) {
        return ContainerProcess.builder(name).image(ImageSource.present("gitlab/gitlab-runner:1"));
    }

    private static ContainerProcess.Builder process(int jobs) {
        return container("runner1")
                .set(ProcessSettings.CONCURRENT, jobs)
                .set(ProcessSettings.CHECK_INTERVAL, Duration.ofSeconds(1))
                .drainLimit(Duration.ofMinutes(2));
    }

    private static ContainerProcess.Builder inPairs() {
        return process(2).set(ProcessSettings.LOG_LEVEL, LogLevel.DEBUG);
    }

    private static HostProcess ofHost() {
        return HostProcess.builder("ci-runner")
                .set(ProcessSettings.CHECK_INTERVAL, Duration.ofSeconds(1))
                .drainLimit(Duration.ofMinutes(2))
                .build();
    }

    private static RunnerToken created() {
        return RunnerToken.created(
                Secret.fromFile(Path.of("/root/access-token")),
                RunnerRegistration.builder().scope(RunnerScope.instance()).build());
    }

    private static RunnerSpec.Builder runner(String name, URI gitLab, RunnerProcess process) {
        RunnerSpec.Builder runner = RunnerSpec.builder(name, gitLab)
                .daemon("docker2")
                .process(process)
                .defaultImage("busybox:1");
        return gitLab.getScheme().equals("https")
                ? runner.certificateAuthority(Path.of("/root/gitlab-authority.pem"))
                : runner;
    }

    /** Jobs have the machine's own client of Docker, and what it needs. */
    private static RunnerSpec.Builder jobs(URI gitLab, RunnerProcess process) {
        return runner("runner1", gitLab, process)
                .token(created())
                .jobsMayUseDocker(true)
                .addJobVolume("/usr/bin/docker:/usr/bin/docker:ro")
                .addJobVolume("/lib/x86_64-linux-gnu:/lib/x86_64-linux-gnu:ro")
                .addJobVolume("/lib64:/lib64:ro")
                .set(DockerSettings.HELPER_IMAGE, ImageReference.of("gitlab-runner-helper:1"))
                .set(DockerSettings.PULL_POLICY, List.of(PullPolicy.NEVER))
                .set(DockerSettings.ALLOWED_IMAGES, List.of("busybox:*"))
                .prefetch(ImageSource.archive("busybox:1", Path.of("/root/busybox.tar")))
                .prefetch(ImageSource.archive("gitlab-runner-helper:1", Path.of("/root/helper.tar")));
    }

    private static StackSpec everyKey(URI gitLab) {
        ContainerProcess process = EveryKey.of(container("ci-runners")).build();
        Secret key = Secret.of("key-of-a-cache");
        return stack(
                daemon(),
                EveryKey.of(runner("every-key", gitLab, process))
                        .token(created())
                        .featureFlag("FF_NETWORK_PER_BUILD", true)
                        .cache(RunnerCache.s3("s3.example.org:9000", "ci", Secret.of("id"), key)
                                .path("caches")
                                .shared(true)
                                .region("eu-central-1")
                                .insecure()),
                runner("gcs", gitLab, process)
                        .token(created())
                        .cache(RunnerCache.gcs("ci", "/etc/gitlab-runner/gcs.json")),
                runner("azure", gitLab, process).token(created()).cache(RunnerCache.azure("account", key, "ci")),
                runner("local", gitLab, process)
                        .token(created())
                        .set(DockerSettings.DISABLE_CACHE, false)
                        .addJobVolume("/srv/caches:/cache"));
    }

    /**
     * Runs one verb; what fails goes to standard error, and the exit status is 1.
     *
     * @param arguments the verb, the scenario's name, and the URL of GitLab
     */
    public static void main(String... arguments) {
        Scenario.run(arguments[0], () -> valueOf(arguments[1]).stack(URI.create(arguments[2])));
    }
}
