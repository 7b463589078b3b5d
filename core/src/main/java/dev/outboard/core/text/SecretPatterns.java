package dev.outboard.core.text;

import static dev.outboard.core.text.KnownSecrets.MASK;

import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What looks like a secret: tokens with a known prefix, headers, parameters with a telling name, passwords in URLs, and
 * private keys. Digests, ids and UUIDs stay, and so does a placeholder such as {@code token=TOKEN}.
 */
final class SecretPatterns {
    /** Values with such a name are secrets. */
    private static final String NAME =
            "(?:token|secret|password|passwd|passphrase|api[_-]?key|access[_-]?key|secret[_-]?key"
                    + "|private[_-]?key|account[_-]?key|signature|_session|\\bpwd|\\bsig)";

    /** One of them is in each such name. */
    private static final List<String> WORDS_OF_NAMES =
            List.of("token", "secret", "pass", "key", "signature", "_session", "pwd", "sig", "auth");

    private static final String HEADER =
            "(?:authorization|private-token|job-token|deploy-token|x-registry-(?:auth|config)"
                    + "|x-(?:gitlab|auth|vault)-token|x-api-key|cookie)";

    /** Quotes may have backslashes before them, where one text is quoted in another. */
    private static final String QUOTE = "\\\\{0,4}[\"']";

    /** With its quotes, or up to the next separator. */
    private static final String QUOTED = "\\\\{0,4}\"[^\"\n]*+\"?|\\\\{0,4}'[^'\n]*+'?";

    private static final String BARE = "[^\\s&;,|\"'<>(){}\\[\\]\\\\]++";

    /** GitLab's prefixes are in its documentation, "Token prefixes"; an instance may put one of its own before each. */
    private static final List<Rule> TOKENS = List.of(
            new Rule(
                    List.of("private key"),
                    Pattern.compile(
                            "-----BEGIN [A-Z0-9 ]{0,20}PRIVATE KEY[A-Z ]{0,20}-----.*?"
                                    + "(?:-----END [A-Z0-9 ]{0,20}PRIVATE KEY[A-Z ]{0,20}-----|\\z)",
                            Pattern.DOTALL)),
            new Rule(
                    List.of("gl", "gr1348941"),
                    Pattern.compile("(?i:gl(?:pat|oas|dt|rtr|rt|cbt|ptt|ft|imt|agent|wt|soat|ffct)-|GR1348941)"
                            + "[A-Za-z0-9_][A-Za-z0-9_.=-]{4,}[A-Za-z0-9_=-]")),
            // without a limit, a text of many such beginnings takes time by the square of its length
            new Rule(
                    List.of("eyj"),
                    Pattern.compile("eyJ[A-Za-z0-9_-]{8,1000}+\\.[A-Za-z0-9_-]{8,}+\\.[A-Za-z0-9_-]*+")),
            new Rule(List.of("akia", "asia", "abia", "acca"), Pattern.compile("A(?:KIA|SIA|BIA|CCA)[A-Z0-9]{16}")),
            new Rule(
                    List.of("gh", "dckr_", "xox", "aiza"),
                    Pattern.compile(
                            "gh[pousr]_[A-Za-z0-9]{20,}+|github_pat_[A-Za-z0-9_]{20,}+|dckr_[po]at_[A-Za-z0-9_-]{10,}+"
                                    + "|xox[abeoprs]-[A-Za-z0-9-]{10,}+|AIza[A-Za-z0-9_-]{35}")));

    /** The first group stays, the second is the secret. */
    private static final List<Rule> VALUES = List.of(
            new Rule(
                    List.of("authorization", "-token", "x-registry-", "x-api-key", "cookie"),
                    Pattern.compile("(?i)(" + HEADER + "(?:" + QUOTE + ")?\\s{0,3}[:=]\\s{0,3}\\[?)(" + QUOTED
                            + "|(?:(?:bearer|basic|digest|negotiate|token)\\s{1,3})?" + BARE + ")")),
            new Rule(WORDS_OF_NAMES, Pattern.compile("(?i)(" + NAME + "(?:=|%3D))(" + QUOTED + "|" + BARE + ")")),
            new Rule(
                    WORDS_OF_NAMES,
                    Pattern.compile("(?i)((?:" + NAME + "|\\bauth)(?:" + QUOTE + "\\s{0,3}:|\\s{1,3}=)\\s{0,3})("
                            + QUOTED + ")")),
            new Rule(List.of("@"), Pattern.compile("(//[^/\\s:@\"'<>\\[\\]]*+:)([^/\\s\"'<>]+)(?=@(?!sha256:))")),
            new Rule(List.of("@"), Pattern.compile("(//)([A-Za-z0-9_-]{16,}+)(?=@)")));

    /** The same, where a value counts only if it is not a word. */
    private static final List<Rule> VALUES_IN_PROSE = List.of(
            new Rule(
                    List.of("bearer", "basic"),
                    Pattern.compile("(?i)(\\b(?:bearer|basic)\\s{1,3})([A-Za-z0-9+/._~-]{8,}+=*+)(?![=\"])")),
            new Rule(
                    WORDS_OF_NAMES,
                    Pattern.compile(
                            "(?i)((?:" + NAME + ":\\s{0,3}|--(?:[a-z]{1,20}-){0,3}(?:token|password|secret)\\s{1,3}))"
                                    + "((?=[A-Za-z_+=-]*+[0-9])[A-Za-z0-9_+=-]{8,}+)(?![.:/])")));

    private static final Pattern PLACEHOLDER = Pattern.compile(
            "\\*+(?: \\(new\\))?|[$<{%].*|[.…]+|[xX]+|[0-9]|(?i:true|false|yes|no|none|null|(?:your|my)[_-].*)"
                    + "|[A-Z_]*(?:TOKEN|PASSWORD|SECRET|KEY)");

    private static final Pattern WORD = Pattern.compile("[A-Za-z]?[a-z./_-]{0,19}");

    /** The name of a key ends in what it holds; one that ends otherwise is of a file, a time or a switch. */
    private static final Pattern NAME_OF_SECRET = Pattern.compile(
            "(?i).*(?:" + NAME
                    + "|pwd|(?:ssh|signing|encryption|deploy|gpg|master)[_-]?key|dsn|credentials?|_pass|_pw|passwort|(?:^|[_-])auth|auth_?config|(?:^|_)pat)s?(?:_?(?:base64|b64|value|text))?");

    private SecretPatterns() {}

    /** Whether a value under this name is a secret. */
    static boolean isSecretName(String name) {
        return NAME_OF_SECRET.matcher(name).matches();
    }

    /**
     * A pattern, and words of which one is in every text that it fits. Most texts have none of them, and to look for a word
     * takes far less time than to try a pattern at each character.
     *
     * @param words in lower case
     * @param pattern what to look for
     */
    private record Rule(List<String> words, Pattern pattern) {
        boolean mayFit(String lowerCase) {
            for (String word : words) {
                if (lowerCase.contains(word)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** The text with a mask in place of all that looks like a secret. */
    static String mask(String text) {
        String lowerCase = text.toLowerCase(Locale.ROOT);
        String masked = text;
        for (Rule token : TOKENS) {
            if (token.mayFit(lowerCase)) {
                masked = token.pattern().matcher(masked).replaceAll(MASK);
            }
        }
        masked = withoutValues(VALUES, PLACEHOLDER, masked, lowerCase);
        return withoutValues(VALUES_IN_PROSE, WORD, masked, lowerCase);
    }

    private static String withoutValues(List<Rule> rules, Pattern harmless, String text, String lowerCase) {
        String masked = text;
        for (Rule rule : rules) {
            if (rule.mayFit(lowerCase)) {
                masked = rule.pattern().matcher(masked).replaceAll(found -> masked(found, harmless));
            }
        }
        return masked;
    }

    private static String masked(MatchResult found, Pattern harmless) {
        String value = found.group(2);
        int open = openingQuote(value);
        String quote = value.substring(0, open);
        boolean isClosed =
                value.length() > open && open > 0 && value.charAt(value.length() - 1) == value.charAt(open - 1);
        String inner = value.substring(open, isClosed ? value.length() - 1 : value.length());
        return Matcher.quoteReplacement(
                inner.isEmpty() || harmless.matcher(inner).matches()
                        ? found.group()
                        : found.group(1) + quote + MASK + (isClosed ? quote : ""));
    }

    /** How many characters stand before what is quoted. */
    private static int openingQuote(String value) {
        int at = 0;
        while (at < value.length() && value.charAt(at) == '\\') {
            at++;
        }
        return at < value.length() && (value.charAt(at) == '"' || value.charAt(at) == '\'') ? at + 1 : 0;
    }
}
