package dev.outboard.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.outboard.core.failure.InvalidSpecException;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.testing.shared.SpecContract;
import dev.outboard.runner.configuration.DockerSettings;
import dev.outboard.runner.configuration.ProcessSettings;
import dev.outboard.systemd.container.ImageSource;
import dev.outboard.systemd.container.RestartPolicy;
import dev.outboard.systemd.options.ProxySettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ContainerProcessTest {
    private static ContainerProcess.Builder runner1() {
        return ContainerProcess.builder("runner1");
    }

    private static List<Problem> problemsOf(ContainerProcess.Builder builder) {
        InvalidSpecException failure = catchThrowableOfType(InvalidSpecException.class, builder::build);
        assertThat(failure).isNotNull();
        return failure.problems();
    }

    @Test
    void keepsTheContractOfSpecs() {
        Map<String, UnaryOperator<ContainerProcess.Builder>> changes = new LinkedHashMap<>();
        changes.put("name", builder -> ContainerProcess.builder("runner2"));
        changes.put("image", builder -> builder.image(ImageSource.pull("gitlab/gitlab-runner:v17.0.0")));
        changes.put(
                "imageSource",
                builder ->
                        builder.image(ImageSource.archive("gitlab/gitlab-runner:latest", Path.of("/srv/runner.tar"))));
        changes.put("hostName", builder -> builder.hostName("ci"));
        changes.put("restartPolicy", builder -> builder.restartPolicy(RestartPolicy.NO));
        changes.put("privileged", builder -> builder.privileged(true));
        changes.put("configurationDirectory", builder -> builder.configurationDirectory("/etc/runner1"));
        changes.put("socketDirectory", builder -> builder.socketDirectory("/run/daemons"));
        changes.put("volume", builder -> builder.addVolume("/srv/builds:/builds"));
        changes.put("link", builder -> builder.addLink("gitlab"));
        changes.put("network", builder -> builder.network("gitlab"));
        changes.put("host", builder -> builder.addHost("gitlab.example.org:192.0.2.7"));
        changes.put("setting", builder -> builder.set(ProcessSettings.CONCURRENT, 4));
        changes.put(
                "proxies",
                builder -> builder.proxies(ProxySettings.builder()
                        .https("http://proxy.example.org:3128")
                        .build()));
        changes.put("drainLimit", builder -> builder.drainLimit(Duration.ofMinutes(1)));
        SpecContract.of(ContainerProcessTest::runner1, ContainerProcess::toBuilder, ContainerProcess.Builder::build)
                .verify(changes);
    }

    @Test
    void isTheArticlesContainerByDefault() {
        ContainerProcess process = runner1().build();

        assertThat(process.image()).isEqualTo(ImageSource.pull("gitlab/gitlab-runner:latest"));
        assertThat(process.restartPolicy()).isEqualTo(RestartPolicy.ALWAYS);
        assertThat(process.hostName()).hasToString("runner1");
        assertThat(process.configurationDirectory()).hasToString("/srv/gitlab-runner/runner1");
        assertThat(process.isPrivileged()).isFalse();
    }

    record Fault(String property, ContainerProcess.Builder builder) {}

    static List<Fault> faults() {
        return List.of(
                new Fault("name", ContainerProcess.builder("runner 1")),
                new Fault("hostName", runner1().hostName("a_b")),
                new Fault("configurationDirectory", runner1().configurationDirectory("relative")),
                new Fault("configurationDirectory", runner1().configurationDirectory("/srv/a:b")),
                new Fault("socketDirectory", runner1().socketDirectory("/run/a:b")),
                new Fault("socketDirectory", runner1().socketDirectory("relative")),
                new Fault("volumes", runner1().addVolume("/only-a-source")),
                new Fault("volumes", runner1().addVolume("/run/docker.sock:/run/first.sock")),
                new Fault("volumes", runner1().addVolume("/var/run/docker.sock:/var/run/docker.sock:ro")),
                new Fault("volumes", runner1().addVolume("/run:/host")),
                new Fault("volumes", runner1().addVolume("/var/run:/host")),
                new Fault("volumes", runner1().addVolume("/var:/host")),
                new Fault("volumes", runner1().addVolume("/:/host")),
                new Fault("volumes", runner1().addVolume("/run/../run/docker.sock:/x")),
                new Fault("volumes", runner1().addVolume("/run/containerd:/x")),
                new Fault("volumes", runner1().addVolume("/run/containerd/containerd.sock:/x")),
                new Fault("configurationDirectory", runner1().configurationDirectory("/var/run")),
                new Fault("links", runner1().addLink("git lab")),
                new Fault("links", runner1().addLink("gitlab").network("ci")),
                new Fault("network", runner1().network("a network")),
                new Fault("hosts", runner1().addHost("gitlab")),
                new Fault("drainLimit", runner1().drainLimit(Duration.ZERO)),
                new Fault("drainLimit", runner1().drainLimit(Duration.ofMillis(1500))),
                new Fault("concurrent", runner1().set(ProcessSettings.CONCURRENT, 0)),
                new Fault("runners.docker.disable_cache", runner1().set(DockerSettings.DISABLE_CACHE, true)),
                new Fault(
                        "connection_max_age",
                        runner1()
                                .image(ImageSource.pull("gitlab/gitlab-runner:alpine-v16.8.0"))
                                .set(ProcessSettings.CONNECTION_MAX_AGE, Duration.ofMinutes(5))));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void refusesAFaultByTheNameOfItsProperty(Fault fault) {
        assertThat(problemsOf(fault.builder())).singleElement().satisfies(problem -> {
            assertThat(problem.property()).isEqualTo(fault.property());
            assertThat(problem.remedy()).isNotBlank();
        });
    }
}
