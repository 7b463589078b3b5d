package dev.outboard.systemd.docker;

import dev.outboard.core.text.ForeignText;

/**
 * How a command in a container ended.
 *
 * @param exitStatus its exit status; zero is success
 * @param output its standard output
 * @param errors its standard error
 */
public record ExecResult(int exitStatus, String output, String errors) {

    /**
     * Whether the command succeeded.
     *
     * @return true if the exit status is zero
     */
    public boolean isSuccess() {
        return exitStatus == 0;
    }

    /** The parts, as {@link ForeignText} shows them. */
    @Override
    public String toString() {
        return ForeignText.of(this);
    }
}
