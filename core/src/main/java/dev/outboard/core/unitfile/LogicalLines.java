package dev.outboard.core.unitfile;

/**
 * Walks the logical lines of a text as systemd's {@code config_parse()} does. A logical line is a line with those that
 * continue it: the backslash becomes a space, and comment lines in between are dropped. Comments outside of one are
 * passed over. Reads each character once; not thread-safe.
 */
final class LogicalLines {
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final String text;
    private int position;
    private int linesRead;
    private boolean byteOrderMarkSeen;

    private final StringBuilder joined = new StringBuilder();
    private int start;
    private int number;
    private String content = "";
    private boolean finished = true;

    LogicalLines(String text) {
        this.text = text;
    }

    /** Goes to the next logical line; false if there is none. */
    boolean advance() {
        joined.setLength(0);
        finished = true;
        while (position < text.length()) {
            PhysicalLine line = PhysicalLine.at(text, position);
            position = line.end();
            linesRead++;
            if (line.isComment(text)) {
                continue;
            }
            if (finished) {
                start = line.start();
                number = linesRead;
            }
            String part = withoutByteOrderMark(line.content(text));
            if (!line.isContinued(text)) {
                content = finished ? part : joined.append(part).toString();
                finished = true;
                return true;
            }
            finished = false;
            joined.append(part, 0, part.length() - 1).append(' ');
        }
        content = joined.toString();
        return !finished;
    }

    private String withoutByteOrderMark(String line) {
        if (byteOrderMarkSeen || !line.startsWith(BYTE_ORDER_MARK)) {
            return line;
        }
        byteOrderMarkSeen = true;
        return line.substring(BYTE_ORDER_MARK.length());
    }

    /** The offset of its first character. */
    int start() {
        return start;
    }

    /** The offset after its last line end. */
    int end() {
        return position;
    }

    /** The number, from 1, of its first line. */
    int number() {
        return number;
    }

    /** Its text, joined, without line ends. */
    String content() {
        return content;
    }

    /** Whether it is complete; false if the text ends where a continuation is due. */
    boolean isFinished() {
        return finished;
    }
}
