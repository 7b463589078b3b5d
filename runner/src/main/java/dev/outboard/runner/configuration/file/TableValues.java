package dev.outboard.runner.configuration.file;

import static java.util.Objects.requireNonNull;

import dev.outboard.core.value.Secret;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tomlj.MutableTomlArray;
import org.tomlj.MutableTomlTable;
import org.tomlj.TomlArray;
import org.tomlj.TomlBindOptions;
import org.tomlj.TomlInvalidTypeException;
import org.tomlj.TomlTable;

/** Reads and writes the values of a table, whatever the letters of its keys: see {@link Spelling}. */
final class TableValues {
    private TableValues() {}

    /** What a table has for a key, with lists and maps in place of TOML's own types; null if it has nothing. */
    static @Nullable Object value(TomlTable table, List<String> key) {
        try {
            return plain(table.get(Spelling.of(table, key)));
        } catch (TomlInvalidTypeException notATable) {
            return null;
        }
    }

    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof TomlArray array) {
            List<Object> list = new ArrayList<>();
            for (int index = 0; index < array.size(); index++) {
                list.add(requireNonNull(plain(array.get(index))));
            }
            return list;
        }
        if (value instanceof TomlTable table) {
            Map<String, Object> map = new LinkedHashMap<>();
            table.keySet().forEach(key -> map.put(key, requireNonNull(plain(table.get(List.of(key))))));
            return map;
        }
        return value;
    }

    static Optional<String> string(TomlTable table, String key) {
        return value(table, List.of(key)) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /** A key that has the value already keeps its spelling and its comment. */
    static void set(String where, MutableTomlTable table, List<String> key, Object value) {
        Object wanted = value instanceof Secret secret ? secret.reveal() : value;
        try {
            if (!wanted.equals(value(table, key))) {
                table.set(Spelling.of(table, key), toToml(wanted));
            }
        } catch (TomlInvalidTypeException notATable) {
            throw new ConfigurationException(
                    where + ": " + String.join(".", key.subList(0, key.size() - 1)) + " is not a table",
                    "write it as a table, or remove it");
        }
    }

    private static Object toToml(Object value) {
        if (value instanceof List<?> list) {
            return MutableTomlArray.from(list, TomlBindOptions.defaults());
        }
        return value instanceof Map<?, ?> map ? MutableTomlTable.from(map, TomlBindOptions.defaults()) : value;
    }
}
