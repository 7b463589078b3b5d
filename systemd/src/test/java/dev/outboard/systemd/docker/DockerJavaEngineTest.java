package dev.outboard.systemd.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.core.failure.HostException;
import dev.outboard.core.host.LocalHost;
import dev.outboard.core.value.ContainerName;
import dev.outboard.core.value.ImageReference;
import dev.outboard.core.value.Secret;
import dev.outboard.core.value.SocketPath;
import dev.outboard.systemd.docker.FakeDaemon.Received;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DockerJavaEngineTest {
    private static final ContainerName NAME = ContainerName.of("runner1");
    private static final ImageReference IMAGE = ImageReference.of("gitlab/gitlab-runner");
    private static final ContainerDefinition DEFINITION =
            ContainerDefinition.builder(NAME, IMAGE).build();
    private static final FakeDaemon.Behaviour CREATES =
            (request, out) -> FakeDaemon.json(out, 201, "{\"Id\":\"0a1b\",\"Warnings\":[]}");
    private static final SocketPath SOCKET = SocketPath.of("/docker2/docker.sock");

    @TempDir
    Path directory;

    private static Engine engine(FakeDaemon daemon) {
        return DockerJavaEngines.on(LocalHost.open()).open(daemon.socket());
    }

    private static FakeDaemon.Behaviour refuses(int status, String body) {
        return (request, out) -> FakeDaemon.json(out, status, body);
    }

    private static List<String> paths(FakeDaemon daemon) {
        return daemon.received().stream().map(Received::path).toList();
    }

    @ParameterizedTest
    @CsvSource({"1.25, 1.25", "1.41, 1.41", "1.44, 1.44", "1.51, 1.44"})
    void speaksTheNewestVersionThatBothKnow(String daemonVersion, String spoken) throws IOException {
        try (FakeDaemon daemon = FakeDaemon.start(directory, daemonVersion, refuses(200, "[]"));
                Engine engine = engine(daemon)) {
            engine.containers();
            assertThat(paths(daemon)).containsExactly("/version", "/v" + spoken + "/containers/json?all=true");
        }
    }

    @Test
    void asksForTheVersionOnlyOnce() throws IOException {
        try (FakeDaemon daemon = FakeDaemon.start(directory, "1.41", refuses(200, "[]"));
                Engine engine = engine(daemon)) {
            engine.containers();
            engine.containers();
            assertThat(paths(daemon)).filteredOn("/version"::equals).hasSize(1);
        }
    }

    @Test
    void refusesDaemonThatIsTooNew() throws IOException {
        try (FakeDaemon daemon = FakeDaemon.ofVersion(directory, "1.60", "1.50", refuses(200, "[]"));
                Engine engine = engine(daemon)) {
            assertThatExceptionOfType(EngineException.class)
                    .isThrownBy(engine::containers)
                    .withMessageContaining("version 99 speaks API 1.50 and newer, expected 1.44 or older")
                    .withMessageContaining("Fix: use a newer version of Outboard");
        }
    }

    @Test
    void refusesDaemonThatIsTooOld() throws IOException {
        try (FakeDaemon daemon = FakeDaemon.ofVersion(directory, "1.22", "1.12", refuses(200, "[]"));
                Engine engine = engine(daemon)) {
            assertThatExceptionOfType(EngineException.class)
                    .isThrownBy(engine::containers)
                    .withMessageContaining("version 99 speaks API 1.22 and older, expected 1.25 or newer")
                    .withMessageContaining("Fix: install Docker 1.13 or newer");
        }
    }

    @Test
    void orderAfterRestartOfTheDaemonSucceeds() throws IOException {
        try (FakeDaemon before = FakeDaemon.start(directory, "1.41", CREATES);
                Engine engine = engine(before)) {
            engine.create(DEFINITION);
            before.stop();
            try (FakeDaemon after = FakeDaemon.start(directory, "1.41", CREATES)) {
                assertThat(engine.create(DEFINITION)).isEqualTo("0a1b");
                assertThat(paths(after)).containsExactly("/v1.41/containers/create?name=runner1");
            }
        }
    }

    @Test
    void saysThatTheDaemonIsNotRunning() {
        Path missing = directory.resolve("docker.sock");
        try (Engine engine = DockerJavaEngines.on(LocalHost.open()).open(SocketPath.of(missing.toString()))) {
            assertThatExceptionOfType(EngineException.class)
                    .isThrownBy(engine::info)
                    .withMessage("Docker daemon at " + missing + ": describe itself: there is no such socket, so it is"
                            + " not running. Fix: start it by its own unit, e.g. systemctl start docker2");
        }
    }

    @Test
    void saysThatNobodyListens() throws IOException {
        Path stale = Files.createFile(directory.resolve("docker.sock"));
        try (Engine engine = DockerJavaEngines.on(LocalHost.open()).open(SocketPath.of(stale.toString()))) {
            assertThatExceptionOfType(EngineException.class)
                    .isThrownBy(engine::info)
                    .withMessageContaining("nothing listens on the socket, so it is not running");
        }
    }

    @Test
    void saysThatTheConnectionBrokeOff() throws IOException {
        FakeDaemon.Behaviour rudeness = (request, out) -> out.close();
        try (FakeDaemon daemon = FakeDaemon.start(directory, "1.41", rudeness);
                Engine engine = engine(daemon)) {
            assertThatExceptionOfType(EngineException.class)
                    .isThrownBy(() -> engine.create(DEFINITION))
                    .withMessageContaining("create container runner1: the connection broke off");
        }
    }

    @Test
    void namesTheFirstDaemonsUnit() {
        EngineException failure = DaemonFailure.of(
                SocketPath.of("/var/run/docker.sock"), "list containers", new SocketException("Connection refused"));
        assertThat(failure.remedy()).isEqualTo("start it: systemctl start docker");
    }

    @Test
    void saysWhoMayUseTheSocket() {
        EngineException failure = DaemonFailure.of(SOCKET, "list containers", new SocketException("Permission denied"));
        assertThat(failure)
                .hasMessage("Docker daemon at /docker2/docker.sock: list containers: this user may not use the socket."
                        + " Fix: run as root, or as a member of the group that owns the socket");
    }

    @Test
    void showsTheDaemonsWordsWithoutTheirJson() throws IOException {
        FakeDaemon.Behaviour refusal = refuses(500, "{\"message\":\"no space left on \\\"device\\\"\"}\n");
        try (FakeDaemon daemon = FakeDaemon.start(directory, "1.41", refusal);
                Engine engine = engine(daemon)) {
            assertThatExceptionOfType(EngineException.class)
                    .isThrownBy(() -> engine.create(DEFINITION))
                    .withMessage("Docker daemon at " + daemon.socket()
                            + ": create container runner1: no space left on \"device\". Fix: correct what the daemon"
                            + " names");
        }
    }

    @Test
    void showsWordsThatAreNotJson() throws IOException {
        try (FakeDaemon daemon = FakeDaemon.start(directory, "1.41", refuses(503, "try {later}"));
                Engine engine = engine(daemon)) {
            assertThatExceptionOfType(EngineException.class)
                    .isThrownBy(() -> engine.create(DEFINITION))
                    .withMessageContaining("create container runner1: try {later}. Fix:");
        }
    }

    @Test
    void showsErrorInTheMiddleOfAPull() throws IOException {
        String answer = "{\"status\":\"Pulling\"}\n{\"errorDetail\":{\"message\":\"manifest unknown\"},"
                + "\"error\":\"manifest unknown\"}\n";
        try (FakeDaemon daemon = FakeDaemon.start(directory, "1.41", refuses(200, answer));
                Engine engine = engine(daemon)) {
            assertThatExceptionOfType(EngineException.class)
                    .isThrownBy(() -> engine.pull(IMAGE))
                    .withMessageContaining("pull image gitlab/gitlab-runner: manifest unknown")
                    .withMessageContaining("Fix: correct the image's name");
        }
    }

    @Test
    void tellsOfTheProgressOfAPull() throws IOException {
        String answer = """
                {"status":"Pulling from gitlab/gitlab-runner","id":"latest"}
                {"status":"Already exists","progressDetail":{},"id":"aaa"}
                {"status":"Pulling fs layer","progressDetail":{},"id":"bbb"}
                {"status":"Downloading","progressDetail":{"current":1000000,"total":28000000},"id":"bbb"}
                {"status":"Download complete","progressDetail":{},"id":"bbb"}
                {"status":"Extracting","progressDetail":{"current":500,"total":28000000},"id":"bbb"}
                {"status":"Pull complete","progressDetail":{},"id":"bbb"}
                {"status":"Digest: sha256:00"}
                """;
        List<PullProgress> progress = new ArrayList<>();
        try (FakeDaemon daemon = FakeDaemon.start(directory, "1.41", refuses(200, answer));
                Engine engine = engine(daemon)) {
            engine.pull(IMAGE, progress::add);
        }
        assertThat(progress)
                .containsExactly(
                        new PullProgress(1, 1, 0, 0),
                        new PullProgress(2, 1, 0, 0),
                        new PullProgress(2, 1, 1_000_000, 28_000_000),
                        new PullProgress(2, 1, 28_000_000, 28_000_000),
                        new PullProgress(2, 2, 28_000_000, 28_000_000));
        assertThat(progress.get(2)).hasToString("1 of 2 layers, 1 of 28 MB");
    }

    @Test
    void signalSaysItsWholeName() throws IOException {
        try (FakeDaemon daemon = FakeDaemon.start(directory, "1.41", refuses(200, FakeDaemon.RUNNING));
                Engine engine = engine(daemon)) {
            engine.kill(NAME, Signal.QUIT);
            assertThat(paths(daemon)).last().isEqualTo("/v1.41/containers/0a1b/kill?signal=SIGQUIT");
        }
    }

    @Test
    void signalThatIsRefusedForAnotherReasonFails() throws IOException {
        FakeDaemon.Behaviour refusal = (request, out) -> {
            if (request.method().equals("GET")) {
                FakeDaemon.json(out, 200, FakeDaemon.RUNNING);
            } else {
                FakeDaemon.json(out, 409, "{\"message\":\"container 0a1b is paused\"}");
            }
        };
        try (FakeDaemon daemon = FakeDaemon.start(directory, "1.41", refusal);
                Engine engine = engine(daemon)) {
            assertThatExceptionOfType(EngineException.class)
                    .isThrownBy(() -> engine.kill(NAME, Signal.QUIT))
                    .withMessageContaining("send QUIT to container runner1: container 0a1b is paused");
        }
    }

    @Test
    void waitsOnAfterTheDaemonWentAway() throws IOException {
        List<String> waits = new CopyOnWriteArrayList<>();
        FakeDaemon.Behaviour behaviour = (request, out) -> {
            if (request.method().equals("GET")) {
                FakeDaemon.json(out, 200, FakeDaemon.RUNNING);
                return;
            }
            waits.add(request.path());
            switch (waits.size()) {
                case 1 -> out.close();
                case 2 -> FakeDaemon.json(out, 200, "{");
                default -> FakeDaemon.json(out, 200, "{\"StatusCode\":7}");
            }
        };
        try (FakeDaemon daemon = FakeDaemon.start(directory, "1.41", behaviour);
                Engine engine = engine(daemon)) {
            assertThat(engine.awaitExit(NAME, Duration.ofHours(1))).contains(7);
            assertThat(waits).hasSize(3);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "gitlab/gitlab-runner, fromImage=gitlab%2Fgitlab-runner&tag=latest",
        "registry.example:5000/a/b:1.2, fromImage=registry.example%3A5000%2Fa%2Fb&tag=1.2"
    })
    void pullsOneTag(String image, String query) throws IOException {
        try (FakeDaemon daemon = FakeDaemon.start(directory, "1.41", refuses(200, "{\"status\":\"Done\"}"));
                Engine engine = engine(daemon)) {
            engine.pull(ImageReference.of(image));
            assertThat(paths(daemon)).last().asString().isEqualTo("/v1.41/images/create?" + query);
        }
    }

    @Test
    void startedContainerMayBeStartedAgain() throws IOException {
        FakeDaemon.Behaviour runs = (request, out) -> {
            if (request.method().equals("GET")) {
                FakeDaemon.json(out, 200, "{\"Id\":\"0a1b\",\"Name\":\"/runner1\"}");
            } else {
                FakeDaemon.head(out, 304, "X-None: none");
            }
        };
        try (FakeDaemon daemon = FakeDaemon.start(directory, "1.41", runs);
                Engine engine = engine(daemon)) {
            engine.start(NAME);
            assertThat(paths(daemon)).last().isEqualTo("/v1.41/containers/0a1b/start");
        }
    }

    @Test
    void secretIsOnlyInTheBodyOfOneRequest() throws IOException {
        try (FakeDaemon daemon = FakeDaemon.start(directory, "1.41", DockerJavaEngineTest::execute);
                Engine engine = engine(daemon)) {
            engine.exec(
                    NAME, List.of("gitlab-runner", "register"), Map.of("CI_SERVER_TOKEN", Secret.of("s3cret-token")));
            assertThat(daemon.received())
                    .filteredOn(request -> request.toString().contains("s3cret-token"))
                    .singleElement()
                    .satisfies(request -> {
                        assertThat(request.path()).isEqualTo("/v1.41/containers/0a1b/exec");
                        assertThat(request.headers().toString()).doesNotContain("s3cret-token");
                        assertThat(request.body())
                                .contains("\"Env\":[\"CI_SERVER_TOKEN=s3cret-token\"]")
                                .contains("\"Cmd\":[\"gitlab-runner\",\"register\"]");
                    });
        }
    }

    @Test
    void secretIsInNoLog() throws IOException {
        try (FakeDaemon daemon = FakeDaemon.start(directory, "1.41", DockerJavaEngineTest::execute);
                Engine engine = engine(daemon)) {
            engine.exec(NAME, List.of("log-marker"), Map.of("CI_SERVER_TOKEN", Secret.of("s3cret-in-log")));
        }
        // simplelogger.properties sends all that docker-java has to say there
        String log = Files.readString(Path.of("target", "test.log"));
        assertThat(log).contains("0a1b").doesNotContain("s3cret-in-log");
    }

    @Test
    void secretThatIsMissingIsNoFailureOfTheDaemon() throws IOException {
        Secret missing = Secret.fromFile(directory.resolve("token"));
        try (FakeDaemon daemon = FakeDaemon.start(directory, "1.41", DockerJavaEngineTest::execute);
                Engine engine = engine(daemon)) {
            assertThatExceptionOfType(HostException.class)
                    .isThrownBy(() -> engine.exec(NAME, List.of("register"), Map.of("TOKEN", missing)))
                    .withMessageContaining("there is no such file");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'Get https://registry/v2/: dial tcp 10.0.0.1:443: connect: connection refused', make the registry reachable",
        "pull access denied for x, correct the image's name",
        "manifest unknown, correct the image's name",
        "mkdir /srv/x: permission denied, correct what the daemon names",
        "client version 1.44 is too new, use a Docker of version 17 to 29"
    })
    void findsTheRemedyInTheDaemonsWords(String words, String remedy) {
        EngineException failure = DaemonFailure.of(SOCKET, "pull image x", new RefusedException(words));
        assertThat(failure.remedy()).startsWith(remedy);
    }

    @Test
    void secretIsInNoMessage() throws IOException {
        FakeDaemon.Behaviour refusal = (request, out) -> {
            if (request.method().equals("GET")) {
                FakeDaemon.json(out, 200, "{\"Id\":\"0a1b\",\"Name\":\"/runner1\"}");
            } else {
                FakeDaemon.json(out, 409, "{\"message\":\"Container 0a1b is not running\"}");
            }
        };
        try (FakeDaemon daemon = FakeDaemon.start(directory, "1.41", refusal);
                Engine engine = engine(daemon)) {
            assertThatExceptionOfType(EngineException.class)
                    .isThrownBy(() -> engine.exec(NAME, List.of("register"), Map.of("T", Secret.of("s3cret"))))
                    .withMessageContaining("is not running. Fix: start the container first")
                    .withMessageNotContaining("s3cret");
        }
    }

    private static void execute(Received request, OutputStream out) throws IOException {
        if (request.path().endsWith("/start")) {
            FakeDaemon.json(out, 200, "");
        } else {
            FakeDaemon.json(out, 200, "{\"Id\":\"0a1b\",\"Name\":\"/runner1\",\"ExitCode\":0}");
        }
    }
}
