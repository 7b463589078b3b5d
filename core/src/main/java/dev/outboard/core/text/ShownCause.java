package dev.outboard.core.text;

import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Stands for the cause of a failure whose message can't be shown as it is: a program of others wrote it. Has the stack
 * trace of that cause.
 */
final class ShownCause extends Exception {
    private static final long serialVersionUID = 1L;

    private ShownCause(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The cause itself if it can be shown, with all that caused it; else one that can. */
    static @Nullable Throwable of(@Nullable Throwable cause, Predicate<Throwable> isClean) {
        return cause == null || isShown(cause, isClean, newSet()) ? cause : shown(cause, newSet());
    }

    private static Set<Throwable> newSet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    private static boolean isShown(Throwable cause, Predicate<Throwable> isClean, Set<Throwable> seen) {
        if (!seen.add(cause)) {
            return true;
        }
        @Nullable Throwable below = cause.getCause();
        return (isClean.test(cause) || text(cause).equals(ForeignText.line(text(cause))))
                && (below == null || isShown(below, isClean, seen))
                && Arrays.stream(cause.getSuppressed()).allMatch(suppressed -> isShown(suppressed, isClean, seen));
    }

    private static ShownCause shown(Throwable cause, Set<Throwable> seen) {
        seen.add(cause);
        @Nullable Throwable below = cause.getCause();
        ShownCause shown = new ShownCause(
                ForeignText.line(text(cause)), below == null || seen.contains(below) ? null : shown(below, seen));
        shown.setStackTrace(cause.getStackTrace());
        Arrays.stream(cause.getSuppressed())
                .filter(suppressed -> !seen.contains(suppressed))
                .forEach(suppressed -> shown.addSuppressed(shown(suppressed, seen)));
        return shown;
    }

    private static String text(Throwable cause) {
        return cause.toString().stripTrailing();
    }

    /** The name of the cause's class, and its message. */
    @Override
    @SuppressWarnings("OverrideThrowableToString") // the message begins with the name of another class
    public String toString() {
        return String.valueOf(getMessage());
    }
}
