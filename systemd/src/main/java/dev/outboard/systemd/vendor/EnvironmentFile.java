package dev.outboard.systemd.vendor;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads a file of {@code EnvironmentFile=}, systemd.exec(5): an assignment a line, with the quotes and continuation
 * lines of a shell, and without any of its expansions. Lines that are no assignment are passed over.
 */
final class EnvironmentFile {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final String ESCAPED_IN_QUOTES = "\"\\`$";

    private final String text;
    private int position;

    private EnvironmentFile(String text) {
        this.text = text;
    }

    /** The variables; of several assignments the last one counts. */
    static Map<String, String> read(String text) {
        EnvironmentFile file = new EnvironmentFile(text);
        ImmutableMap.Builder<String, String> variables = ImmutableMap.builder();
        while (file.position < text.length()) {
            int start = file.position;
            String name = file.name();
            if (NAME.matcher(name).matches()) {
                variables.put(name, file.value());
            } else {
                file.position = file.endOfLine(start) + 1;
            }
        }
        return variables.buildKeepingLast();
    }

    /** What stands before the {@code =} of this line, empty if there is none; the position is then after it. */
    private String name() {
        int end = endOfLine(position);
        int equals = text.indexOf('=', position);
        if (equals < 0 || equals > end) {
            return "";
        }
        String name = text.substring(position, equals).strip();
        position = equals + 1;
        return name;
    }

    private int endOfLine(int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end;
    }

    private String value() {
        StringBuilder value = new StringBuilder();
        char quote = 0;
        while (position < text.length()) {
            char character = text.charAt(position++);
            if (character == '\n' && quote == 0) {
                break;
            }
            if (character == '\\' && quote != '\'') {
                readEscape(quote, value);
            } else if (character == quote) {
                quote = 0;
            } else if (quote == 0 && (character == '"' || character == '\'')) {
                quote = character;
            } else {
                value.append(character);
            }
        }
        return value.toString().strip();
    }

    /** A line end after a backslash is nothing. */
    private void readEscape(char quote, StringBuilder value) {
        if (position == text.length()) {
            return;
        }
        char escaped = text.charAt(position++);
        if (quote == '"' && escaped != '\n' && ESCAPED_IN_QUOTES.indexOf(escaped) < 0) {
            value.append('\\');
        }
        if (escaped != '\n') {
            value.append(escaped);
        }
    }
}
