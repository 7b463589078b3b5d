package dev.outboard.systemd.daemon;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Splitter;
import dev.outboard.core.failure.Problems;
import dev.outboard.systemd.engine.EngineOption;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An option of the engine with a value, which stands in the configuration file.
 *
 * @param <T> the class of the value
 * @param option the option
 * @param value its value
 */
record EngineSetting<T>(EngineOption<T> option, T value) {
    private static final ObjectMapper JSON = new ObjectMapper();

    void check(Problems problems) {
        problems.check(option.name(), () -> {
            option.check(value);
            return value;
        });
    }

    /** Writes the value under the option's key, a dot of which leads into an object. */
    void configure(ObjectNode configuration) {
        List<String> keys = Splitter.on('.').splitToList(option.key());
        int last = keys.size() - 1;
        ObjectNode object = configuration;
        for (String key : keys.subList(0, last)) {
            object = object.withObjectProperty(key);
        }
        object.set(keys.get(last), JSON.valueToTree(plain(value)));
    }

    /** Values such as addresses are texts in JSON; keys stand in the order of their names. */
    private static Object plain(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> plain = new TreeMap<>();
            map.forEach((key, each) -> plain.put(key.toString(), plain(each)));
            return plain;
        }
        if (value instanceof Collection<?> list) {
            return list.stream().map(EngineSetting::plain).toList();
        }
        return value instanceof Boolean || value instanceof Number ? value : value.toString();
    }

    @Override
    public String toString() {
        return option + "=" + value;
    }
}
