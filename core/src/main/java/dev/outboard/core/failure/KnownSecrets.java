package dev.outboard.core.failure;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The secrets that this process has read, so that no text shows one, whichever text it comes back in. A secret is also
 * found where it is encoded for a URL, for JSON, or in Base64, and masked with the rest of the word that it is in. Thread-safe.
 *
 * <p>Only the last {@value #MOST} secrets are known, and only those of at least {@value #SHORTEST} characters: a shorter one
 * could be a word of any sentence.
 */
public final class KnownSecrets {
    static final String MASK = "****";

    private static final int MOST = 200;
    private static final int SHORTEST = 8;

    /** Three bytes are four digits of Base64, so that a secret looks different at each of three places. */
    private static final int BASE64_GROUP = 3;

    private static final Deque<List<String>> FORMS = new ArrayDeque<>();
    private static volatile List<String> all = List.of();

    private KnownSecrets() {}

    /**
     * Adds a secret.
     *
     * @param secret the secret itself
     */
    public static void add(String secret) {
        if (secret.length() < SHORTEST) {
            return;
        }
        synchronized (FORMS) {
            if (FORMS.stream().anyMatch(forms -> forms.get(0).equals(secret))) {
                return;
            }
            FORMS.addLast(forms(secret));
            if (FORMS.size() > MOST) {
                FORMS.removeFirst();
            }
            all = FORMS.stream()
                    .flatMap(List::stream)
                    .distinct()
                    .sorted(Comparator.comparingInt(String::length).reversed())
                    .toList();
        }
    }

    /** The text with a mask in place of each word that has a secret in it: a longer word may be a longer secret. */
    static String mask(String text) {
        String masked = text;
        for (String form : all) {
            // most texts are shorter than most secrets
            if (form.length() <= masked.length()) {
                masked = withoutWordsWith(form, masked);
            }
        }
        return masked;
    }

    private static String withoutWordsWith(String form, String text) {
        int found = text.indexOf(form);
        if (found < 0) {
            return text;
        }
        StringBuilder masked = new StringBuilder();
        int shown = 0;
        for (int end; found >= 0; found = text.indexOf(form, end)) {
            int begin = found;
            while (begin > shown && isOfToken(text.charAt(begin - 1))) {
                begin--;
            }
            end = found + form.length();
            while (end < text.length() && isOfToken(text.charAt(end))) {
                end++;
            }
            masked.append(text, shown, begin).append(MASK);
            shown = end;
        }
        return masked.append(text, shown, text.length()).toString();
    }

    /** What GitLab's tokens consist of, but for the dots of newer ones, which end sentences as well. */
    private static boolean isOfToken(char character) {
        return (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || (character >= '0' && character <= '9')
                || character == '_'
                || character == '-';
    }

    private static List<String> forms(String secret) {
        Set<String> forms = new LinkedHashSet<>();
        forms.add(secret);
        String inUrl = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        for (String form : List.of(inUrl, inUrl.replace("+", "%20"))) {
            forms.add(form);
            forms.add(form.toLowerCase(Locale.ROOT).equals(form) ? form : lowerCaseDigits(form));
        }
        String inJson = secret.replace("\\", "\\\\").replace("\"", "\\\"");
        forms.add(inJson);
        forms.add(inJson.replace("/", "\\/"));
        for (int offset = 0; offset < BASE64_GROUP; offset++) {
            String digits = base64(secret, offset);
            forms.add(digits);
            forms.add(digits.replace('+', '-').replace('/', '_'));
        }
        return List.copyOf(forms);
    }

    /** The digits of {@code %2F} as {@code %2f}. */
    private static String lowerCaseDigits(String inUrl) {
        StringBuilder text = new StringBuilder(inUrl);
        for (int at = text.indexOf("%"); at >= 0; at = text.indexOf("%", at + 1)) {
            text.replace(at, at + 3, text.substring(at, at + 3).toLowerCase(Locale.ROOT));
        }
        return text.toString();
    }

    /** The digits that stand for the secret alone, if it begins at this place in a group of three bytes. */
    private static String base64(String secret, int offset) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        byte[] shifted = new byte[offset + bytes.length];
        System.arraycopy(bytes, 0, shifted, offset, bytes.length);
        byte[] whole = Arrays.copyOf(shifted, shifted.length / BASE64_GROUP * BASE64_GROUP);
        String digits = Base64.getEncoder().encodeToString(whole);
        return offset == 0 ? digits : digits.substring(BASE64_GROUP + 1);
    }
}
