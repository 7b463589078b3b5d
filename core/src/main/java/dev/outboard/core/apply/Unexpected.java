package dev.outboard.core.apply;

import dev.outboard.core.failure.HostException;

/** Describes what a step threw although no step is expected to. */
final class Unexpected {
    private Unexpected() {}

    /** An {@link Error} is not the cause of the failure: it is thrown with the failure as a suppressed exception. */
    static HostException of(Throwable thrown) {
        return new HostException(
                "an error of the program: " + thrown, remedy(thrown), thrown instanceof Error ? null : thrown);
    }

    private static String remedy(Throwable thrown) {
        return thrown instanceof OutOfMemoryError
                ? "give the Java virtual machine more memory (-Xmx)"
                : "report it to the makers of the step, with its stack trace";
    }
}
