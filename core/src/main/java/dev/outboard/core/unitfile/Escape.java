package dev.outboard.core.unitfile;

import java.nio.charset.StandardCharsets;

/**
 * A C escape of systemd.syntax(7), QUOTING, as {@code cunescape_one()} reads it.
 *
 * @param length how many characters follow the backslash; 0 if they are not an escape
 * @param value what it stands for: a byte for {@code \xNN} and {@code \NNN}, else a code point
 * @param isByte whether it is a byte
 */
record Escape(int length, int value, boolean isByte) {
    private static final Escape NONE = new Escape(0, 0, false);
    private static final String LETTERS = "abfnrtvs\\\"'";
    private static final String MEANINGS = "\u0007\b\f\n\r\t\u000b \\\"'";

    static Escape at(String text, int position) {
        if (position >= text.length()) {
            return NONE;
        }
        char first = text.charAt(position);
        int letter = LETTERS.indexOf(first);
        if (letter >= 0) {
            return new Escape(1, MEANINGS.charAt(letter), false);
        }
        return switch (first) {
            case 'x' -> number(text, position + 1, 2, 16, 1);
            case 'u' -> number(text, position + 1, 4, 16, 1);
            case 'U' -> number(text, position + 1, 8, 16, 1);
            default -> number(text, position, 3, 8, 0);
        };
    }

    private static Escape number(String text, int start, int digits, int radix, int prefix) {
        if (start + digits > text.length()) {
            return NONE;
        }
        long value = 0;
        for (int i = start; i < start + digits; i++) {
            char character = text.charAt(i);
            int digit = character < 0x80 ? Character.digit(character, radix) : -1;
            if (digit < 0) {
                return NONE;
            }
            value = value * radix + digit;
        }
        boolean isByte = digits < 4;
        long limit = isByte ? 0xff : Character.MAX_CODE_POINT;
        boolean surrogate = !isByte && value <= Character.MAX_CODE_POINT && UnitSyntax.isSurrogate((int) value);
        return value == 0 || value > limit || surrogate ? NONE : new Escape(prefix + digits, (int) value, isByte);
    }

    byte[] bytes() {
        return isByte ? new byte[] {(byte) value} : Character.toString(value).getBytes(StandardCharsets.UTF_8);
    }
}
