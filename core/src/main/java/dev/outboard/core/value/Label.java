package dev.outboard.core.value;

import com.google.common.base.CharMatcher;
import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.text.PlainText;

/** A key and a value that mark a daemon or container. The value may be empty, and may itself have {@code =}. */
public final class Label extends TextValue {
    private static final CharMatcher NOT_IN_KEY =
            CharMatcher.whitespace().or(CharMatcher.javaIsoControl()).or(CharMatcher.is('='));

    private final String key;
    private final String value;

    private Label(String key, String value) {
        super(key + "=" + value);
        this.key = key;
        this.value = value;
    }

    /**
     * Reads a label.
     *
     * @param label key, {@code =} and value, for example {@code purpose=ci}
     * @return the label
     * @throws InvalidValueException if {@code =} or the key is missing, the key has whitespace, or there are control
     *     characters
     */
    public static Label of(String label) {
        int equalsSign = label.indexOf('=');
        if (equalsSign < 0) {
            throw new InvalidValueException(
                    "label", label, "key=value", "add the value, e.g. \"purpose=ci\"; an empty value keeps the \"=\"");
        }
        return of(label.substring(0, equalsSign), label.substring(equalsSign + 1));
    }

    /**
     * A label from its parts.
     *
     * @param key the key
     * @param value the value
     * @return the label
     * @throws InvalidValueException if the key is empty or has whitespace or {@code =}, or there are control characters
     */
    public static Label of(String key, String value) {
        if (key.isEmpty() || NOT_IN_KEY.matchesAnyOf(key) || !PlainText.isOneLine(value) || !Utf8.canEncode(key)) {
            throw new InvalidValueException(
                    "label",
                    key + "=" + value,
                    "a key without whitespace and \"=\", and no control characters",
                    "write e.g. \"purpose=ci\"");
        }
        return new Label(key, value);
    }

    /**
     * The key.
     *
     * @return what stands before the first {@code =}
     */
    public String key() {
        return key;
    }

    /**
     * The value.
     *
     * @return what stands behind the first {@code =}, maybe empty
     */
    public String value() {
        return value;
    }
}
