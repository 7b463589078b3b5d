package dev.outboard.systemd.daemon;

import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.text.PlainText;
import dev.outboard.systemd.options.EngineOption;
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
    /**
     * Creates a setting that no later change of a list or map reaches. Maps are in the order of their keys.
     *
     * @param option the option
     * @param value its value
     * @param <T> the class of the value
     * @return the setting
     */
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

    /**
     * The value, if an engine takes it.
     *
     * @return the value
     * @throws InvalidValueException if no engine takes it, or if it is not one line of text
     */
    T checked() {
        option.check(value);
        if (!PlainText.isOneLine(value.toString())) {
            throw new InvalidValueException(
                    option.name(), value.toString(), "one line of text, without control characters", "take them out");
        }
        return value;
    }

    @Override
    public String toString() {
        return option + "=" + value;
    }
}
