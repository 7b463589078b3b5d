package dev.outboard.systemd.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.core.host.LocalHost;
import dev.outboard.core.value.ContainerName;
import dev.outboard.core.value.ImageReference;
import dev.outboard.systemd.container.RestartPolicy;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Daemons that leave a caller waiting. In each test one limit is short and the others are longer than the test may take,
 * so that it ends only if the right limit is applied.
 */
final class EngineDeadlineTest {
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofHours(1);
    private static final ContainerName NAME = ContainerName.of("runner1");
    private static final ImageReference IMAGE = ImageReference.of("gitlab/gitlab-runner");
    private static final FakeDaemon.Behaviour SILENCE = (request, out) -> {};

    @TempDir
    Path directory;

    private static Engine shortCalls(FakeDaemon daemon) {
        return engine(daemon, new EngineDeadlines(SHORT, LONG, LONG));
    }

    private static Engine shortStalls(FakeDaemon daemon) {
        return engine(daemon, new EngineDeadlines(LONG, LONG, SHORT));
    }

    private static Engine shortExecutions(FakeDaemon daemon) {
        return engine(daemon, new EngineDeadlines(LONG, SHORT, LONG));
    }

    private static Engine engine(FakeDaemon daemon, EngineDeadlines deadlines) {
        return DockerJavaEngines.on(LocalHost.open()).withDeadlines(deadlines).open(daemon.socket());
    }

    private static void assertEnds(String text, ThrowingCallable call) {
        assertThatExceptionOfType(EngineException.class)
                .isThrownBy(call)
                .withMessageContaining(text)
                .withMessageContaining("Fix: see whether the daemon hangs");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void endsCallWithoutAnswer() throws IOException {
        try (FakeDaemon daemon = FakeDaemon.start(directory, SILENCE);
                Engine engine = shortCalls(daemon)) {
            assertEnds("list containers: no answer within 0.2 s", engine::containers);
        }
    }

    @Test
    void endsCallWithHalfAnAnswer() throws IOException {
        FakeDaemon.Behaviour half = (request, out) -> {
            FakeDaemon.head(out, 200, "Content-Length: 100");
            out.write('[');
            out.flush();
        };
        try (FakeDaemon daemon = FakeDaemon.start(directory, "1.41", half);
                Engine engine = shortCalls(daemon)) {
            assertEnds("list containers: no answer within 0.2 s", engine::containers);
        }
    }

    @Test
    void endsCallWhoseAnswerNeverEnds() throws IOException {
        try (FakeDaemon daemon = FakeDaemon.start(directory, "1.41", EngineDeadlineTest::blankForEver);
                Engine engine = shortCalls(daemon)) {
            assertEnds("list containers: no answer within 0.2 s", engine::containers);
        }
    }

    @Test
    void endsOrderWithoutAnswer() throws IOException {
        try (FakeDaemon daemon = FakeDaemon.start(directory, "1.41", SILENCE);
                Engine engine = shortCalls(daemon)) {
            ContainerDefinition definition =
                    ContainerDefinition.builder(NAME, IMAGE).build();
            assertEnds("create container runner1: no answer within 0.2 s", () -> engine.create(definition));
        }
    }

    @Test
    void endsStopThatTakesLongerThanItsPatience() throws IOException {
        FakeDaemon.Behaviour behaviour = (request, out) -> {
            if (request.method().equals("GET")) {
                FakeDaemon.json(out, 200, "{\"Id\":\"0a1b\",\"Name\":\"/runner1\"}");
            }
        };
        try (FakeDaemon daemon = FakeDaemon.start(directory, "1.41", behaviour);
                Engine engine = shortCalls(daemon)) {
            assertEnds(
                    "stop container runner1: no answer within 1.2 s", () -> engine.stop(NAME, Duration.ofSeconds(1)));
        }
    }

    /** The end of the waiting is the caller's, and no failure: the daemon says that the container runs. */
    @Test
    void endsWaitingForContainer() throws IOException {
        FakeDaemon.Behaviour behaviour = (request, out) -> {
            if (request.method().equals("GET")) {
                FakeDaemon.json(out, 200, FakeDaemon.RUNNING);
            } else {
                FakeDaemon.head(out, 200, "Transfer-Encoding: chunked");
            }
        };
        try (FakeDaemon daemon = FakeDaemon.start(directory, "1.41", behaviour);
                Engine engine = engine(daemon, new EngineDeadlines(LONG, LONG, LONG))) {
            assertThat(engine.awaitExit(NAME, SHORT)).isEmpty();
        }
    }

    @Test
    void endsWaitingForContainerOfDaemonThatHangs() throws IOException {
        List<String> questions = new CopyOnWriteArrayList<>();
        FakeDaemon.Behaviour behaviour = (request, out) -> {
            questions.add(request.method());
            if (questions.size() == 1) {
                FakeDaemon.json(out, 200, FakeDaemon.RUNNING);
            }
        };
        try (FakeDaemon daemon = FakeDaemon.start(directory, "1.41", behaviour);
                Engine engine = shortCalls(daemon)) {
            assertEnds(
                    "wait for the end of container runner1: no answer within 0.2 s",
                    () -> engine.awaitExit(NAME, SHORT));
        }
    }

    @Test
    void endsSignalWithoutAnswer() throws IOException {
        try (FakeDaemon daemon = FakeDaemon.start(directory, "1.41", EngineDeadlineTest::answerOnlyQuestions);
                Engine engine = shortCalls(daemon)) {
            assertEnds("send QUIT to container runner1: no answer within 0.2 s", () -> engine.kill(NAME, Signal.QUIT));
        }
    }

    @Test
    void endsRenamingWithoutAnswer() throws IOException {
        try (FakeDaemon daemon = FakeDaemon.start(directory, "1.41", EngineDeadlineTest::answerOnlyQuestions);
                Engine engine = shortCalls(daemon)) {
            assertEnds(
                    "rename container runner1 to runner2: no answer within 0.2 s",
                    () -> engine.rename(NAME, ContainerName.of("runner2")));
        }
    }

    @Test
    void endsChangeOfRestartPolicyWithoutAnswer() throws IOException {
        try (FakeDaemon daemon = FakeDaemon.start(directory, "1.41", EngineDeadlineTest::answerOnlyQuestions);
                Engine engine = shortCalls(daemon)) {
            assertEnds(
                    "let the restart policy of container runner1 be no: no answer within 0.2 s",
                    () -> engine.updateRestart(NAME, RestartPolicy.NO));
        }
    }

    @Test
    void endsLogThatNeverEnds() throws IOException {
        FakeDaemon.Behaviour behaviour = (request, out) -> {
            if (request.path().contains("/logs")) {
                FakeDaemon.head(out, 200, "Transfer-Encoding: chunked");
            } else {
                FakeDaemon.json(out, 200, FakeDaemon.RUNNING);
            }
        };
        try (FakeDaemon daemon = FakeDaemon.start(directory, "1.41", behaviour);
                Engine engine = shortCalls(daemon)) {
            assertEnds("read the log of container runner1: no answer within 0.2 s", () -> engine.logs(NAME, 10));
        }
    }

    private static void answerOnlyQuestions(FakeDaemon.Received request, OutputStream out) throws IOException {
        if (request.method().equals("GET")) {
            FakeDaemon.json(out, 200, FakeDaemon.RUNNING);
        }
    }

    @Test
    void givesUpPullWithoutAnswer() throws IOException {
        try (FakeDaemon daemon = FakeDaemon.start(directory, "1.41", SILENCE);
                Engine engine = shortStalls(daemon)) {
            assertEnds("pull image gitlab/gitlab-runner: no progress for 0.2 s", () -> engine.pull(IMAGE));
        }
    }

    @Test
    void givesUpPullThatStandsStill() throws IOException {
        FakeDaemon.Behaviour start = (request, out) -> {
            FakeDaemon.head(out, 200, "Transfer-Encoding: chunked");
            out.write("15\r\n{\"status\":\"Pulling\"}\n\r\n".getBytes(UTF_8));
            out.flush();
        };
        try (FakeDaemon daemon = FakeDaemon.start(directory, "1.41", start);
                Engine engine = shortStalls(daemon)) {
            assertEnds("pull image gitlab/gitlab-runner: no progress for 0.2 s", () -> engine.pull(IMAGE));
        }
    }

    @Test
    void givesUpLoadThatStandsStill() throws IOException {
        Path archive = Files.write(directory.resolve("image.tar"), new byte[1 << 20]);
        try (FakeDaemon daemon = FakeDaemon.start(directory, "1.41", SILENCE);
                Engine engine = shortStalls(daemon)) {
            assertEnds("no progress for 0.2 s", () -> engine.load(archive));
        }
    }

    @Test
    void endsCommandInContainer() throws IOException {
        FakeDaemon.Behaviour behaviour = (request, out) -> {
            if (!request.path().endsWith("/start")) {
                FakeDaemon.json(out, 200, "{\"Id\":\"0a1b\",\"Name\":\"/runner1\"}");
            }
        };
        try (FakeDaemon daemon = FakeDaemon.start(directory, "1.41", behaviour);
                Engine engine = shortExecutions(daemon)) {
            assertEnds("no answer within 0.2 s", () -> engine.exec(NAME, List.of("sleep", "1000"), Map.of()));
        }
    }

    @Test
    void callerThatIsInterruptedStaysSo() throws IOException {
        try (FakeDaemon daemon = FakeDaemon.start(directory, SILENCE);
                Engine engine = engine(daemon, new EngineDeadlines(LONG, LONG, LONG))) {
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(EngineException.class)
                    .isThrownBy(engine::containers)
                    .withMessageContaining("list containers: interrupted before it answered");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private static void blankForEver(FakeDaemon.Received request, OutputStream out) throws IOException {
        FakeDaemon.head(out, 200, "Transfer-Encoding: chunked");
        while (true) {
            out.write(new byte[] {'1', '\r', '\n', ' ', '\r', '\n'});
        }
    }
}
