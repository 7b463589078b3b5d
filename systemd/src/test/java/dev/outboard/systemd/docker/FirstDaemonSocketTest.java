package dev.outboard.systemd.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.command.Command;
import dev.outboard.core.host.LocalHost;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.SocketPath;
import dev.outboard.systemd.engine.EngineTraits;
import dev.outboard.systemd.firstdaemon.FirstDaemon;
import dev.outboard.systemd.firstdaemon.FirstDaemonProfile;
import dev.outboard.systemd.testing.SimulatedSystemd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What listens at the first daemon's socket may be anything. The profile of the first daemon says what it found there, and is still made. */
class FirstDaemonSocketTest {
    private static final SocketPath FIRST = SocketPath.of("/run/docker.sock");
    private static final EngineDeadlines SHORT =
            new EngineDeadlines(Duration.ofMillis(300), Duration.ofHours(1), Duration.ofHours(1));
    private static final EngineDeadlines UNREACHED =
            new EngineDeadlines(Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1));

    @TempDir
    Path directory;

    private final InMemoryHost host = InMemoryHost.create();

    FirstDaemonSocketTest() {
        host.putFile(
                AbsolutePath.of("/usr/lib/systemd/system/docker.service"), "[Service]\nExecStart=/usr/sbin/dockerd\n");
        host.putFile(FIRST.path(), "");
        host.answer(new SimulatedSystemd()).run(Command.of("systemctl", "start", "docker.service"));
    }

    /** The profile on a host in memory whose first daemon is behind a real socket. */
    private FirstDaemonProfile profile(Path socket, EngineDeadlines deadlines) {
        DockerJavaEngines real = DockerJavaEngines.on(LocalHost.open()).withDeadlines(deadlines);
        return FirstDaemon.profile(asked -> real.open(SocketPath.of(socket.toString())), host, Set.of());
    }

    private FirstDaemonProfile profile(FakeDaemon daemon, EngineDeadlines deadlines) {
        return profile(Path.of(daemon.socket().toString()), deadlines);
    }

    private static void assertThatNoteSays(FirstDaemonProfile profile, String... words) {
        assertThat(profile.notes())
                .anySatisfy(note -> assertThat(note)
                        .contains("the first daemon does not answer", "Docker's defaults")
                        .contains(words));
    }

    @Test
    void nobodyListens() throws IOException {
        FakeDaemon gone = FakeDaemon.start(directory, (request, out) -> {});
        gone.leave();

        assertThatNoteSays(profile(gone, UNREACHED), "nothing listens on the socket");
    }

    @Test
    void thereIsAFileAndNoSocket() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");

        assertThatNoteSays(profile(file, UNREACHED), "nothing listens on the socket");
    }

    @Test
    void itHangs() throws IOException {
        try (FakeDaemon hanging = FakeDaemon.start(directory, (request, out) -> {})) {
            assertThatNoteSays(profile(hanging, SHORT), "no answer");
        }
    }

    @Test
    void itHangsAfterItsVersion() throws IOException {
        try (FakeDaemon hanging = FakeDaemon.start(directory, "1.41", (request, out) -> {})) {
            assertThatNoteSays(profile(hanging, SHORT), "describe itself");
        }
    }

    @Test
    void itAnswersRubbish() throws IOException {
        FakeDaemon.Behaviour rubbish = (request, out) -> {
            out.write("SSH-2.0-OpenSSH_9.2\r\n".getBytes(UTF_8));
            out.close();
        };
        try (FakeDaemon daemon = FakeDaemon.start(directory, rubbish)) {
            assertThatNoteSays(profile(daemon, UNREACHED), "describe itself");
        }
    }

    @Test
    void itAnswersTextThatIsNoJson() throws IOException {
        FakeDaemon.Behaviour page = (request, out) -> FakeDaemon.json(out, 200, "<html>It works!</html>");
        try (FakeDaemon daemon = FakeDaemon.start(directory, page)) {
            assertThatNoteSays(profile(daemon, UNREACHED), "its answer is not that of a Docker daemon");
        }
    }

    @Test
    void itAnswersJsonOfAnotherProgram() throws IOException {
        FakeDaemon.Behaviour other = (request, out) -> FakeDaemon.json(out, 200, "{\"status\":\"ok\"}");
        try (FakeDaemon daemon = FakeDaemon.start(directory, other)) {
            assertThatNoteSays(profile(daemon, UNREACHED), "its answer is not that of a Docker daemon");
        }
    }

    @Test
    void itRefuses() throws IOException {
        FakeDaemon.Behaviour proxy =
                (request, out) -> FakeDaemon.json(out, 403, "{\"message\":\"Forbidden by the socket proxy\"}");
        try (FakeDaemon daemon = FakeDaemon.start(directory, proxy)) {
            assertThatNoteSays(profile(daemon, UNREACHED), "Forbidden by the socket proxy");
        }
    }

    @Test
    void questionsOfAPlanWaitForSecondsWhereOrdersWaitForAMinute() {
        assertThat(EngineDeadlines.DEFAULT.forQuestions().call()).isEqualTo(Duration.ofSeconds(10));
        assertThat(SHORT.forQuestions()).isEqualTo(SHORT);
    }

    private EngineTraits traits(String version, String info) throws IOException {
        FakeDaemon.Behaviour engine = (request, out) -> {
            boolean isInfo = request.path().endsWith("/info");
            boolean isVersion = request.path().endsWith("/version");
            FakeDaemon.json(out, isInfo || isVersion ? 200 : 404, isInfo ? info : isVersion ? version : "{}");
        };
        try (FakeDaemon daemon = FakeDaemon.start(directory, engine);
                Engine asked = DockerJavaEngines.on(LocalHost.open()).open(daemon.socket())) {
            return asked.info().traits();
        }
    }

    private static String version(String component) {
        return "{\"Version\":\"28.5.2\",\"ApiVersion\":\"1.51\",\"MinAPIVersion\":\"1.24\",\"Components\":"
                + "[{\"Name\":\"" + component + "\",\"Version\":\"1\"},{\"Name\":\"runc\",\"Version\":\"1\"}]}";
    }

    private static String info(String more) {
        return "{\"DockerRootDir\":\"/var/lib/docker\",\"ServerVersion\":\"28.5.2\",\"Driver\":\"overlay2\"" + more
                + "}";
    }

    @Test
    void engineOfDockerInNoSwarmIsUsual() throws IOException {
        assertThat(traits(version("Engine"), info(",\"Swarm\":{\"LocalNodeState\":\"inactive\"}")))
                .isEqualTo(EngineTraits.USUAL);
    }

    @Test
    void podmanNamesItself() throws IOException {
        assertThat(traits(version("Podman Engine"), info("")).product()).isEqualTo("Podman Engine");
    }

    @Test
    void engineTellsItsFirewallBackendAndItsImageStore() throws IOException {
        EngineTraits traits = traits(
                version("Engine"),
                info(",\"FirewallBackend\":{\"Driver\":\"nftables\"},"
                        + "\"DriverStatus\":[[\"driver-type\",\"io.containerd.snapshotter.v1\"]]"));

        assertThat(traits.firewallBackend()).contains("nftables");
        assertThat(traits.leavesImagesToContainerd()).isTrue();
    }

    @Test
    void managerOfASwarmTellsItsPoolsAndAWorkerDoesNot() throws IOException {
        String manager = ",\"Swarm\":{\"LocalNodeState\":\"active\",\"ControlAvailable\":true,"
                + "\"Cluster\":{\"ID\":\"abc\",\"DefaultAddrPool\":[\"10.0.0.0/8\"],\"SubnetSize\":24}}";
        String worker = ",\"Swarm\":{\"LocalNodeState\":\"active\",\"ControlAvailable\":false}";

        assertThat(traits(version("Engine"), info(manager)).swarmPools().orElseThrow())
                .extracting(Object::toString)
                .containsExactly("10.0.0.0/8");
        assertThat(traits(version("Engine"), info(worker)).swarmPools()).isEqualTo(Optional.of(List.of()));
    }
}
