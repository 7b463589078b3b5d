package dev.outboard.runner.gitlab;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.CharMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What an answer says to people: GitLab's own words, short, on one line, and without tokens. */
final class Words {
    private static final int LONGEST = 300;

    /** Tokens of GitLab start with {@code gl} and two or three letters more; registration tokens with a fixed text. */
    private static final Pattern TOKEN = Pattern.compile("\\b(?:gl[a-z]{2,6}-|GR1348941)[A-Za-z0-9_.-]{8,}");

    private static final Pattern INVISIBLE = Pattern.compile("\\p{C}+");
    private static final String MASK = "****";

    private Words() {}

    /** GitLab's words in an answer to a call, or empty if it has none. */
    static Optional<String> of(ApiCall call, Answer answer) {
        JsonNode json = answer.json();
        JsonNode message = json.path("message");
        List<String> parts = new ArrayList<>();
        parts.add(flat(message.isMissingNode() ? json.path("error") : message));
        parts.add(flat(json.path("error_description")));
        String words =
                String.join(": ", parts.stream().filter(part -> !part.isEmpty()).toList());
        return Optional.of(clean(call, words)).filter(text -> !text.isEmpty());
    }

    /** The names of the fields that GitLab complains about. */
    static List<String> fields(Answer answer) {
        List<String> fields = new ArrayList<>();
        answer.json().path("message").fieldNames().forEachRemaining(fields::add);
        return fields;
    }

    private static String flat(JsonNode node) {
        List<String> parts = new ArrayList<>();
        if (node.isObject()) {
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                parts.add(field.getKey() + " " + flat(field.getValue()));
            }
            return String.join("; ", parts);
        }
        if (node.isArray()) {
            node.forEach(element -> parts.add(flat(element)));
            return String.join(", ", parts);
        }
        return node.asText();
    }

    /** Any text of the other side, for a message. */
    static String clean(ApiCall call, String text) {
        String visible = INVISIBLE.matcher(text).replaceAll(" ");
        String masked =
                TOKEN.matcher(visible.replace(call.credential().token(), MASK)).replaceAll(MASK);
        String line = CharMatcher.whitespace().trimAndCollapseFrom(masked, ' ');
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    }
}
