package dev.outboard.core.text;

import com.google.common.base.CharMatcher;

/** What text must be so that a file, an argument or a request can carry it unchanged and it stays where it is put. */
public final class PlainText {
    private static final CharMatcher LINE_FEED_AND_TAB = CharMatcher.anyOf("\n\t");

    private PlainText() {}

    /**
     * Whether a text is one line that a reader sees as it is: no control characters, among them line ends, tab and NUL; no
     * direction marks, joiners and other characters without a shape; and no half of a surrogate pair, which has no form in
     * UTF-8.
     *
     * @param text the text
     * @return true if it can be written as a value; also if it is empty
     */
    public static boolean isOneLine(String text) {
        return ForeignText.isVisible(text);
    }

    /**
     * Whether a text is lines: as {@link #isOneLine}, but with line feeds and tabs, for scripts.
     *
     * @param text the text
     * @return true if it can be written as a value of several lines; also if it is empty
     */
    public static boolean isLines(String text) {
        return isOneLine(LINE_FEED_AND_TAB.removeFrom(text));
    }
}
