package dev.outboard.runner;

import dev.outboard.core.testing.shared.SeededStrings;
import java.util.List;

/** What others may write where Outboard reads: no text of it may reach a reader as it is. */
final class HostileWords {
    /** In every token, so that one that is shown is found. */
    static final String CANARY = "CANARY7canary";

    /** A line that looks like one of Outboard's. */
    static final String FORGED = "ok    forged: all is well";

    /** Letters and marks that have no shape of their own. */
    private static final String BLANK = "\u034f\u115f\u1160\u3164\uffa0\ufe0e\ufe0f";

    /** Text that moves a cursor, turns a line round, hides or forges one, or is a token. */
    static final List<String> TEXTS = List.of(
            "\u0007bell",
            "\u001b[2Jclear",
            "\u001b]0;title\u0007",
            "\u001b[31mred glpat-" + CANARY,
            "\u009b2Jclear",
            "a\rb",
            "a\r\n" + FORGED,
            "a\n" + FORGED + "\n",
            "a\u0085" + FORGED,
            "a\u2028" + FORGED,
            "a\u2029" + FORGED,
            "a\u000b" + FORGED,
            "a\fb",
            "a\bb",
            "a\u007fb",
            "a\u0000b",
            "a\u00adb",
            "a\u034fb",
            "a\u061cb",
            "a\u115fb",
            "a\u180eb",
            "a\u200bb",
            "a\u200cb",
            "a\u200db",
            "a\u200eb",
            "a\u200fb",
            "a\u202ab",
            "a\u202bb",
            "a\u202db",
            "a\u202eb",
            "a\u2060b",
            "a\u2066b",
            "a\u2069b",
            "a\u206fb",
            "a\u3164b",
            "a\ufe0fb",
            "a\ufeffb",
            "a\ufff9b",
            "a\ud83db",
            "a\ude00b",
            "a\ue000b",
            "a\udb40\udc41b",
            "\u202eglrt-" + CANARY,
            "GR1348941" + CANARY,
            "corp-glrt-" + CANARY,
            "gldt-" + CANARY + " glcbt-" + CANARY + " glptt-" + CANARY,
            "Authorization: Bearer " + CANARY,
            "PRIVATE-TOKEN: " + CANARY,
            "?private_token=" + CANARY + "&a=b",
            "https://ci:" + CANARY + "@proxy.example.org:3128/",
            "{\"password\":\"" + CANARY + "\"}",
            "-----BEGIN RSA PRIVATE KEY-----" + CANARY);

    private HostileWords() {}

    /** One of the texts, alone or among others. */
    static String one(SeededStrings random) {
        String text = random.oneOf(TEXTS);
        return random.number(0, 2) == 0 ? text : random.text("abc def-", 0, 6) + text + random.text("xyz/ 1", 0, 6);
    }

    /** Why a text may not be shown, or empty text if it may. What a command said is indented. */
    static String fault(String shown) {
        if (shown.contains(CANARY)) {
            return "shows a token";
        }
        if (shown.lines().anyMatch(line -> line.startsWith(FORGED))) {
            return "has a line that is not Outboard's";
        }
        return shown.codePoints()
                .filter(character -> character != '\n' && character != '\t')
                .filter(character -> BLANK.indexOf(character) >= 0
                        || switch (Character.getType(character)) {
                            case Character.CONTROL,
                                    Character.FORMAT,
                                    Character.LINE_SEPARATOR,
                                    Character.PARAGRAPH_SEPARATOR,
                                    Character.SURROGATE,
                                    Character.PRIVATE_USE -> true;
                            default -> false;
                        })
                .mapToObj(character -> String.format("shows U+%04X as it is", character))
                .findFirst()
                .orElse("");
    }
}
