package dev.outboard.machine;

import com.google.common.base.Throwables;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.reflect.Method;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A JVM in a machine that runs the {@code main} methods of classes one after another: most of the work of a short Java
 * program is to load its classes. It ends with a program that ends it, with its standard input, or when a program takes
 * too long.
 */
final class ResidentJvm {
    /** Comes after what a program printed, on both streams; on standard output a line with the exit status follows. */
    private static final char END = 0;

    private static final int FAILED = 1;
    private static final int TIMED_OUT = 124;

    private final Process process;

    /** @param process a JVM that runs {@link #main} and has three streams */
    ResidentJvm(Process process) {
        this.process = process;
    }

    /**
     * Whether it takes another program.
     *
     * @return false once it has ended
     */
    boolean isAlive() {
        return process.isAlive();
    }

    /** Runs a class, and says how it ended, and what it alone printed. */
    Result run(Class<?> main, String... arguments) {
        List<String> words =
                Stream.concat(Stream.of(main.getName()), Stream.of(arguments)).toList();
        CompletableFuture<String> errors = CompletableFuture.supplyAsync(
                () -> untilEnd(process.errorReader(StandardCharsets.UTF_8)), Command.DAEMON_THREADS);
        try {
            Writer requests = process.outputWriter(StandardCharsets.UTF_8);
            requests.write(words.stream()
                            .map(word -> URLEncoder.encode(word, StandardCharsets.UTF_8))
                            .collect(Collectors.joining(" "))
                    + "\n");
            requests.flush();
            BufferedReader answers = process.inputReader(StandardCharsets.UTF_8);
            String output = untilEnd(answers);
            String status = answers.readLine();
            return new Result(
                    words, status == null ? process.waitFor() : Integer.parseInt(status), output, errors.join());
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted: " + String.join(" ", words), interrupt);
        }
    }

    private static String untilEnd(Reader reader) {
        StringBuilder text = new StringBuilder();
        try {
            for (int next = reader.read(); next > END; next = reader.read()) {
                text.append((char) next);
            }
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
        return text.toString();
    }

    /**
     * Runs in the machine: reads one program a line.
     *
     * @param arguments after how many seconds a program is ended
     */
    public static void main(String... arguments) throws Exception {
        long seconds = Long.parseLong(arguments[0]);
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            List<String> words = Stream.of(line.split(" "))
                    .map(word -> URLDecoder.decode(word, StandardCharsets.UTF_8))
                    .toList();
            CompletableFuture<Integer> program =
                    CompletableFuture.supplyAsync(() -> status(words), Command.DAEMON_THREADS);
            int status = program.completeOnTimeout(TIMED_OUT, seconds, TimeUnit.SECONDS)
                    .join();
            if (status == TIMED_OUT) {
                Runtime.getRuntime().halt(TIMED_OUT);
            }
            System.err.print(END);
            System.err.flush();
            System.out.print(END + "" + status + "\n");
            System.out.flush();
        }
    }

    private static int status(List<String> words) {
        try {
            Method main = Class.forName(words.get(0)).getDeclaredMethod("main", String[].class);
            main.setAccessible(true);
            main.invoke(null, (Object) words.subList(1, words.size()).toArray(String[]::new));
            return 0;
        } catch (ReflectiveOperationException failure) {
            System.err.print(Throwables.getStackTraceAsString(failure));
            return FAILED;
        }
    }
}
