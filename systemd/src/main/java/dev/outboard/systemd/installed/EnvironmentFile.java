package dev.outboard.systemd.installed;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads a file of {@code EnvironmentFile=}, systemd.exec(5): one assignment a line, without any expansion. Quotes and
 * backslashes mean what systemd's {@code parse_env_file()} makes of them: a quote counts only at the start of a value or
 * after the end of another quote. Lines that are not assignments are passed over.
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
        EnvironmentFile file = new EnvironmentFile(text.replace("\r\n", "\n"));
        ImmutableMap.Builder<String, String> variables = ImmutableMap.builder();
        while (!file.isAtEnd()) {
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

    private boolean isAtEnd() {
        return position >= text.length();
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
        while (!isAtEnd()) {
            char character = text.charAt(position);
            if (character == '\n') {
                break;
            } else if (character == '"' || character == '\'') {
                position++;
                readQuoted(character, value);
            } else if (Character.isWhitespace(character)) {
                position++;
            } else {
                readRest(value);
                break;
            }
        }
        position++;
        return value.toString();
    }

    /** The rest of the line and its continuations; blanks at the end count only after a backslash. */
    private void readRest(StringBuilder value) {
        int kept = value.length();
        while (!isAtEnd() && text.charAt(position) != '\n') {
            char character = text.charAt(position++);
            boolean isEscaped = character == '\\' && !isAtEnd();
            if (isEscaped) {
                character = text.charAt(position++);
            }
            if (character != '\n' && (character != '\\' || isEscaped)) {
                value.append(character);
            }
            if (isEscaped || !Character.isWhitespace(character)) {
                kept = value.length();
            }
        }
        value.setLength(kept);
    }

    private void readQuoted(char quote, StringBuilder value) {
        while (!isAtEnd()) {
            char character = text.charAt(position++);
            if (character == quote) {
                return;
            }
            if (character == '\\' && quote == '"' && !isAtEnd()) {
                character = text.charAt(position++);
                if (character != '\n' && ESCAPED_IN_QUOTES.indexOf(character) < 0) {
                    value.append('\\');
                }
                if (character == '\n') {
                    continue;
                }
            }
            value.append(character);
        }
    }
}
