package dev.outboard.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.value.ByteSize;
import dev.outboard.core.value.Secret;
import dev.outboard.core.value.StackName;
import dev.outboard.runner.configuration.DockerSettings;
import dev.outboard.runner.gitlab.AccessLevel;
import dev.outboard.runner.gitlab.RunnerRegistration;
import dev.outboard.runner.process.ProcessWithRunners;
import dev.outboard.runner.process.RunnerCommands;
import dev.outboard.systemd.container.ImageSource;
import dev.outboard.systemd.container.RestartPolicy;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.options.ProxySettings;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunnerCommandsTest {
    private static final StackName STACK = StackName.of("ci");
    private static final DaemonSpec DOCKER2 = Article.docker2().build();

    private static List<String> dockerRun(ContainerProcess.Builder process) {
        ContainerProcess container = process.build();
        ProcessWithRunners served = new ProcessWithRunners(
                container, List.of(Article.runner1().process(container).build()), List.of(DOCKER2));
        return RunnerCommands.container(STACK, container, served).toDockerRun();
    }

    private static List<String> register(RunnerSpec.Builder runner) {
        RunnerSpec spec = runner.build();
        return RunnerCommands.register(spec, new ProcessWithRunners(spec.process(), List.of(spec), List.of(DOCKER2)));
    }

    @Test
    void makesTheArticlesContainer() {
        assertThat(dockerRun(Article.container()))
                .containsExactly(
                        "docker",
                        "run",
                        "-d",
                        "--name",
                        "runner1",
                        "--hostname",
                        "runner1",
                        "-v",
                        "/docker2/docker.sock:/run/outboard/docker2.sock",
                        "-v",
                        "/srv/gitlab-runner/runner1:/etc/gitlab-runner",
                        "--privileged",
                        "--restart",
                        "always",
                        "--label",
                        "dev.outboard.stack=ci",
                        "gitlab/gitlab-runner:latest");
    }

    @Test
    void registersAsTheArticleDoes() {
        assertThat(register(Article.runner1()))
                .containsExactly(
                        "gitlab-runner",
                        "register",
                        "--non-interactive",
                        "--url",
                        "http://your.gitlab.url/ci",
                        "--name",
                        "runner1",
                        "--executor",
                        "docker",
                        "--docker-host",
                        "unix:///run/outboard/docker2.sock",
                        "--docker-image",
                        "gitlab/dind",
                        "--docker-privileged",
                        "--docker-volumes",
                        "/docker2/docker.sock:/var/run/docker.sock");
    }

    @Test
    void passesEveryOptionOfJobs() {
        assertThat(register(Article.runner1()
                        .jobsPrivileged(false)
                        .token(RunnerToken.registered(
                                Secret.of("GR1348941canary"),
                                RunnerRegistration.builder()
                                        .addTag("docker")
                                        .addTag("linux")
                                        .runUntagged(true)
                                        .locked(false)
                                        .paused(true)
                                        .accessLevel(AccessLevel.REF_PROTECTED)
                                        .maximumTimeout(Duration.ofHours(2))
                                        .maintenanceNote("ask ops")
                                        .build()))
                        .addJobVolume("/cache:/cache:ro")
                        .limit(4)
                        .set(DockerSettings.MEMORY, ByteSize.of("2G"))
                        .set(DockerSettings.CPUS, new BigDecimal("1.50"))))
                .containsSequence("--docker-image", "gitlab/dind", "--docker-volumes")
                .containsSequence("--docker-volumes", "/cache:/cache:ro")
                .containsSequence("--limit", "4")
                .containsSequence("--docker-memory", "2G")
                .containsSequence("--docker-cpus", "1.50")
                .endsWith(
                        "--tag-list",
                        "docker,linux",
                        "--run-untagged",
                        "--locked=false",
                        "--paused",
                        "--access-level",
                        "ref_protected",
                        "--maximum-timeout",
                        "7200",
                        "--maintenance-note",
                        "ask ops");
    }

    @Test
    void keepsTheSocketFromJobsThatMayNotUseDocker() {
        assertThat(register(Article.runner1().jobsMayUseDocker(false))).doesNotContain("--docker-volumes");
    }

    @Test
    void passesEveryOptionOfTheContainer() {
        assertThat(dockerRun(Article.container()
                        .hostName("ci")
                        .privileged(false)
                        .restartPolicy(RestartPolicy.NO)
                        .addVolume("/srv/certs:/etc/gitlab-runner/certs:ro")
                        .addLink("gitlab:git")
                        .image(ImageSource.pull("gitlab/gitlab-runner:v17.0.0"))))
                .containsSequence("--hostname", "ci")
                .containsSequence("-v", "/srv/certs:/etc/gitlab-runner/certs:ro")
                .containsSequence("--link", "gitlab:git")
                .doesNotContain("--privileged", "--restart")
                .endsWith("gitlab/gitlab-runner:v17.0.0");
    }

    @Test
    void joinsANetwork() {
        assertThat(dockerRun(Article.container().network("gitlab"))).containsSequence("--network", "gitlab");
    }

    @Test
    void hasItsProxiesInItsEnvironment() {
        ProxySettings proxies =
                ProxySettings.builder().https("http://proxy.example.org:3128").build();

        assertThat(dockerRun(Article.container().proxies(proxies)))
                .containsSequence("--env", "HTTPS_PROXY=http://proxy.example.org:3128");
    }

    @Test
    void unregistersByName() {
        assertThat(RunnerCommands.unregister("runner1")).containsExactly("unregister", "--name", "runner1");
    }

    @Test
    void hasTheTokenInNoArgument() {
        assertThat(dockerRun(Article.container())).noneMatch(word -> word.contains(Article.TOKEN));
        assertThat(register(Article.runner1())).noneMatch(word -> word.contains(Article.TOKEN));
    }
}
