package dev.outboard.systemd.firstdaemon;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableListMultimap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads a {@code daemon.json} of others, which need not be well-formed. */
final class EngineFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private EngineFile() {}

    /**
     * Reads the settings of a file.
     *
     * @param path where the file is, for messages
     * @param text its content; one without anything in it is none
     * @param notes told what is wrong with the file, in one line
     * @return the settings, or empty if the file can't be read
     */
    static Optional<EngineSettings> parse(String path, String text, Consumer<String> notes) {
        if (text.isBlank()) {
            return Optional.empty();
        }
        try {
            // the engine passes a byte order mark over
            JsonNode root = JSON.readTree(CharMatcher.is('\uFEFF').trimLeadingFrom(text));
            if (!root.isObject()) {
                notes.accept(
                        path + ", line 1: not a JSON object, so the settings of the first daemon in it are not known;"
                                + " correct the file: the first daemon does not start with it");
                return Optional.empty();
            }
            return Optional.of(new EngineSettings(path, values(root)));
        } catch (JsonProcessingException malformed) {
            notes.accept(path + ", line " + line(malformed)
                    + ": malformed JSON, so the settings of the first daemon in it are not known; correct the file: the"
                    + " first daemon does not start with it");
            return Optional.empty();
        }
    }

    private static int line(JsonProcessingException malformed) {
        return malformed.getLocation() == null ? 1 : malformed.getLocation().getLineNr();
    }

    private static ImmutableListMultimap<String, String> values(JsonNode root) {
        ImmutableListMultimap.Builder<String, String> values = ImmutableListMultimap.builder();
        for (Map.Entry<String, JsonNode> property : root.properties()) {
            String key = property.getKey().equals("graph") ? "data-root" : property.getKey();
            if (property.getValue().isObject()) {
                property.getValue()
                        .properties()
                        .forEach(part -> values.put(
                                key + "." + part.getKey(), part.getValue().asText()));
            } else if (property.getValue().isArray()) {
                property.getValue().forEach(element -> values.put(key, text(key, element)));
            } else {
                values.put(key, text(key, property.getValue()));
            }
        }
        return values.build();
    }

    /** A pool is its range alone; the size of its networks does not matter to others. */
    private static String text(String key, JsonNode value) {
        return key.equals("default-address-pools") ? value.path("base").asText() : value.asText();
    }
}
