package dev.outboard.machine;

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
import dev.outboard.runner.configuration.JobImage;
import dev.outboard.runner.configuration.JobService;
import dev.outboard.runner.configuration.LogLevel;
import dev.outboard.runner.configuration.ProcessSettings;
import dev.outboard.runner.configuration.PullPolicy;
import dev.outboard.runner.configuration.RunnerCache;
import dev.outboard.runner.configuration.Setting;
import dev.outboard.runner.configuration.Settings;
import dev.outboard.runner.gitlab.RunnerRegistration;
import dev.outboard.runner.gitlab.RunnerScope;
import dev.outboard.systemd.container.ImageSource;
import dev.outboard.systemd.daemon.DaemonSpec;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A program for the inside of a machine whose stacks have runners that run jobs: {@code RunnerScenario VERB NAME URL}, with
 * the verbs of {@link Scenario} and the URL of GitLab, and
 * maybe {@code VERSION REVISION} of the GitLab Runner that is there. The authority of GitLab's certificate, tokens and archives are those
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
    /** A runner that {@code gitlab-runner register} is given an authentication token for. */
    REGISTERED_BY_COMMAND_WITH_TOKEN,
    /** A runner that is a process of the host. */
    OF_HOST,
    /** The same, with a label of the daemon more, for which it is restarted. */
    OF_HOST_RELABELLED,
    /** A runner whose jobs get the daemon's socket and a Docker-in-Docker service, which is refused. */
    SOCKET_AND_DOCKER_IN_DOCKER,
    /** Four runners of one process: all typed keys, and all kinds of caches. */
    EVERY_KEY;

    private StackSpec stack(Parties parties) {
        return switch (this) {
            case JOBS -> stack(daemon(), parties.jobs(parties.process(1).build()));
            case JOBS_IN_PAIRS -> stack(daemon(), parties.jobs(parties.inPairs().build()));
            case JOBS_WITH_ANOTHER_HOST ->
                stack(
                        daemon(),
                        parties.jobs(parties.inPairs()
                                .addHost("a.example.org:203.0.113.7")
                                .build()));
            case JOBS_IMPATIENT ->
                stack(
                        daemon(),
                        parties.jobs(parties.inPairs()
                                .addHost("b.example.org:203.0.113.8")
                                .drainLimit(Duration.ofSeconds(2))
                                .build()));
            case REGISTERED_BY_COMMAND ->
                stack(
                        daemon(),
                        parties.jobs(parties.process(1).build())
                                .registrationMethod(RegistrationMethod.REGISTER_COMMAND)
                                .limit(3)
                                .token(RunnerToken.registered(
                                        Secret.fromFile(Path.of("/root/registration-token")), parties.registration())));
            case REGISTERED_BY_COMMAND_WITH_TOKEN ->
                stack(
                        daemon(),
                        parties.jobs(parties.process(1).build())
                                .registrationMethod(RegistrationMethod.REGISTER_COMMAND)
                                .token(Secret.fromFile(Path.of("/root/runner-token"))));
            case OF_HOST -> stack(daemon(), parties.jobs(parties.ofHost()));
            case OF_HOST_RELABELLED -> stack(daemon().addLabel("purpose=ci"), parties.jobs(parties.ofHost()));
            case SOCKET_AND_DOCKER_IN_DOCKER ->
                stack(
                        daemon(),
                        parties.jobs(parties.process(1).build())
                                .set(DockerSettings.SERVICES_PRIVILEGED, true)
                                .addService(JobService.of("docker:27-dind")));
            case EVERY_KEY -> stack(daemon(), parties.everyKey());
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

    /** The GitLab and the GitLab Runner that are there. */
    private record Parties(URI gitLab, GitLabRunnerProgram program) {
        private ContainerProcess.Builder container(String name) {
            return ContainerProcess.builder(name)
                    .image(ImageSource.present(program.image().toString()));
        }

        ContainerProcess.Builder process(int jobs) {
            ContainerProcess.Builder process =
                    container("runner1").set(ProcessSettings.CONCURRENT, jobs).drainLimit(Duration.ofMinutes(2));
            return program.isAtLeast(1, 3)
                    ? process.set(ProcessSettings.CHECK_INTERVAL, Duration.ofSeconds(1))
                    : process;
        }

        HostProcess ofHost() {
            HostProcess.Builder process = HostProcess.builder("ci-runner").drainLimit(Duration.ofMinutes(2));
            if (program.isAtLeast(1, 3)) {
                process.set(ProcessSettings.CHECK_INTERVAL, Duration.ofSeconds(1));
            }
            return process.build();
        }

        ContainerProcess.Builder inPairs() {
            return program.isAtLeast(9, 1) ? process(2).set(ProcessSettings.LOG_LEVEL, LogLevel.DEBUG) : process(2);
        }

        private RunnerSpec.Builder runner(String name, RunnerProcess process) {
            RunnerSpec.Builder runner = RunnerSpec.builder(name, gitLab)
                    .daemon("docker2")
                    .process(process)
                    .token(RunnerToken.created(
                            Secret.fromFile(Path.of("/root/access-token")),
                            RunnerRegistration.builder()
                                    .scope(RunnerScope.instance())
                                    .build()))
                    .defaultImage("busybox:1");
            return gitLab.getScheme().equals("https")
                    ? runner.certificateAuthority(Path.of("/root/gitlab-authority.pem"))
                    : runner;
        }

        /** Jobs have the machine's own client of Docker, and what it needs. */
        RunnerSpec.Builder jobs(RunnerProcess process) {
            RunnerSpec.Builder runner = runner("runner1", process)
                    .jobsMayUseDocker(true)
                    .addJobVolume("/usr/bin/docker:/usr/bin/docker:ro")
                    .addJobVolume("/lib/x86_64-linux-gnu:/lib/x86_64-linux-gnu:ro")
                    .addJobVolume("/lib64:/lib64:ro")
                    .set(DockerSettings.PULL_POLICY, List.of(PullPolicy.NEVER))
                    .set(DockerSettings.ALLOWED_IMAGES, List.of("busybox:*"))
                    .prefetch(ImageSource.archive("busybox:1", Path.of("/root/busybox.tar")));
            program.helpers()
                    .forEach(image ->
                            runner.prefetch(ImageSource.archive(image.toString(), Path.of("/root/helper.tar"))));
            return program.takesAHelper()
                    ? runner.set(
                            DockerSettings.HELPER_IMAGE,
                            JobImage.of(program.helper().toString()))
                    : runner;
        }

        /** What the version's own command can say of a runner. */
        RunnerRegistration registration() {
            return RunnerRegistration.builder()
                    .addTag("docker")
                    .addTag("second")
                    .runUntagged(program.isAtLeast(1, 10))
                    .locked(!program.isAtLeast(9, 0))
                    .build();
        }

        /** Those that the version reads. */
        RunnerSpec.Builder[] everyKey() {
            ContainerProcess.Builder container = container("ci-runners");
            forEach(EveryKey.of(ContainerProcess.builder("all")).build().settings(), container::set);
            ContainerProcess process = container.build();
            RunnerSpec.Builder every = runner("every-key", process).jobsPrivileged(true);
            forEach(
                    EveryKey.of(runner("all", ContainerProcess.builder("all").build()))
                            .build()
                            .settings(),
                    every::set);
            if (program.isAtLeast(13, 11)) {
                every.featureFlag("FF_NETWORK_PER_BUILD", true);
            }
            List<RunnerSpec.Builder> runners = new ArrayList<>(List.of(
                    every,
                    runner("local", process)
                            .set(DockerSettings.DISABLE_CACHE, false)
                            .addJobVolume("/srv/caches:/cache")));
            Secret key = Secret.of("key-of-a-cache");
            if (program.isAtLeast(11, 3)) {
                every.cache(RunnerCache.s3("s3.example.org:9000", "ci", Secret.of("id"), key)
                        .path("caches")
                        .shared(true)
                        .region("eu-central-1")
                        .insecure());
                runners.add(runner("gcs", process).cache(RunnerCache.gcs("ci", "/etc/gitlab-runner/gcs.json")));
            }
            if (program.isAtLeast(13, 4)) {
                runners.add(runner("azure", process).cache(RunnerCache.azure("account", key, "ci")));
            }
            return runners.toArray(RunnerSpec.Builder[]::new);
        }

        private void forEach(Settings settings, SettingConsumer consumer) {
            Settings known = EveryKey.known(settings, program.known());
            known.keys().forEach(setting -> consume(setting, known, consumer));
        }

        private static <T> void consume(Setting<T> setting, Settings settings, SettingConsumer consumer) {
            consumer.accept(setting, settings.get(setting).orElseThrow());
        }
    }

    @FunctionalInterface
    private interface SettingConsumer {
        <T> void accept(Setting<T> setting, T value);
    }

    /**
     * Runs one verb; what fails goes to standard error, and the exit status is 1.
     *
     * @param arguments the verb, the scenario's name, the URL of GitLab, and maybe the version and the revision of GitLab
     *     Runner
     */
    public static void main(String... arguments) {
        GitLabRunnerProgram program = arguments.length > 3
                ? new GitLabRunnerProgram(arguments[3], arguments[4])
                : GitLabRunnerProgram.STAND_IN;
        URI gitLab = URI.create(program.url(arguments[2]));
        Scenario.run(arguments[0], () -> valueOf(arguments[1]).stack(new Parties(gitLab, program)));
    }
}
