package dev.outboard.machine;

import java.util.List;

/**
 * How a command ended.
 *
 * @param command program and arguments
 * @param status the exit status
 * @param stdout what it printed
 * @param stderr what it complained about
 */
public record Result(List<String> command, int status, String stdout, String stderr) {
    /** Whether the exit status is zero. */
    public boolean succeeded() {
        return status == 0;
    }

    /**
     * Fails the test with all that is known, unless the command succeeded.
     *
     * @return this result
     */
    public Result orFail() {
        if (!succeeded()) {
            throw new AssertionError(this);
        }
        return this;
    }

    /** What it printed, without white space around it. */
    public String text() {
        return stdout.strip();
    }

    @Override
    public String toString() {
        return "command \"%s\": exit status %d%s%s"
                .formatted(String.join(" ", command), status, section("stdout", stdout), section("stderr", stderr));
    }

    private static String section(String name, String text) {
        return text.isBlank()
                ? ""
                : "\n" + name + ":\n" + text.strip().indent(4).stripTrailing();
    }
}
