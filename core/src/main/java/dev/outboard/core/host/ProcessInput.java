package dev.outboard.core.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.outboard.core.log.CleanLog;
import java.io.IOException;
import java.io.OutputStream;

/** The input of a process, written by a thread of its own, since a process need not read it. */
final class ProcessInput {
    private static final CleanLog log = CleanLog.of(ProcessInput.class);

    private ProcessInput() {}

    /** Writes the whole text and closes the stream. */
    static void write(String text, OutputStream stream) {
        Thread writer = new Thread(() -> drain(text, stream), "outboard-process-input");
        writer.setDaemon(true);
        writer.start();
    }

    private static void drain(String text, OutputStream stream) {
        try (stream) {
            stream.write(text.getBytes(UTF_8));
        } catch (IOException unread) {
            log.debug("a process has ended, or closed its input, before it read all of it");
        }
    }
}
