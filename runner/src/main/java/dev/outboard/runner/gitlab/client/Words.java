package dev.outboard.runner.gitlab.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.CharMatcher;
import dev.outboard.core.text.ForeignText;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an answer says to people: GitLab's own words, short, on one line, and without tokens. */
final class Words {
    private static final int MOST_FIELDS = 5;
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

    /** The names of the first fields that GitLab complains about. */
    static List<String> fields(ApiCall call, Answer answer) {
        List<String> fields = new ArrayList<>();
        Iterator<String> names = answer.json().path("message").fieldNames();
        while (names.hasNext() && fields.size() < MOST_FIELDS) {
            fields.add(clean(call, names.next()));
        }
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
        String masked = text.replace(call.credential().token(), MASK);
        return ForeignText.phrase(CharMatcher.whitespace().trimAndCollapseFrom(masked, ' '));
    }
}
