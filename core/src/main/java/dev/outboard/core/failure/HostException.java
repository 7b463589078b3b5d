package dev.outboard.core.failure;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The host can't do what was asked: a tool is missing, permission is denied, a disk is full, there is no systemd. */
public final class HostException extends ProvisioningException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the failure.
     *
     * @param problem what failed, with the value
     * @param remedy what to do on the host
     */
    public HostException(String problem, String remedy) {
        super(problem, remedy);
    }

    /**
     * Creates the failure with a problem of several lines.
     *
     * @param problem the lines: what failed, with the value
     * @param remedy what to do on the host
     */
    public HostException(List<String> problem, String remedy) {
        super(problem, remedy, null);
    }

    /**
     * Creates the failure with its cause.
     *
     * @param problem what failed, with the value
     * @param remedy what to do on the host
     * @param cause the failure below, or null
     */
    public HostException(String problem, String remedy, @Nullable Throwable cause) {
        super(problem, remedy, cause);
    }
}
