package dev.outboard.core.text;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

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
    /** No form of a secret is shorter either. */
    private static final int SHORTEST = 8;

    /** Three bytes are four digits of Base64, so that a secret looks different at each of three places. */
    private static final int BASE64_GROUP = 3;

    private static final Deque<List<String>> FORMS = new ArrayDeque<>();

    private static volatile Beginnings known = new Beginnings(List.of());

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
            known = new Beginnings(
                    FORMS.stream().flatMap(List::stream).distinct().toList());
        }
    }

    /** The text with a mask in place of each word that has a secret in it: a longer word may be a longer secret. */
    static String mask(String text) {
        Beginnings beginnings = known;
        StringBuilder masked = new StringBuilder(text.length());
        int hidden = 0;
        for (int at = 0; at + SHORTEST <= text.length(); at++) {
            int end = beginnings.endOfSecret(text, at);
            if (end > hidden) {
                if (at >= hidden) {
                    masked.append(text, hidden, beginOfWord(text, at, hidden)).append(MASK);
                }
                hidden = endOfWord(text, end);
            }
        }
        return masked.append(text, hidden, text.length()).toString();
    }

    private static int beginOfWord(String text, int at, int hidden) {
        int begin = at;
        while (begin > hidden && isOfToken(text.charAt(begin - 1))) {
            begin--;
        }
        return begin;
    }

    private static int endOfWord(String text, int at) {
        int end = at;
        while (end < text.length() && isOfToken(text.charAt(end))) {
            end++;
        }
        return end;
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

    /** All forms by their first characters: to look each of them up in each text would take too long. */
    private static final class Beginnings {
        private static final int HASHES = 1 << 16;

        private final Map<String, List<String>> forms;

        /** Of the first three characters of each form: most places of a text are none of them. */
        private final BitSet hashes = new BitSet(HASHES);

        Beginnings(List<String> all) {
            forms = all.stream()
                    .collect(Collectors.groupingBy(
                            form -> form.substring(0, SHORTEST), LinkedHashMap::new, Collectors.toList()));
            all.forEach(form -> hashes.set(hash(form, 0)));
        }

        private static int hash(String text, int at) {
            return ((text.charAt(at) * 31 + text.charAt(at + 1)) * 31 + text.charAt(at + 2)) & (HASHES - 1);
        }

        /** Where the longest secret ends that begins at a place, or 0 if none does. */
        int endOfSecret(String text, int at) {
            if (!hashes.get(hash(text, at))) {
                return 0;
            }
            int end = 0;
            for (String form : forms.getOrDefault(text.substring(at, at + SHORTEST), List.of())) {
                if (text.startsWith(form, at)) {
                    end = Math.max(end, at + form.length());
                }
            }
            return end;
        }
    }
}
