package dev.outboard.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandTest {
    @Test
    void passesInputAndReportsStatusAndBothStreams() {
        Result result = Command.of("sh", "-c", "cat; echo complaint >&2; exit 3")
                .input("text")
                .run();

        assertThat(result.status()).isEqualTo(3);
        assertThat(result.stdout()).isEqualTo("text");
        assertThat(result.stderr()).isEqualTo("complaint\n");
    }

    @Test
    void showsTheCommandWithoutItsEntrance() {
        Result result = Command.of("echo", "text").within(List.of("env", "--")).run();

        assertThat(result.stdout()).isEqualTo("text\n");
        assertThat(result.command()).containsExactly("echo", "text");
    }

    @Test
    void hidesTheEnvironmentOfTheTests() {
        assertThat(Command.of("env").run().stdout().lines()).contains("LC_ALL=C.UTF-8", "TERM=dumb", "HOME=/root");
    }

    @Test
    void killsWhatDoesNotEnd() {
        Command endless = Command.of("sh", "-c", "sleep 1000; true").limit(Duration.ZERO);

        assertThatThrownBy(endless::run)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("command \"sh -c sleep 1000; true\": no end after 0 s");
    }
}
