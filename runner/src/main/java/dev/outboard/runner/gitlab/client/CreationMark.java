package dev.outboard.runner.gitlab.client;

import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.runner.gitlab.RunnerRegistration;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Tells the runner that one call made from all others: a number that can't be guessed, as the last line of the runner's
 * maintenance note. A program that died after GitLab had made a runner, and before it kept the token, finds the runner by
 * it; a name proves nothing, since another runner may have the same.
 *
 * @param text for example {@code Outboard 0123456789abcdef0123456789abcdef}
 */
public record CreationMark(String text) {
    private static final int BYTES = 16;
    private static final Pattern FORM = Pattern.compile("Outboard [0-9a-f]{" + 2 * BYTES + "}");
    private static final Pattern LAST_LINE = Pattern.compile("(^|\n)" + FORM + "$");
    private static final SecureRandom RANDOM = new SecureRandom();

    /**
     * Reads a mark.
     *
     * @param text the mark
     * @throws InvalidValueException if it is none
     */
    public CreationMark {
        if (!FORM.matcher(text).matches()) {
            throw new InvalidValueException(
                    "mark of a runner", text, "the form " + FORM, "take what CreationMark.random() made");
        }
    }

    /**
     * Makes a new mark.
     *
     * @return one that is unlike all others
     */
    public static CreationMark random() {
        byte[] number = new byte[BYTES];
        RANDOM.nextBytes(number);
        return new CreationMark("Outboard " + HexFormat.of().formatHex(number));
    }

    /**
     * Puts the mark below the maintenance note.
     *
     * @param registration what GitLab keeps of the runner
     * @return the same with the mark; without it, if the note is so long that GitLab would refuse both
     */
    public RunnerRegistration on(RunnerRegistration registration) {
        String note =
                registration.maintenanceNote().map(words -> words + "\n" + text).orElse(text);
        return note.length() > RunnerRegistration.LONGEST_NOTE
                ? registration
                : registration.toBuilder().maintenanceNote(note).build();
    }

    /**
     * Whether a runner has the mark.
     *
     * @param runner what GitLab has of it
     * @return true if its maintenance note ends with the mark
     */
    public boolean isOn(RunnerState runner) {
        return runner.maintenanceNote().endsWith(text);
    }

    /** A note without whatever mark it ends with. */
    static String without(String note) {
        return LAST_LINE.matcher(note).replaceFirst("");
    }

    /** The mark. */
    @Override
    public String toString() {
        return text;
    }
}
