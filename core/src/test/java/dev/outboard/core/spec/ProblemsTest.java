package dev.outboard.core.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.outboard.core.failure.InvalidSpecException;
import dev.outboard.core.failure.InvalidValueException;
import org.junit.jupiter.api.Test;

class ProblemsTest {
    private final Problems problems = new Problems();

    @Test
    void oneExceptionHasEveryProblemWithItsRemedy() {
        problems.add("mtu", "12", "68 to 65535", "leave it out");
        problems.check("name", () -> {
            throw new InvalidValueException("interface name", "a/b", "no slash", "write a-b");
        });

        InvalidSpecException failure =
                catchThrowableOfType(InvalidSpecException.class, () -> problems.throwIfAny("bridge a/b"));

        assertThat(failure.problems()).hasSize(2);
        assertThat(failure)
                .hasMessageStartingWith("bridge a/b has 2 problems")
                .hasMessageContaining("mtu: found \"12\", expected 68 to 65535. Fix: leave it out")
                .hasMessageContaining("name: found \"a/b\", expected no slash. Fix: write a-b");
    }

    @Test
    void nothingIsThrownWithoutProblems() {
        assertThat(problems.check("mtu", () -> 1500)).hasValue(1500);
        assertThatCode(() -> problems.throwIfAny("bridge docker1")).doesNotThrowAnyException();
    }

    @Test
    void controlCharactersOfAValueAreShownAndDoNotBreakTheLine() {
        problems.add("name", "a\nb", "one line", "remove the line break");

        assertThat(problems.toList().get(0).toString()).contains("a\\u000ab").doesNotContain("\n");
    }
}
