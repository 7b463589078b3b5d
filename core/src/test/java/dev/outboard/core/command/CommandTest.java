package dev.outboard.core.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.outboard.core.failure.CommandFailedException;
import dev.outboard.core.value.Secret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CommandTest {
    private static final Command COMMAND = Command.of("ip", "link", "show");

    @Test
    void programIsTheFirstArgument() {
        assertThat(COMMAND.program()).isEqualTo("ip");
        assertThat(COMMAND.arguments()).containsExactly("ip", "link", "show");
    }

    @Test
    void refusesToBeEmpty() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Command.of(List.of()))
                .withMessage("a command needs a program");
    }

    @Test
    void keepsItsArgumentsThoughTheListChanges() {
        List<String> arguments = new ArrayList<>(List.of("ip", "link"));
        Command command = Command.of(arguments);
        arguments.add("show");
        assertThat(command.arguments()).containsExactly("ip", "link");
    }

    @Test
    void isShownAsOneWouldTypeItWithoutSecrets() {
        Command command = Command.of("gitlab-runner", "register", "--name", "runner 1")
                .withSecret("TOKEN", Secret.of("glrt-7"))
                .withSecret("PASSWORD", Secret.of("hunter2"));
        assertThat(command).hasToString("PASSWORD=**** TOKEN=**** gitlab-runner register --name 'runner 1'");
    }

    @Test
    void isShownWithoutItsInput() {
        assertThat(Command.of("docker", "login").withInput(Secret.of("hunter2")))
                .hasToString("docker login < ****");
    }

    @Test
    void everyPropertyCounts() {
        assertThat(COMMAND)
                .isEqualTo(Command.of(List.of("ip", "link", "show")))
                .hasSameHashCodeAs(Command.of(List.of("ip", "link", "show")))
                .isNotEqualTo(Command.of("ip", "link"))
                .isNotEqualTo(COMMAND.withTimeout(Duration.ofSeconds(1)))
                .isNotEqualTo(COMMAND.withSecret("TOKEN", Secret.of("x")))
                .isNotEqualTo(COMMAND.withInput(Secret.of("x")));
    }

    @Test
    void limitAndSecretsSurviveEachOther() {
        Secret secret = Secret.of("x");
        Command command = COMMAND.withSecret("A", secret)
                .withTimeout(Duration.ofSeconds(1))
                .withInput(secret)
                .withSecret("B", secret);
        assertThat(command.timeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(command.secrets()).containsOnlyKeys("A", "B");
        assertThat(command.withTimeout(Command.DEFAULT_TIMEOUT).input()).contains(secret);
        assertThat(COMMAND.timeout()).isEqualTo(Command.DEFAULT_TIMEOUT);
    }

    @Test
    void successIsExitStatusZeroWhateverIsOnStandardError() {
        CommandResult result = new CommandResult(COMMAND, 0, "", "warning");
        assertThat(result.requireSuccess("none needed")).isSameAs(result);
        assertThat(result.requireSuccess()).isSameAs(result);
    }

    @Test
    void failureNamesCommandStatusLastLinesAndRemedy() {
        CommandResult result = new CommandResult(COMMAND, 2, "ignored\n", "first\nsecond\n");
        assertThatExceptionOfType(CommandFailedException.class)
                .isThrownBy(() -> result.requireSuccess("load the module"))
                .withMessage("command \"ip link show\": exit status 2; it said:\n    first\n    second\n"
                        + "Fix: load the module")
                .satisfies(failure -> assertThat(failure.exitStatus()).hasValue(2))
                .satisfies(failure -> assertThat(failure.lastLines()).containsExactly("first", "second"));
    }

    @Test
    void standardOutputServesWhereStandardErrorIsBlank() {
        assertThat(new CommandResult(COMMAND, 1, "output\n", " \n").lastLines()).containsExactly("output");
    }

    @Test
    void onlyTheLastTwentyLinesAreShown() {
        String errors = IntStream.rangeClosed(1, 30).mapToObj(String::valueOf).collect(Collectors.joining("\n"));
        assertThat(new CommandResult(COMMAND, 1, "", errors).lastLines())
                .hasSize(20)
                .startsWith("11")
                .endsWith("30");
    }
}
