package dev.outboard.core.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.core.failure.HostException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockFileTest {
    @TempDir
    Path directory;

    private Path lock() {
        return directory.resolve("lock");
    }

    private String held() {
        return LockFile.holding(lock(), () -> "done");
    }

    /** A program that has the lock until its input ends. */
    static final class Holder {
        private Holder() {}

        public static void main(String... arguments) {
            LockFile.holding(Path.of(arguments[0]), () -> {
                System.out.println("held");
                try {
                    return System.in.read();
                } catch (IOException gone) {
                    return -1;
                }
            });
        }
    }

    private Process holder() throws IOException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        lock().toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        assertThat(output.readLine()).isEqualTo("held");
        return process;
    }

    @Test
    void refusesWhileAnotherProcessHoldsItAndNamesThatProcess() throws Exception {
        Process holder = holder();
        try {
            assertThatExceptionOfType(HostException.class)
                    .isThrownBy(this::held)
                    .withMessageContaining("process " + holder.pid());
        } finally {
            holder.destroyForcibly().waitFor();
        }
    }

    @Test
    void isFreeOnceItsHolderWasKilled() throws Exception {
        holder().destroyForcibly().waitFor();

        assertThat(held()).isEqualTo("done");
    }

    @Test
    void refusesASecondTimeInTheSameProcess() {
        String outcome = LockFile.holding(lock(), () -> {
            assertThatExceptionOfType(HostException.class)
                    .isThrownBy(this::held)
                    .withMessageContaining(
                            String.valueOf(ProcessHandle.current().pid()));
            return "still held";
        });

        assertThat(outcome).isEqualTo("still held");
    }

    @Test
    void isFreeAfterAnActionThatFailed() {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> LockFile.holding(lock(), () -> {
                    throw new IllegalStateException("an action's own trouble");
                }));

        assertThat(held()).isEqualTo("done");
    }

    @Test
    void doesNotFollowALinkThatSomebodyPutInItsPlace() throws IOException {
        Path elsewhere = Files.writeString(directory.resolve("elsewhere"), "precious");
        Files.createSymbolicLink(lock(), elsewhere);

        assertThatExceptionOfType(HostException.class).isThrownBy(this::held);

        assertThat(elsewhere).hasContent("precious");
    }
}
