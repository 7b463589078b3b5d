package dev.outboard.systemd.daemon;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Splitter;
import com.google.common.collect.Maps;
import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.failure.Problems;
import dev.outboard.core.value.PlainText;
import dev.outboard.systemd.engine.EngineOption;
import java.util.Collections;
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

    /** A setting that no later change of a list or map reaches. Maps are in the order of their keys. */
    @SuppressWarnings("unchecked") // the copy of a list is a list, and that of a map is a map
    static <T> EngineSetting<T> of(EngineOption<T> option, T value) {
        return new EngineSetting<>(option, (T) copy(value));
    }

    private static Object copy(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> copy = new TreeMap<>();
            map.forEach((key, each) -> copy.put(key.toString(), copy(each)));
            return Collections.unmodifiableMap(copy);
        }
        return value instanceof List<?> list
                ? list.stream().map(EngineSetting::copy).toList()
                : value;
    }

    void check(Problems problems) {
        problems.check(option.name(), () -> {
            option.check(value);
            if (!PlainText.isOneLine(value.toString())) {
                throw new InvalidValueException(
                        option.name(),
                        value.toString(),
                        "one line of text, without control characters",
                        "take them out");
            }
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

    /** Values such as addresses are texts in JSON. */
    private static Object plain(Object value) {
        if (value instanceof Map<?, ?> map) {
            return Maps.transformValues(map, EngineSetting::plain);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(EngineSetting::plain).toList();
        }
        return value instanceof Boolean || value instanceof Number ? value : value.toString();
    }

    @Override
    public String toString() {
        return option + "=" + value;
    }
}
