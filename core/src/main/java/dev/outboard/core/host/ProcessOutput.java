package dev.outboard.core.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;

/** One output stream of a process, read by a thread of its own so that the process never waits for its reader. */
final class ProcessOutput {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    private ProcessOutput() {}

    static ProcessOutput readFrom(InputStream stream) {
        ProcessOutput output = new ProcessOutput();
        Thread reader = new Thread(() -> output.drain(stream), "outboard-process-output");
        reader.setDaemon(true);
        reader.start();
        return output;
    }

    private void drain(InputStream stream) {
        try (stream) {
            stream.transferTo(bytes);
            end.complete(null);
        } catch (IOException failure) {
            end.completeExceptionally(failure);
        }
    }

    /** Completes when everybody has closed the stream. */
    CompletableFuture<Void> end() {
        return end;
    }

    /** What was read up to now. */
    String text() {
        return bytes.toString(UTF_8);
    }
}
