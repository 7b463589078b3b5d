package dev.outboard.systemd.docker;

/** What a daemon refused in the middle of an answer, when its status was sent long ago. */
final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
        super(message);
    }
}
