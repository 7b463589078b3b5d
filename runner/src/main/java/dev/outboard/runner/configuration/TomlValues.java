package dev.outboard.runner.configuration;

import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.text.PlainText;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** From Java's values to those that TOML has, in the spelling that GitLab Runner reads. */
final class TomlValues {
    private TomlValues() {}

    /** A value whose type is not declared. */
    static Object of(Object value) {
        if (value instanceof String text) {
            return text(text);
        }
        if (value instanceof Integer || value instanceof Long) {
            return ((Number) value).longValue();
        }
        if (value instanceof Boolean) {
            return value;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(TomlValues::of).toList();
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> table = new TreeMap<>();
            map.forEach((key, element) -> table.put(text(key.toString()), of(element)));
            return table;
        }
        throw new InvalidValueException(
                "value",
                value.getClass().getSimpleName(),
                "text, a whole number, a truth value, or a list or map of these",
                "convert it to one of these");
    }

    /** One line: whatever a key is for, a line break in it is a mistake or an attack. */
    static String text(String text) {
        if (text.isBlank() || !PlainText.isOneLine(text)) {
            throw new InvalidValueException(
                    "value", text, "one line that is not blank", "leave the setting out for GitLab Runner's default");
        }
        return text;
    }

    /** Several lines, for scripts. */
    static String script(String script) {
        if (script.isBlank() || !PlainText.isLines(script)) {
            throw new InvalidValueException(
                    "script", script, "shell commands without control characters", "leave the setting out for none");
        }
        return script;
    }

    static long atLeast(long minimum, long value) {
        if (value < minimum) {
            throw new InvalidValueException(
                    "number",
                    Long.toString(value),
                    minimum + " or more",
                    "leave the setting out for GitLab Runner's default");
        }
        return value;
    }

    static long seconds(Duration duration) {
        if (duration.toSeconds() < 1 || !duration.equals(Duration.ofSeconds(duration.toSeconds()))) {
            throw new InvalidValueException(
                    "duration", duration.toString(), "whole seconds, at least one", "use Duration.ofSeconds(…)");
        }
        return duration.toSeconds();
    }

    /** As Go's {@code time.Duration} prints itself, which GitLab Runner parses. */
    static String goDuration(Duration duration) {
        long seconds = seconds(duration);
        String tail = seconds % 60 + "s";
        long minutes = seconds / 60;
        if (minutes == 0) {
            return tail;
        }
        return minutes < 60 ? minutes + "m" + tail : minutes / 60 + "h" + minutes % 60 + "m" + tail;
    }

    static <E> List<String> texts(List<E> elements) {
        return elements.stream().map(element -> text(element.toString())).toList();
    }

    /** GitLab Runner leaves a variable without a name or a "=" out, and says nothing ({@code ParseVariable}). */
    static String variable(String variable) {
        if (variable.indexOf('=') < 1) {
            throw new InvalidValueException(
                    "variable", variable, "NAME=VALUE", "write e.g. \"LC_ALL=C.UTF-8\", and \"NAME=\" for no value");
        }
        return text(variable);
    }

    static List<String> variables(List<String> variables) {
        return variables.stream().map(TomlValues::variable).toList();
    }

    /** One element as a text of its own: GitLab Runner read nothing else before it read lists, and reads both now. */
    static <E> Object oneOrTexts(List<E> elements) {
        List<String> texts = texts(elements);
        return texts.size() == 1 ? texts.get(0) : texts;
    }

    static Map<String, Object> tableOfTexts(Map<String, List<String>> entries) {
        Map<String, Object> table = new TreeMap<>();
        entries.forEach((key, texts) -> table.put(text(key), texts(texts)));
        return table;
    }

    /** In the order of the keys: TOML's tables have none, and same input gives same bytes. */
    static Map<String, Object> table(Map<String, ?> entries) {
        Map<String, Object> table = new TreeMap<>();
        entries.forEach((key, value) -> table.put(text(key), text(value.toString())));
        return table;
    }
}
