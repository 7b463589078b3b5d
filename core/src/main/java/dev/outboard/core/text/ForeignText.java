package dev.outboard.core.text;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Shows text that others wrote, or may have written: GitLab, a daemon, a program, a file of the host, a user. What is shown
 * can't move a cursor, hide a line or look like another line, and has no secret:
 *
 * <ul>
 *   <li>Characters that can't be seen, or that turn the direction of the text, are escaped: <code>&#92;u202e</code>.
 *   <li>Secrets that this process knows, and what looks like a secret, are {@code ****}.
 *   <li>Long text is cut, and says how many characters are missing.
 * </ul>
 *
 * <p>Text that has nothing of this is shown as it is, and showing a text twice is the same as showing it once.
 */
public final class ForeignText {
    private static final int LINE = 4_000;
    private static final int PHRASE = 300;
    private static final int LINE_OF_A_FILE = 10_000;

    /** What comes after it is not looked at, so that no text takes long. */
    private static final int LONGEST = 100_000;

    /** Room for the words that say how much is missing. */
    private static final int MARGIN = 40;

    private static final String BETWEEN_LINES = " | ";
    private static final Pattern KEY_BEGINS = Pattern.compile("-----BEGIN [A-Z0-9 ]{0,20}PRIVATE KEY");
    private static final Pattern KEY_ENDS = Pattern.compile("-----END [A-Z0-9 ]{0,20}PRIVATE KEY");

    private ForeignText() {}

    /**
     * Shows a text that may quote others, such as a message, in one line.
     *
     * @param text any text; of several lines, each that is not blank is shown, with {@code |} between
     * @return at most 4000 characters
     */
    public static String line(String text) {
        return shown(joined(masked(text)), LINE, missing(text));
    }

    /**
     * Shows what others said as a part of a message.
     *
     * @param text any text; of several lines, each that is not blank is shown, with {@code |} between
     * @return at most 300 characters
     */
    public static String phrase(String text) {
        return shown(joined(masked(text)), PHRASE, missing(text));
    }

    /**
     * Shows a value of others as it is.
     *
     * @param text any text; line breaks are escaped too
     * @return at most 300 characters
     */
    public static String value(String text) {
        return shown(masked(text), PHRASE, missing(text));
    }

    /**
     * Shows a text that is of use only as a whole, such as a command, in one line.
     *
     * @param text any text; line breaks are escaped too
     * @return at most 100,000 characters
     */
    public static String whole(String text) {
        return shown(masked(text), LONGEST, missing(text));
    }

    /**
     * Shows the lines of a file. Tabs stay.
     *
     * @param lines the lines, without line breaks
     * @return as many lines, each of at most 10,000 characters between two tabs
     */
    public static List<String> lines(List<String> lines) {
        List<String> shown = new ArrayList<>(lines.size());
        boolean isInKey = false;
        for (String line : lines) {
            isInKey |= KEY_BEGINS.matcher(line).find();
            shown.add(
                    isInKey
                            ? KnownSecrets.MASK
                            : Arrays.stream(line.split("\t", -1))
                                    .map(part -> shown(masked(part), LINE_OF_A_FILE, missing(part)))
                                    .collect(Collectors.joining("\t")));
            isInKey &= !KEY_ENDS.matcher(line).find();
        }
        return shown;
    }

    /**
     * Shows a record as its {@code toString()} would be, with each value in one line.
     *
     * @param holder the record
     * @return its name, and the name and value of each component
     */
    public static String of(Record holder) {
        return Arrays.stream(holder.getClass().getRecordComponents())
                .map(component -> component.getName() + "=" + line(String.valueOf(value(holder, component))))
                .collect(Collectors.joining(", ", holder.getClass().getSimpleName() + "[", "]"));
    }

    private static Object value(Record holder, RecordComponent component) {
        try {
            return component.getAccessor().invoke(holder);
        } catch (ReflectiveOperationException ofAnotherModule) {
            return "(not shown)";
        }
    }

    /**
     * Whether a text has nothing that would be shown as an escape because it can't be seen.
     *
     * @param text any text
     * @return true if every character can be seen
     */
    public static boolean isVisible(String text) {
        return text.codePoints().noneMatch(Invisible::is);
    }

    /**
     * Whether a text has a secret that this process knows, or what looks like one.
     *
     * @param text any text
     * @return true if a part of it would be shown as {@code ****}
     */
    public static boolean hasSecret(String text) {
        return !masked(text).equals(text);
    }

    /**
     * Whether a key, a variable or an option is called as those that hold secrets are, such as {@code SecretKey}, {@code
     * DB_PASSWORD} or {@code --token}. The name of a file or directory with a secret in it is not a secret.
     *
     * @param name the name
     * @return true if its value is a secret
     */
    public static boolean isSecretName(String name) {
        return SecretPatterns.isSecretName(name);
    }

    /**
     * Shows the cause of a failure: itself if all its messages can be shown as they are, else a failure with the same stack
     * traces whose messages are as {@link #line} shows them.
     *
     * @param cause the cause, or null
     * @param isClean which failures have messages that show text of others already
     * @return the cause, or what stands for it; null if there is none
     */
    public static @Nullable Throwable cause(@Nullable Throwable cause, Predicate<Throwable> isClean) {
        return ShownCause.of(cause, isClean);
    }

    private static String masked(String text) {
        return SecretPatterns.mask(KnownSecrets.mask(text.length() > LONGEST ? text.substring(0, LONGEST) : text));
    }

    private static int missing(String text) {
        return Math.max(0, text.length() - LONGEST);
    }

    private static String joined(String text) {
        return text.indexOf('\n') < 0
                ? text
                : Arrays.stream(text.split("\n"))
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .collect(Collectors.joining(BETWEEN_LINES));
    }

    /** Escapes, and cuts where the result would be longer than it may be. */
    private static String shown(String text, int longest, int missing) {
        if (missing == 0 && text.length() <= longest && isPlain(text)) {
            return text;
        }
        Invisible invisible = new Invisible();
        StringBuilder shown = new StringBuilder(text.length());
        int kept = 0;
        int lengthOfKept = 0;
        for (int at = 0; at < text.length(); at = text.offsetByCodePoints(at, 1)) {
            int codePoint = text.codePointAt(at);
            if (shown.length() <= longest - MARGIN) {
                kept = at;
                lengthOfKept = shown.length();
            }
            if (invisible.next(codePoint)) {
                shown.append(Invisible.escaped(codePoint));
            } else {
                shown.appendCodePoint(codePoint);
            }
        }
        if (shown.length() <= longest && missing == 0) {
            return shown.toString();
        }
        shown.setLength(lengthOfKept);
        return shown.append("… (")
                .append(text.length() - kept + missing)
                .append(" characters more)")
                .toString();
    }

    /** Whether each character is one that ASCII prints, as in nearly every text. */
    private static boolean isPlain(String text) {
        for (int at = 0; at < text.length(); at++) {
            if (text.charAt(at) < ' ' || text.charAt(at) > '~') {
                return false;
            }
        }
        return true;
    }
}
