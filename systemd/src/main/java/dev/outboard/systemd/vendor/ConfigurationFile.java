package dev.outboard.systemd.vendor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.outboard.systemd.options.EngineOption;
import dev.outboard.systemd.options.EngineOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
            Optional<EngineOption<?>> option = EngineOptions.find(field.getKey());
            if (option.filter(EngineOption::isUnsaid).isEmpty() && !isDefault(option, field.getValue())) {
                settings.add(
                        LeftOut.ofEngine(path, field.getKey(), !field.getValue().isBoolean()));
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

    private static boolean isDefault(Optional<EngineOption<?>> option, JsonNode value) {
        return value.isContainerNode()
                ? value.isEmpty()
                : option.filter(known -> known.isDefault(value.asText())).isPresent();
    }
}
