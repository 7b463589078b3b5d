package dev.outboard.core.unitfile;

/**
 * Where one line of a text lies. A line ends with LF, CR, CR LF or LF CR, as in systemd's {@code read_line_full()}; the
 * last one may have no end.
 *
 * @param start the offset of its first character
 * @param contentEnd the offset after its last character, line end left out
 * @param end the offset of the next line
 */
record PhysicalLine(int start, int contentEnd, int end) {
    static PhysicalLine at(String text, int start) {
        int contentEnd = start;
        while (contentEnd < text.length() && !isLineEnd(text.charAt(contentEnd))) {
            contentEnd++;
        }
        if (contentEnd == text.length()) {
            return new PhysicalLine(start, contentEnd, contentEnd);
        }
        int second = contentEnd + 1;
        boolean pair = second < text.length()
                && isLineEnd(text.charAt(second))
                && text.charAt(second) != text.charAt(contentEnd);
        return new PhysicalLine(start, contentEnd, pair ? second + 1 : second);
    }

    /** The number, from 1, of the line that holds an offset. */
    static int numberOf(String text, int offset) {
        int number = 1;
        PhysicalLine line = at(text, 0);
        while (line.end() <= offset && line.hasEnd()) {
            line = at(text, line.end());
            number++;
        }
        return number;
    }

    static boolean isLineEnd(char character) {
        return character == '\n' || character == '\r';
    }

    String content(String text) {
        return text.substring(start, contentEnd);
    }

    boolean hasEnd() {
        return contentEnd < end;
    }

    /** Whether it is a comment; the only thing that counts is its first character that is not a blank. */
    boolean isComment(String text) {
        int first = UnitSyntax.skipBlanks(text, start, contentEnd);
        return first < contentEnd && (text.charAt(first) == '#' || text.charAt(first) == ';');
    }

    /** Whether it continues in the next line: it ends in a backslash that no other backslash escapes. */
    boolean isContinued(String text) {
        int backslashes = 0;
        while (contentEnd - backslashes > start && text.charAt(contentEnd - backslashes - 1) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }
}
