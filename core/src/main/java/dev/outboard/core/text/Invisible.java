package dev.outboard.core.text;

/**
 * Characters that a reader does not see and a terminal may obey: controls, directions, joiners, line and paragraph
 * separators, fillers, variation selectors, halves of surrogate pairs, and what Unicode has not assigned.
 */
final class Invisible {
    /** How many marks may stand on one letter; no script that is in use needs more. */
    private static final int MARKS_ON_A_LETTER = 4;

    private static final int LAST_OF_THE_FIRST_PLANE = 0xffff;

    private int marks;

    Invisible() {}

    /** Whether a character is one of them. */
    static boolean is(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> true;
            default -> isBlank(codePoint);
        };
    }

    /** Letters and marks that have no shape: Default_Ignorable_Code_Point in Unicode's DerivedCoreProperties.txt. */
    private static boolean isBlank(int codePoint) {
        return codePoint == 0x034f
                || codePoint == 0x115f
                || codePoint == 0x1160
                || codePoint == 0x17b4
                || codePoint == 0x17b5
                || (codePoint >= 0x180b && codePoint <= 0x180f)
                || codePoint == 0x3164
                || (codePoint >= 0xfe00 && codePoint <= 0xfe0f)
                || codePoint == 0xffa0
                || (codePoint >= 0xe0100 && codePoint <= 0xe01ef);
    }

    /** Whether the next character of a text must be escaped: it is invisible, or one mark too many on its letter. */
    boolean next(int codePoint) {
        int type = Character.getType(codePoint);
        marks = type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK ? marks + 1 : 0;
        return marks > MARKS_ON_A_LETTER || is(codePoint);
    }

    /** The character as a Java or JSON string has it, for example {@code \\u202e}. */
    static String escaped(int codePoint) {
        return codePoint <= LAST_OF_THE_FIRST_PLANE
                ? escaped((char) codePoint)
                : escaped(Character.highSurrogate(codePoint)) + escaped(Character.lowSurrogate(codePoint));
    }

    private static String escaped(char unit) {
        return String.format("\\u%04x", (int) unit);
    }
}
