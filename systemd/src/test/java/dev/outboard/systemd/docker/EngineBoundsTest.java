package dev.outboard.systemd.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.core.host.LocalHost;
import dev.outboard.core.value.ContainerName;
import dev.outboard.core.value.ImageReference;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What listens on a socket may be no daemon, and may send without an end. In each test the time limits are out of reach. */
final class EngineBoundsTest {
    private static final EngineDeadlines UNREACHED =
            new EngineDeadlines(Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1));
    private static final ContainerName NAME = ContainerName.of("runner1");
    private static final byte[] BLANKS = " ".repeat(1 << 16).getBytes(UTF_8);

    @TempDir
    Path directory;

    private static Engine engine(FakeDaemon daemon) {
        return DockerJavaEngines.on(LocalHost.open()).withDeadlines(UNREACHED).open(daemon.socket());
    }

    private static void blanks(OutputStream out) throws IOException {
        while (true) {
            out.write((Integer.toHexString(BLANKS.length) + "\r\n").getBytes(UTF_8));
            out.write(BLANKS);
            out.write("\r\n".getBytes(UTF_8));
        }
    }

    private static void bodyWithoutEnd(FakeDaemon.Received request, OutputStream out) throws IOException {
        FakeDaemon.head(out, 200, "Transfer-Encoding: chunked");
        blanks(out);
    }

    @Test
    void endsAnswerWithoutEnd() throws IOException {
        try (FakeDaemon daemon = FakeDaemon.start(directory, "1.41", EngineBoundsTest::bodyWithoutEnd);
                Engine engine = engine(daemon)) {
            assertThatExceptionOfType(EngineException.class)
                    .isThrownBy(engine::containers)
                    .withMessageContaining("list containers: its answer is larger than 32 MiB");
        }
    }

    @Test
    void doesNotReadOnOnceTheAnswerIsComplete() throws IOException {
        FakeDaemon.Behaviour behaviour = (request, out) -> {
            FakeDaemon.head(out, 200, "Transfer-Encoding: chunked");
            out.write("2\r\n[]\r\n".getBytes(UTF_8));
            blanks(out);
        };
        try (FakeDaemon daemon = FakeDaemon.start(directory, "1.41", behaviour);
                Engine engine = engine(daemon)) {
            assertThat(engine.containers()).isEmpty();
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    @Test
    void endsProgressWithoutEnd() throws IOException {
        try (FakeDaemon daemon = FakeDaemon.start(directory, "1.41", EngineBoundsTest::bodyWithoutEnd);
                Engine engine = engine(daemon)) {
            assertThatExceptionOfType(EngineException.class)
                    .isThrownBy(() -> engine.pull(ImageReference.of("busybox")))
                    .withMessageContaining("its answer is larger than 128 MiB");
        }
    }

    @Test
    void endsOutputOfACommandWithoutEnd() throws IOException {
        FakeDaemon.Behaviour behaviour = (request, out) -> {
            if (!request.path().endsWith("/start")) {
                FakeDaemon.json(out, 200, "{\"Id\":\"0a1b\",\"Name\":\"/runner1\"}");
                return;
            }
            FakeDaemon.head(out, 200, "Transfer-Encoding: chunked");
            byte[] frame = new byte[8 + (1 << 16)];
            frame[0] = 1;
            frame[5] = 1;
            while (true) {
                out.write((Integer.toHexString(frame.length) + "\r\n").getBytes(UTF_8));
                out.write(frame);
                out.write("\r\n".getBytes(UTF_8));
            }
        };
        try (FakeDaemon daemon = FakeDaemon.start(directory, "1.41", behaviour);
                Engine engine = engine(daemon)) {
            assertThatExceptionOfType(EngineException.class)
                    .isThrownBy(() -> engine.exec(NAME, List.of("yes"), Map.of()))
                    .withMessageContaining("its answer is larger than 32 MiB");
        }
    }

    @Test
    void endsHeaderWithoutEnd() throws IOException {
        FakeDaemon.Behaviour behaviour = (request, out) -> {
            out.write("HTTP/1.1 200 OK\r\nX-Endless: ".getBytes(UTF_8));
            while (true) {
                out.write(BLANKS);
            }
        };
        try (FakeDaemon daemon = FakeDaemon.start(directory, "1.41", behaviour);
                Engine engine = engine(daemon)) {
            assertThatExceptionOfType(EngineException.class).isThrownBy(engine::containers);
        }
    }

    @Test
    void endsHeadersWithoutEnd() throws IOException {
        FakeDaemon.Behaviour behaviour = (request, out) -> {
            out.write("HTTP/1.1 200 OK\r\n".getBytes(UTF_8));
            byte[] headers = "X-Endless: yes\r\n".repeat(1000).getBytes(UTF_8);
            while (true) {
                out.write(headers);
            }
        };
        try (FakeDaemon daemon = FakeDaemon.start(directory, "1.41", behaviour);
                Engine engine = engine(daemon)) {
            assertThatExceptionOfType(EngineException.class).isThrownBy(engine::containers);
        }
    }
}
