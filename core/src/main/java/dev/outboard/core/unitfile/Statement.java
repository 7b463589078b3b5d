package dev.outboard.core.unitfile;

import java.util.ArrayList;
import java.util.List;

/**
 * What systemd acts on: a section header or an assignment inside a section. Everything between two statements is
 * comment, blank, or ignored by systemd.
 *
 * @param section the section, without brackets
 * @param key the key; empty for a section header, which no key can be
 * @param start the offset of its first character
 * @param end the offset after its last line end
 */
record Statement(String section, String key, int start, int end) {
    boolean isAssignmentOf(String section, String key) {
        return isAssignment() && this.key.equals(key) && this.section.equals(section);
    }

    boolean isAssignment() {
        return !key.isEmpty();
    }

    /** The assigned value, continuation lines joined, blanks around it left out. */
    String value(String text) {
        LogicalLines lines = new LogicalLines(text.substring(start, end));
        lines.advance();
        String content = lines.content();
        return UnitSyntax.strip(content.substring(content.indexOf('=') + 1));
    }

    /** What stands before the value in the first line, for example {@code "Key = "}. */
    String prefix(String text) {
        PhysicalLine line = PhysicalLine.at(text, start);
        int equals = UnitSyntax.indexOf(text, '=', line.start(), line.contentEnd());
        if (equals == line.contentEnd()) {
            return key + "=";
        }
        return text.substring(start, UnitSyntax.skipBlanks(text, equals + 1, line.contentEnd()));
    }

    /** Its last line end, empty if the text ends without one. */
    String lineEnd(String text) {
        PhysicalLine line = PhysicalLine.at(text, start);
        while (line.end() < end) {
            line = PhysicalLine.at(text, line.end());
        }
        return text.substring(line.contentEnd(), line.end());
    }

    /** The words of the assigned value, parted by blanks. */
    List<String> words(String text) {
        String value = value(text);
        List<String> words = new ArrayList<>();
        int start = 0;
        while (start < value.length()) {
            int end = UnitSyntax.skipWord(value, start, value.length());
            words.add(value.substring(start, end));
            start = UnitSyntax.skipBlanks(value, end, value.length());
        }
        return words;
    }

    /** Where a word of the assigned value stands in the text; no word continues in the next line. */
    List<Integer> offsetsOf(String word, String text) {
        List<Integer> offsets = new ArrayList<>();
        boolean inValue = false;
        PhysicalLine line = PhysicalLine.at(text, start);
        while (line.start() < end) {
            if (!line.isComment(text)) {
                int contentEnd = line.isContinued(text) ? line.contentEnd() - 1 : line.contentEnd();
                int from = inValue ? line.start() : UnitSyntax.indexOf(text, '=', line.start(), contentEnd) + 1;
                inValue = from <= contentEnd;
                collectOffsets(word, text, from, contentEnd, offsets);
            }
            line = PhysicalLine.at(text, line.end());
        }
        return offsets;
    }

    private static void collectOffsets(String word, String text, int from, int to, List<Integer> offsets) {
        int position = UnitSyntax.skipBlanks(text, from, to);
        while (position < to) {
            int wordEnd = UnitSyntax.skipWord(text, position, to);
            if (wordEnd - position == word.length() && text.startsWith(word, position)) {
                offsets.add(position);
            }
            position = UnitSyntax.skipBlanks(text, wordEnd, to);
        }
    }
}
