package dev.outboard.runner.configuration.file;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tomlj.MutableTomlTable;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

/**
 * Finds keys whatever their case, as GitLab Runner's TOML library does for the fields of a Go struct ({@code unifyStruct} in
 * {@code decode.go} of github.com/BurntSushi/toml). A table that is a Go map, such as {@code feature_flags}, has names that
 * count letter by letter.
 */
final class Spelling {
    private static final String FEATURE_FLAGS = "feature_flags";

    private Spelling() {}

    /** A path in the letters that the file has; what the file does not have stays as it is given. */
    static List<String> of(TomlTable table, List<String> path) {
        List<String> found = new ArrayList<>();
        TomlTable at = table;
        boolean isMap = false;
        for (String key : path) {
            found.add(isMap ? key : of(at, key));
            isMap = key.equals(FEATURE_FLAGS);
            at = at.get(found.subList(found.size() - 1, found.size())) instanceof TomlTable inner
                    ? inner
                    : MutableTomlTable.create();
        }
        return found;
    }

    /** A key in the letters that a table has; one that the table does not have stays as it is given. */
    static String of(TomlTable table, String key) {
        return table.contains(List.of(key))
                ? key
                : table.keySet().stream()
                        .filter(key::equalsIgnoreCase)
                        .findFirst()
                        .orElse(key);
    }

    /**
     * Refuses a file in which two spellings of one key stand: GitLab Runner takes either of them, another one each time,
     * since Go's maps have no order.
     */
    static void requireOne(String where, TomlTable file) {
        requireOneIn(where, file);
        table(file, "session_server").forEach(server -> requireOneIn(where, server));
        for (TomlTable runner : table(file, "runners")) {
            requireOneIn(where, runner);
            for (TomlTable docker : table(runner, "docker")) {
                requireOneIn(where, docker);
                table(docker, "services").forEach(service -> requireOneIn(where, service));
            }
            for (TomlTable cache : table(runner, "cache")) {
                requireOneIn(where, cache);
                for (String kind : List.of("s3", "gcs", "azure")) {
                    table(cache, kind).forEach(place -> requireOneIn(where, place));
                }
            }
        }
    }

    private static void requireOneIn(String where, TomlTable table) {
        Map<String, String> seen = new LinkedHashMap<>();
        for (String key : table.keySet()) {
            String other = seen.putIfAbsent(key.toLowerCase(Locale.ROOT), key);
            if (other != null) {
                throw new ConfigurationException(
                        where + ": " + place(table, other) + " and " + place(table, key)
                                + " are one key to GitLab Runner, which takes now the one and now the other",
                        "remove one of the two");
            }
        }
    }

    private static String place(TomlTable table, String key) {
        return "\"" + key + "\" in line " + table.inputPositionOf(List.of(key)).line();
    }

    /** The table of a key, or all tables of an array of them. */
    private static List<TomlTable> table(TomlTable table, String key) {
        Object value = table.get(List.of(of(table, key)));
        if (value instanceof TomlTable one) {
            return List.of(one);
        }
        List<TomlTable> tables = new ArrayList<>();
        if (value instanceof TomlArray array) {
            for (int index = 0; index < array.size(); index++) {
                if (array.get(index) instanceof TomlTable element) {
                    tables.add(element);
                }
            }
        }
        return tables;
    }
}
