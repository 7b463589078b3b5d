package dev.outboard.core.value;

import com.google.common.base.CharMatcher;

/** What text must be so that a file, an argument or a request can carry it unchanged and it stays where it is put. */
public final class PlainText {
    private static final CharMatcher CONTROL = CharMatcher.javaIsoControl();
    private static final CharMatcher CONTROL_IN_LINES = CONTROL.and(CharMatcher.noneOf("\n\t"));

    private PlainText() {}

    /**
     * Whether a text is one line: no control characters, among them line ends, tab and NUL, and no half of a surrogate
     * pair, which has no form in UTF-8.
     *
     * @param text the text
     * @return true if it can be written as a value; also if it is empty
     */
    public static boolean isOneLine(String text) {
        return CONTROL.matchesNoneOf(text) && Utf8.canEncode(text);
    }

    /**
     * Whether a text is lines: as {@link #isOneLine}, but with line feeds and tabs, for scripts.
     *
     * @param text the text
     * @return true if it can be written as a value of several lines; also if it is empty
     */
    public static boolean isLines(String text) {
        return CONTROL_IN_LINES.matchesNoneOf(text) && Utf8.canEncode(text);
    }
}
