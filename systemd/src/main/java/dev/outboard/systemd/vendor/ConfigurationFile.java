package dev.outboard.systemd.vendor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/**
 * The configuration file of the first daemon. One that is not JSON has no settings: the engine does not start with it.
 *
 * @param path its path
 * @param text its text
 */
record ConfigurationFile(String path, String text) {
    private static final ObjectMapper JSON = new ObjectMapper();

    List<LeftOut> leftOut() {
        List<LeftOut> settings = new ArrayList<>();
        settings().properties().forEach(field -> {
            String name = field.getKey();
            if (!EngineOptions.isOurs(name) && !isDefault(name, field.getValue())) {
                settings.add(new LeftOut(
                        path,
                        name,
                        EngineOptions.callFor(name, !field.getValue().isBoolean())));
            }
        });
        return settings;
    }

    private JsonNode settings() {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException notJson) {
            return JSON.createObjectNode();
        }
    }

    private static boolean isDefault(String name, JsonNode value) {
        return value.isContainerNode() ? value.isEmpty() : EngineOptions.isDefault(name, value.asText());
    }
}
