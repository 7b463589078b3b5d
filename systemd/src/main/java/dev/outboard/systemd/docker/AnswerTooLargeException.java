package dev.outboard.systemd.docker;

import java.io.IOException;

/** The daemon sends more than any daemon has to say. */
final class AnswerTooLargeException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int BYTES_OF_MEBIBYTE = 1 << 20;

    private final long limit;

    AnswerTooLargeException(long limit) {
        super("the answer is larger than " + limit + " bytes");
        this.limit = limit;
    }

    /** What is wrong, for people. */
    String description() {
        return "its answer is larger than " + limit / BYTES_OF_MEBIBYTE + " MiB";
    }
}
