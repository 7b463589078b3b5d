package dev.outboard.machine;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

/** What a {@code config.toml} says, key by key. */
final class TomlKeys {
    private TomlKeys() {}

    /**
     * Reads a file.
     *
     * @param text its text
     * @return each key with its tables, for example {@code runners.docker.memory}, and what it has; those of a {@code
     *     [[runners]]} begin with its name and a colon
     */
    static Map<String, Object> of(String text) {
        Map<String, Object> keys = new TreeMap<>();
        read(Toml.parse(text), "", keys);
        return keys;
    }

    private static void read(TomlTable table, String prefix, Map<String, Object> keys) {
        for (String key : table.keySet()) {
            Object value = table.get(List.of(key));
            if (value instanceof TomlTable nested) {
                read(nested, prefix + key + ".", keys);
            } else if (value instanceof TomlArray array && key.equals("runners")) {
                for (int index = 0; index < array.size(); index++) {
                    TomlTable runner = array.getTable(index);
                    read(runner, runner.getString("name") + ":runners.", keys);
                }
            } else if (value instanceof TomlArray array) {
                keys.put(prefix + key, array.toList());
            } else if (value != null) {
                keys.put(prefix + key, value);
            }
        }
    }
}
