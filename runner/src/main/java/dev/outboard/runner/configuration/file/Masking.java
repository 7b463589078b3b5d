package dev.outboard.runner.configuration.file;

import dev.outboard.core.text.ForeignText;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.tomlj.MutableTomlArray;
import org.tomlj.MutableTomlTable;

/**
 * Takes the secrets out of a configuration, and what may be one: by the name of a key, whatever its spelling, by the name in
 * an element {@code NAME=VALUE} of a list, by the option before it, and by what the text itself looks like.
 */
final class Masking {
    static final String MASK = "****";

    /** Letters of both cases and digits, as generators of passwords and keys write them. */
    private static final Pattern RANDOM =
            Pattern.compile("(?=[^a-z]*[a-z])(?=[^A-Z]*[A-Z])(?=[^0-9]*[0-9])[A-Za-z0-9+_=-]{20,}");

    private static final Pattern REFERENCE = Pattern.compile("[$<{%].*|\\**");
    private static final Pattern OPTION = Pattern.compile("--?[a-z][a-z-]*");
    private static final Pattern IN_A_COMMENT = Pattern.compile(
            "(?i)(\\b[a-z_-]*(?:token|secret|passw(?:or)?d|passphrase|credentials?|api[_-]?key)s?\\b[\"']?(?:\\s*[:=]+\\s*|\\s+(?:is|was)\\s+))"
                    + "([^\\s,;]+)");
    private static final Pattern RANDOM_WORD =
            Pattern.compile("(?<![A-Za-z0-9+_=/.:@-])" + RANDOM + "(?![A-Za-z0-9+_=/.:@-])");

    private final UnaryOperator<String> mask;

    /**
     * Creates a masking.
     *
     * @param mask what is shown in place of a secret
     */
    Masking(UnaryOperator<String> mask) {
        this.mask = mask;
    }

    void mask(MutableTomlTable table) {
        for (String key : List.copyOf(table.keySet())) {
            Object value = table.get(List.of(key));
            if (value instanceof MutableTomlTable inner) {
                mask(inner);
            } else if (value instanceof MutableTomlArray array) {
                mask(key, array);
            } else if (value instanceof String text && isSecret(key, text)) {
                table.set(List.of(key), mask.apply(text));
            }
        }
    }

    /** {@code environment} has lines NAME=VALUE, and people put passwords there although they should not. */
    private void mask(String key, MutableTomlArray array) {
        String before = "";
        for (int index = 0; index < array.size(); index++) {
            Object element = array.get(index);
            if (element instanceof MutableTomlTable inner) {
                mask(inner);
            } else if (element instanceof MutableTomlArray inner) {
                mask(key, inner);
            } else if (element instanceof String text) {
                int end = text.indexOf('=');
                if (end > 0
                        && (key.equalsIgnoreCase("environment")
                                || isSecret(text.substring(0, end), text.substring(end + 1)))) {
                    array.set(index, text.substring(0, end + 1) + mask.apply(text.substring(end + 1)));
                } else if (isSecret(OPTION.matcher(before).matches() ? before : key, text)) {
                    array.set(index, mask.apply(text));
                }
                before = text;
            }
        }
    }

    private static boolean isSecret(String name, String value) {
        return !value.isEmpty()
                && (ForeignText.isSecretName(name) || RANDOM.matcher(value).matches());
    }

    /** Whether an element {@code NAME=VALUE} holds a secret itself, and not the name of a variable that does. */
    static boolean hasSecret(String variable) {
        int end = variable.indexOf('=');
        String value = variable.substring(end + 1);
        return !REFERENCE.matcher(value).matches()
                && (isSecret(variable.substring(0, end), value) || ForeignText.hasSecret(variable));
    }

    /** The lines with their comments, and with all that looks like a secret wherever it stands. */
    static String lines(String toml) {
        return ForeignText.lines(toml.lines().map(Masking::line).toList()).stream()
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }

    private static String line(String line) {
        int comment = comment(line);
        String text = IN_A_COMMENT.matcher(line.substring(comment)).replaceAll("$1" + MASK);
        return line.substring(0, comment) + RANDOM_WORD.matcher(text).replaceAll(MASK);
    }

    /** Where a comment begins: at the first "#" that is not in quotes, or at the end. */
    private static int comment(String line) {
        char quote = 0;
        for (int index = 0; index < line.length(); index++) {
            char character = line.charAt(index);
            if (quote == 0 && character == '#') {
                return index;
            } else if (quote == 0 && (character == '"' || character == '\'')) {
                quote = character;
            } else if (quote == '"' && character == '\\') {
                index++;
            } else if (character == quote) {
                quote = 0;
            }
        }
        return line.length();
    }
}
