package dev.outboard.core.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;

/**
 * One output stream of a process, read by a thread of its own so that the process never waits for its reader. Of an output
 * that is too long, the beginning and the end are kept.
 */
final class ProcessOutput {
    /** In bytes. What Outboard asks for is far shorter; the rules of a firewall can have some megabytes. */
    static final int HEAD = 32 << 20;

    /** In bytes. Where a program fails, its last words say why. */
    static final int TAIL = 64 << 10;

    private static final int CHUNK = 16 << 10;

    private final ByteArrayOutputStream head = new ByteArrayOutputStream();
    private final byte[] tail = new byte[TAIL];
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private long size;

    private ProcessOutput() {}

    static ProcessOutput readFrom(InputStream stream) {
        ProcessOutput output = new ProcessOutput();
        Thread reader = new Thread(() -> output.drain(stream), "outboard-process-output");
        reader.setDaemon(true);
        reader.start();
        return output;
    }

    private void drain(InputStream stream) {
        byte[] chunk = new byte[CHUNK];
        try (stream) {
            for (int read = stream.read(chunk); read >= 0; read = stream.read(chunk)) {
                add(chunk, read);
            }
            end.complete(null);
        } catch (IOException failure) {
            end.completeExceptionally(failure);
        }
    }

    private synchronized void add(byte[] chunk, int count) {
        int toHead = Math.min(count, HEAD - head.size());
        head.write(chunk, 0, toHead);
        for (int at = toHead; at < count; at++) {
            tail[(int) ((size + at - HEAD) % TAIL)] = chunk[at];
        }
        size += count;
    }

    /** Completes when every process has closed the stream. */
    CompletableFuture<Void> end() {
        return end;
    }

    /** How many bytes were read up to now, and are not kept. */
    synchronized long lost() {
        return Math.max(0, size - HEAD - TAIL);
    }

    /** What was read up to now; where something is missing, it says so. */
    synchronized String text() {
        if (size <= HEAD) {
            return head.toString(UTF_8);
        }
        int kept = (int) Math.min(size - HEAD, TAIL);
        byte[] last = new byte[kept];
        for (int at = 0; at < kept; at++) {
            last[at] = tail[(int) ((size - HEAD - kept + at) % TAIL)];
        }
        String gap = lost() == 0 ? "" : "\n[" + lost() + " bytes are left out here]\n";
        return head.toString(UTF_8) + gap + new String(last, UTF_8);
    }
}
