package dev.outboard.core.unitfile;

import dev.outboard.core.failure.InvalidValueException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits a command line as systemd's {@code extract_first_word()} does with EXTRACT_UNQUOTE and EXTRACT_CUNESCAPE, and
 * keeps unknown escapes as {@code extract_first_word_and_warn()} does. Quotes may open and close inside a word.
 */
final class WordScanner {
    private final String line;
    private int position;

    WordScanner(String line) {
        this.line = line;
    }

    List<ExecLine.Word> scan() {
        List<ExecLine.Word> words = new ArrayList<>();
        skipSeparators();
        while (position < line.length()) {
            int start = position;
            String text = nextWord();
            String raw = line.substring(start, position);
            boolean separator = raw.equals(";") || (words.isEmpty() && text.equals(";"));
            if (separator) {
                throw new InvalidValueException(
                        "command line", line, "one command", "write each command as an assignment of its own");
            }
            words.add(new ExecLine.Word(raw, raw.equals("\\;") ? ";" : text));
            skipSeparators();
        }
        return words;
    }

    private void skipSeparators() {
        while (position < line.length() && isSeparator(line.charAt(position))) {
            position++;
        }
    }

    private static boolean isSeparator(char character) {
        return UnitSyntax.isBlank(character) || PhysicalLine.isLineEnd(character);
    }

    private String nextWord() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        char quote = 0;
        while (position < line.length()) {
            char character = line.charAt(position);
            if (quote == 0 && isSeparator(character)) {
                break;
            }
            if (character == '\\') {
                readEscape(bytes);
            } else if (quote == 0 && (character == '"' || character == '\'')) {
                quote = character;
                position++;
            } else if (quote != 0 && character == quote) {
                quote = 0;
                position++;
            } else {
                copyCharacter(bytes);
            }
        }
        if (quote != 0) {
            throw new InvalidValueException("command line", line, "every quote to be closed", "close the " + quote);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private void copyCharacter(ByteArrayOutputStream bytes) {
        int codePoint = line.codePointAt(position);
        position += Character.charCount(codePoint);
        bytes.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
    }

    private void readEscape(ByteArrayOutputStream bytes) {
        Escape escape = Escape.at(line, position + 1);
        if (escape.length() == 0) {
            bytes.write('\\');
            position++;
            if (position < line.length()) {
                copyCharacter(bytes);
            }
            return;
        }
        position += 1 + escape.length();
        bytes.writeBytes(escape.bytes());
    }
}
