package dev.outboard.core.unitfile;

import dev.outboard.core.failure.InvalidValueException;

/** Writes words so that systemd reads them back as they were: systemd.syntax(7), QUOTING. */
final class Quoting {
    private Quoting() {}

    /** Doubles {@code %}, which starts a specifier: systemd.unit(5), SPECIFIERS. */
    static String withoutSpecifiers(String value) {
        return value.replace("%", "%%");
    }

    /**
     * Quotes one word. A word of plain characters stays as it is; in others {@code "} and {@code \} are escaped, and
     * control characters become C escapes.
     */
    static String word(String word) {
        if (!word.isEmpty() && word.chars().allMatch(Quoting::isPlain)) {
            return word;
        }
        StringBuilder quoted = new StringBuilder(word.length() + 2).append('"');
        for (int i = 0; i < word.length(); i++) {
            appendEscaped(quoted, word.charAt(i));
        }
        return quoted.append('"').toString();
    }

    private static boolean isPlain(int character) {
        return UnitSyntax.isLetterOrDigit(character) || "%$_@+=:,./-".indexOf(character) >= 0;
    }

    private static void appendEscaped(StringBuilder quoted, char character) {
        switch (character) {
            case '"', '\\' -> quoted.append('\\').append(character);
            case '\n' -> quoted.append("\\n");
            case '\r' -> quoted.append("\\r");
            case '\t' -> quoted.append("\\t");
            default -> {
                if (UnitSyntax.isControl(character)) {
                    quoted.append(String.format("\\x%02x", (int) character));
                } else {
                    quoted.append(character);
                }
            }
        }
    }

    static void requireArgument(String kind, String value) {
        UnitSyntax.refuse(kind, value, c -> c == 0, "NUL, which ends every argument");
        UnitSyntax.requireText(kind, value);
    }

    /** Refuses what systemd refuses as a program, and {@code $}, which it expands in argv[0] but not in the path. */
    static void requireProgram(String program) {
        UnitSyntax.requireText("program", program);
        boolean plain = program.chars().noneMatch(c -> UnitSyntax.isControl(c) || "\"'\\$".indexOf(c) >= 0);
        if (!plain || !program.startsWith("/") || program.endsWith("/")) {
            throw new InvalidValueException(
                    "program",
                    program,
                    "the absolute path of a file, without quotes, backslashes, $ and control characters",
                    "write the full path, such as /usr/sbin/dockerd");
        }
    }
}
