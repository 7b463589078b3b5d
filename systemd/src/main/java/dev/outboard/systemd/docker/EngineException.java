package dev.outboard.systemd.docker;

import dev.outboard.core.failure.ProvisioningException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Docker daemon that does not answer, or refuses. The message has the daemon's own words. */
public final class EngineException extends ProvisioningException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the failure.
     *
     * @param problem the daemon, what was asked of it, and what it said
     * @param remedy what to do
     */
    public EngineException(String problem, String remedy) {
        super(problem, remedy);
    }

    /**
     * Creates the failure with its cause, and a problem of several lines.
     *
     * @param problem the lines: the daemon, what was asked of it, and what it said
     * @param remedy what to do
     * @param cause the failure below, or null
     */
    public EngineException(List<String> problem, String remedy, @Nullable Throwable cause) {
        super(problem, remedy, cause);
    }

    /**
     * Creates the failure with its cause.
     *
     * @param problem the daemon, what was asked of it, and what it said
     * @param remedy what to do
     * @param cause the failure below, or null
     */
    public EngineException(String problem, String remedy, @Nullable Throwable cause) {
        super(problem, remedy, cause);
    }
}
