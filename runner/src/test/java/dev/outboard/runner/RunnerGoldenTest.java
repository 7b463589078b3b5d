package dev.outboard.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.Provisioner;
import dev.outboard.core.testing.shared.GoldenTree;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.ByteSize;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.Secret;
import dev.outboard.machine.EveryKey;
import dev.outboard.runner.configuration.Capability;
import dev.outboard.runner.configuration.DockerSettings;
import dev.outboard.runner.configuration.JobImage;
import dev.outboard.runner.configuration.JobService;
import dev.outboard.runner.configuration.LogFormat;
import dev.outboard.runner.configuration.ProcessSettings;
import dev.outboard.runner.configuration.PullPolicy;
import dev.outboard.runner.configuration.RunnerCache;
import dev.outboard.runner.configuration.RunnerSettings;
import dev.outboard.runner.gitlab.RunnerRegistration;
import dev.outboard.runner.gitlab.RunnerScope;
import dev.outboard.runner.testing.parts.DebianMachine;
import dev.outboard.systemd.container.ImageSource;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The files of runners, as they are on a host in the end. */
class RunnerGoldenTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final URI GITLAB = URI.create("https://gitlab.example.org");
    private static final AbsolutePath SHARED = AbsolutePath.of("/srv/gitlab-runner/ci-runners/config.toml");
    private static final AbsolutePath OF_HOST = AbsolutePath.of("/srv/gitlab-runner/ci-host/config.toml");
    private static final AbsolutePath UNIT = AbsolutePath.of("/etc/systemd/system/ci-host.service");

    private final DebianMachine machine = DebianMachine.withDocker();

    private void apply(RunnerSpec... runners) {
        StackSpec stack =
                Article.stack(Article.docker1().build(), Article.docker2().build(), runners);
        Provisioner provisioner = machine.provisioner();
        provisioner.apply(provisioner.plan(stack));
    }

    private static ContainerProcess shared() {
        return ContainerProcess.builder("ci-runners")
                .image(ImageSource.pull("gitlab/gitlab-runner:latest"))
                .set(ProcessSettings.CONCURRENT, 8)
                .set(ProcessSettings.LOG_FORMAT, LogFormat.JSON)
                .set(ProcessSettings.SHUTDOWN_TIMEOUT, Duration.ofMinutes(1))
                .set(ProcessSettings.SESSION_LISTEN_ADDRESS, "[::]:8093")
                .build();
    }

    private static RunnerSpec fast() {
        return RunnerSpec.builder("fast", GITLAB)
                .daemon("docker2")
                .process(shared())
                .token(Secret.of("glrt-fast"))
                .defaultImage("debian:13")
                .limit(6)
                .set(DockerSettings.PULL_POLICY, List.of(PullPolicy.IF_NOT_PRESENT))
                .set(DockerSettings.ALLOWED_IMAGES, List.of("debian:*", "registry.example.org/ci/*"))
                .featureFlag("FF_NETWORK_PER_BUILD", true)
                .build();
    }

    private static RunnerSpec.Builder big() {
        return RunnerSpec.builder("big", GITLAB)
                .daemon("docker2")
                .process(shared())
                .token(RunnerToken.created(
                        Secret.of("glpat-access"),
                        RunnerRegistration.builder()
                                .scope(RunnerScope.group(12))
                                .addTag("big")
                                .build()))
                .defaultImage("docker:cli")
                .jobsMayUseDocker(true)
                .addJobVolume("/srv/models:/models:ro")
                .addService(JobService.of("postgres:17").as("db"))
                .set(RunnerSettings.REQUEST_CONCURRENCY, 2)
                .set(RunnerSettings.ENVIRONMENT, List.of("LANG=C.UTF-8", "QUOTED=\"a\\b\" 'c' $d"))
                .set(RunnerSettings.PRE_BUILD_SCRIPT, "umask 0077\nid\n")
                .set(DockerSettings.MEMORY, ByteSize.of("16G"))
                .set(DockerSettings.CPUS, new BigDecimal("3.5"))
                .set(DockerSettings.CAP_DROP, List.of(Capability.ALL))
                .set(DockerSettings.CAP_ADD, List.of(Capability.of("CHOWN"), Capability.of("CAP_SETUID")))
                .set(DockerSettings.ULIMIT, Map.of("nofile", "1024:4096"))
                .cache(RunnerCache.s3("s3.example.org", "ci", Secret.of("id"), Secret.of("key"))
                        .shared(true)
                        .region("eu-central-1"));
    }

    private static RunnerSpec ofHost() {
        return RunnerSpec.builder("host", GITLAB)
                .daemon("docker2")
                .process(HostProcess.builder("ci-host")
                        .set(ProcessSettings.LISTEN_ADDRESS, "127.0.0.1:9252")
                        .build())
                .token(Secret.of("glrt-host"))
                .defaultImage("debian:13")
                .set(DockerSettings.HELPER_IMAGE, JobImage.of("registry.example.org/helper:v19.3.0"))
                .build();
    }

    private String text(AbsolutePath path) {
        return machine.host().read(path).map(FileContent::text).orElse("");
    }

    private Map<String, String> files() {
        Map<String, String> files = new TreeMap<>();
        List.of(SHARED, OF_HOST, UNIT).forEach(path -> files.put(path.toString(), text(path)));
        return files;
    }

    @Test
    void writesTheFilesOfNewRunners() {
        machine.host().putFile(AbsolutePath.of("/usr/bin/gitlab-runner"), "");

        apply(fast(), big().build(), ofHost());

        GoldenTree.at(GOLDEN.resolve("runners")).verify(files());
    }

    private static RunnerSpec cached(String name, ContainerProcess process, RunnerCache cache) {
        return RunnerSpec.builder(name, GITLAB)
                .daemon("docker2")
                .process(process)
                .token(Secret.of("glrt-" + name))
                .defaultImage("debian:13")
                .cache(cache)
                .build();
    }

    @Test
    void writesEveryTypedKeyAndAllKindsOfCaches() throws IllegalAccessException {
        ContainerProcess process = EveryKey.of(shared().toBuilder()).build();

        apply(
                EveryKey.of(big().process(process)).build(),
                cached("gcs", process, RunnerCache.gcs("ci", "/etc/gitlab-runner/gcs.json")),
                cached("azure", process, RunnerCache.azure("account", Secret.of("key"), "ci")));

        GoldenTree.at(GOLDEN.resolve("every-key")).verify(Map.of(SHARED.toString(), text(SHARED)));
        assertThat(EveryKey.typed())
                .allSatisfy(setting ->
                        assertThat(text(SHARED)).containsPattern("(?m)(^ *|\\.)" + setting.key() + "( = |])"));
    }

    @Test
    void mergesIntoWhatOthersWrote() {
        apply(fast(), big().build());
        machine.host()
                .putFile(
                        SHARED,
                        "# ours\n"
                                + text(SHARED)
                                        .replace("concurrent = 8", "concurrent = 2 # while we look")
                                        .replace(
                                                "  url =",
                                                "  debug_trace_disabled = true # no secrets in logs\n  url =")
                                + "\n[[runners]]\n  name = \"by hand\"\n  executor = \"shell\"\n");

        apply(
                fast(),
                big().limit(2).set(DockerSettings.MEMORY, ByteSize.of("8G")).build());

        GoldenTree.at(GOLDEN.resolve("runners-merged")).verify(Map.of(SHARED.toString(), text(SHARED)));
    }
}
