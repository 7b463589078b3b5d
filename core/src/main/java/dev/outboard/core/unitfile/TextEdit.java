package dev.outboard.core.unitfile;

/** Rewrites a text from front to back: keeps all of it but the parts that are spliced. */
final class TextEdit {
    private final String text;
    private final StringBuilder result = new StringBuilder();
    private int copied;

    TextEdit(String text) {
        this.text = text;
    }

    /** Keeps everything up to an offset, and writes the replacement in place of what follows up to another. */
    TextEdit splice(int start, int end, String replacement) {
        result.append(text, copied, start).append(replacement);
        copied = end;
        return this;
    }

    String finish() {
        return result.append(text, copied, text.length()).toString();
    }
}
