package dev.outboard.core.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ProvisioningExceptionTest {
    private static final String HOSTILE = "no\u001b[2J\nFix: glpat-CANARY7canary7\u202e";

    private static String trace(Throwable failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace, true));
        return trace.toString();
    }

    private static void assertShown(String text) {
        assertThat(text).contains("\\u001b[2J", "\\u202e").doesNotContain("\u001b", "\u202e", "CANARY7");
        assertThat(text.lines()).noneMatch(line -> line.startsWith("Fix: glpat") || line.startsWith("Fix: ****"));
    }

    @Test
    void showsForeignTextInMessageAndRemedy() {
        HostException failure = new HostException("disk: " + HOSTILE, "mend " + HOSTILE);

        assertShown(failure.getMessage());
        assertShown(failure.problem());
        assertShown(failure.remedy());
        assertShown(failure.toString());
        assertThat(failure.getMessage().lines()).hasSize(1);
    }

    @Test
    void showsForeignTextInTheCausesOfAStackTrace() {
        IOException below = new IOException(HOSTILE);
        below.addSuppressed(new IllegalStateException(HOSTILE));
        RuntimeException cause = new UncheckedIOException(HOSTILE, below);

        HostException failure = new HostException("disk", "mend it", cause);

        assertShown(trace(failure));
        assertThat(trace(failure))
                .contains("Caused by: java.io.UncheckedIOException: no", "Suppressed: java.lang.Illegal");
        assertThat(failure.getCause())
                .satisfies(shown -> assertThat(shown.getStackTrace()).isEqualTo(cause.getStackTrace()));
    }

    @Test
    void keepsACauseThatHasNothingForeign() {
        IOException cause = new IOException("No space left on device");

        assertThat(new HostException("disk", "mend it", cause)).hasCause(cause);
    }

    @Test
    void survivesACircleOfCauses() {
        IOException first = new IOException(HOSTILE);
        IllegalStateException second = new IllegalStateException(HOSTILE, first);
        first.initCause(second);

        assertShown(trace(new HostException("disk", "mend it", second)));
    }

    @Test
    void showsEachLineOfACommandOnALineOfItsOwn() {
        CommandFailedException failure = new CommandFailedException(
                "ip link add " + HOSTILE,
                OptionalInt.of(1),
                "exit status 1",
                List.of("first", "\u001b[2J\u202esecond"),
                "try");

        assertShown(failure.getMessage());
        assertShown(failure.lastLines() + failure.commandLine());
        assertThat(failure.problem()).endsWith("it said:\n    first\n    \\u001b[2J\\u202esecond");
    }

    @Test
    void showsForeignTextInProblems() {
        Problem problem = new Problem("bridge " + HOSTILE, HOSTILE, "not " + HOSTILE, "write " + HOSTILE);

        assertShown(problem.toString());
        assertThat(problem.toString().lines()).hasSize(1);
        assertShown(new InvalidSpecException("stack ci", List.of(problem)).getMessage());
        assertShown(new ConflictException("stack ci", List.of(problem)).getMessage());
        assertShown(new InvalidValueException("name", HOSTILE, "a word", "write one").getMessage());
    }
}
