package dev.outboard.systemd.daemon.host;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Splitter;
import com.google.common.collect.Maps;
import dev.outboard.systemd.options.EngineOption;
import java.util.List;
import java.util.Map;

/** Writes settings of the engine into its configuration file. */
final class SettingWriter {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SettingWriter() {}

    /** Writes the value under the option's key, a dot of which leads into an object. */
    static void write(EngineOption<?> option, Object value, ObjectNode configuration) {
        List<String> keys = Splitter.on('.').splitToList(option.key());
        int last = keys.size() - 1;
        ObjectNode object = configuration;
        for (String key : keys.subList(0, last)) {
            object = object.withObjectProperty(key);
        }
        object.set(keys.get(last), JSON.valueToTree(plain(value)));
    }

    /** Values such as addresses are texts in JSON. */
    private static Object plain(Object value) {
        if (value instanceof Map<?, ?> map) {
            return Maps.transformValues(map, SettingWriter::plain);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(SettingWriter::plain).toList();
        }
        return value instanceof Boolean || value instanceof Number ? value : value.toString();
    }
}
