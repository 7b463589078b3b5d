package dev.outboard.machine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** One boot of a machine, from power on to power off: the systemd-nspawn that runs it, and its PID 1. */
final class Boot {
    /** Printed on the console by {@code outboard-ready.service}, before the state of the machine. */
    private static final String END_OF_BOOT = "outboard: the boot ended, the machine is ";

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Process nspawn;
    private final CompletableFuture<String> state = new CompletableFuture<>();

    private Boot(Process nspawn) {
        this.nspawn = nspawn;
    }

    /** Switches a machine on. */
    static Boot start(Enclosure enclosure, ControlGroup group, List<String> nspawnArguments, Path console) {
        List<String> command = new ArrayList<>(enclosure.entrance());
        command.addAll(nspawnArguments);
        // the gate holds the command until it is in its control group, which its children then inherit
        Process nspawn = Command.of(command)
                .within(List.of("sh", "-c", "read -r go && exec \"$@\"", "gate"))
                .start(true);
        group.add(nspawn.pid());
        Boot boot = new Boot(nspawn);
        Thread reader = new Thread(() -> boot.readConsole(console), "console");
        reader.setDaemon(true);
        reader.start();
        try (var gate = nspawn.outputWriter()) {
            gate.write("go\n");
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
        return boot;
    }

    /** Waits for the end of the boot, and says how it ended: {@code running} or {@code degraded}, systemctl(1). */
    String awaitState() {
        try {
            return state.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException failure) {
            throw new IllegalStateException("the machine went off while it booted", failure.getCause());
        } catch (TimeoutException timeout) {
            throw new IllegalStateException("no end of the boot after " + LIMIT.toSeconds() + " s", timeout);
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the machine booted", interrupt);
        }
    }

    /** The machine's PID 1, as this computer sees it, or empty if the machine is off. */
    OptionalLong leader() {
        try (Stream<ProcessHandle> descendants = nspawn.descendants()) {
            return descendants
                    .mapToLong(ProcessHandle::pid)
                    .filter(Boot::isLeader)
                    .findFirst();
        }
    }

    /** Waits until the machine is off; false if it is still on after the time. */
    boolean awaitOff(Duration time) {
        try {
            return nspawn.waitFor(time.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Takes the power away. */
    void kill() {
        leader().ifPresent(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        nspawn.onExit().join();
    }

    /** PID 1 two process namespaces below: that of the enclosure and that of the machine, proc_pid_status(5). */
    private static boolean isLeader(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
            return lines.filter(line -> line.startsWith("NSpid:"))
                    .map(line -> line.split("\\s+"))
                    .anyMatch(fields -> fields.length == 4 && fields[3].equals("1"));
        } catch (IOException | UncheckedIOException ended) {
            return false;
        }
    }

    private void readConsole(Path console) {
        try (BufferedReader lines = nspawn.inputReader(StandardCharsets.UTF_8);
                var copy = Files.newBufferedWriter(console)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank()) {
                    copy.write(line + "\n");
                    copy.flush();
                }
                int start = line.indexOf(END_OF_BOOT);
                if (start >= 0) {
                    state.complete(line.substring(start + END_OF_BOOT.length()).strip());
                }
            }
            state.completeExceptionally(new IOException("end of the console"));
        } catch (IOException cause) {
            state.completeExceptionally(cause);
        }
    }
}
