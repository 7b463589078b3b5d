package dev.outboard.runner.configuration;

import static java.util.Objects.requireNonNull;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import dev.outboard.core.failure.ForeignText;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.Secret;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tomlj.MutableTomlArray;
import org.tomlj.MutableTomlTable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlBindOptions;
import org.tomlj.TomlInvalidTypeException;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;
import org.tomlj.TomlWriteOptions;

/**
 * A {@code config.toml}. Changes touch only the keys that they are about: other keys, comments and their order stay as
 * they were written, by people or by GitLab Runner. Immutable.
 */
public final class ConfigurationFile {
    static final List<String> TOKEN = List.of("token");

    /** GitLab Runner's default, as it writes it itself. */
    private static final String NEW = "concurrent = 1\n";

    private static final String MARK = "\uFEFF";
    private static final String RUNNERS = "runners";
    private static final String NAME = "name";
    private static final String SEPARATOR = "/";

    /** Two spaces below each table, as GitLab Runner writes its file. */
    private static final TomlWriteOptions LAYOUT =
            TomlWriteOptions.defaults().withIndent(2).withBlankLineBetweenNestedHeaders(false);

    private final String where;

    /** A byte order mark, or nothing: GitLab Runner's library skips it ({@code parse} in its {@code parse.go}). */
    private final String mark;

    private final String text;

    private ConfigurationFile(String where, String mark, String text) {
        this.where = where;
        this.mark = mark;
        this.text = text;
    }

    /**
     * Reads a file.
     *
     * @param where what to call it in messages, for example its path
     * @param content its content
     * @return the file
     * @throws ConfigurationException if it is not UTF-8, as TOML must be, or if {@link #parse(String, String)} refuses it. It is
     *     never read with other letters in place of those that it has, since it would be written back so
     */
    public static ConfigurationFile parse(String where, FileContent content) {
        byte[] bytes = content.bytes();
        content.malformedByte().ifPresent(at -> {
            throw new ConfigurationException(
                    where + ": is not UTF-8 at byte " + at + ", in line " + line(bytes, at),
                    "find out its encoding, and convert it: iconv -f ENCODING -t UTF-8");
        });
        return parse(where, content.text());
    }

    /** Lines begin after line feeds, also in UTF-16, whatever the second byte of one. */
    private static long line(byte[] bytes, int end) {
        return 1 + IntStream.range(0, end).filter(index -> bytes[index] == '\n').count();
    }

    /**
     * Reads a file.
     *
     * @param where what to call it in messages, for example its path
     * @param text its text; empty for a new file
     * @return the file
     * @throws ConfigurationException if it is not TOML, if its {@code runners} is not an array of tables, or if a key is there in
     *     two spellings; the message names the line and shows nothing of it
     */
    public static ConfigurationFile parse(String where, String text) {
        String mark = text.startsWith(MARK) ? MARK : "";
        String unmarked = text.substring(mark.length());
        ConfigurationFile file = new ConfigurationFile(where, mark, unmarked.isBlank() ? NEW : unmarked);
        TomlParseResult table = file.table();
        Spelling.requireOne(where, table);
        file.runnersIn(table);
        return file;
    }

    /**
     * What a {@code [[runners]]} says of its place in GitLab.
     *
     * @param url where GitLab is; empty text if it does not say
     * @param id the runner's number, if it is known
     * @param token the runner's authentication token, if it has one
     */
    public record Registered(String url, OptionalLong id, Optional<Secret> token) {
        /** The parts, as {@link ForeignText} shows them. */
        @Override
        public String toString() {
            return ForeignText.of(this);
        }
    }

    /**
     * Finds a runner.
     *
     * @param name its name
     * @return what the file says of it; of several with the name, the first
     */
    public Optional<Registered> runner(String name) {
        return find(table(), name)
                .map(runner -> new Registered(
                        string(runner, "url").orElse(""),
                        value(runner, List.of("id")) instanceof Long id ? OptionalLong.of(id) : OptionalLong.empty(),
                        string(runner, "token")
                                .filter(token -> !token.isEmpty())
                                .map(Secret::of)));
    }

    /**
     * What the jobs of a runner need by name from their daemon.
     *
     * @param name the runner's name
     * @return the names, of all runners that are called so; none if the file has no such runner
     */
    public List<DaemonNames> names(String name) {
        return tables(table()).stream()
                .filter(runner -> string(runner, NAME).filter(name::equals).isPresent())
                .flatMap(runner -> runner.get(Spelling.of(runner, List.of("docker"))) instanceof TomlTable docker
                        ? Stream.of(DaemonNames.of(docker))
                        : Stream.empty())
                .toList();
    }

    /**
     * What the lists of a runner lose where a later file stands in place of this one.
     *
     * @param later the other file
     * @param name the runner's name
     * @return for example {@code docker.volumes: /srv/m2:/root/.m2}; services by the names of their images
     */
    public List<String> lost(ConfigurationFile later, String name) {
        List<String> lost = elements(name);
        lost.removeAll(later.elements(name));
        return lost;
    }

    private List<String> elements(String name) {
        List<String> elements = new ArrayList<>();
        for (TomlTable runner : tables(table())) {
            if (string(runner, NAME).filter(name::equals).isPresent()
                    && runner.get(Spelling.of(runner, List.of("docker"))) instanceof TomlTable docker) {
                DockerLint.texts(docker, "volumes").forEach(volume -> elements.add("docker.volumes: " + volume));
                DockerLint.services(docker).forEach(image -> elements.add("docker.services: " + image));
            }
        }
        return elements;
    }

    /**
     * The names of all runners.
     *
     * @return in the file's order
     */
    public List<String> runners() {
        return tables(table()).stream()
                .flatMap(runner -> string(runner, NAME).stream())
                .toList();
    }

    /**
     * This file with a runner that GitLab has just made, or with a new token for one that is there.
     *
     * @param name the runner's name
     * @param url where GitLab is
     * @param id its number in GitLab
     * @param token its authentication token
     * @return the file
     */
    public ConfigurationFile withRegistered(String name, String url, long id, Secret token) {
        TomlParseResult table = table();
        MutableTomlTable runner = find(table, name).orElseGet(() -> add(table));
        set(runner, List.of(NAME), name);
        set(runner, List.of("url"), url);
        set(runner, List.of("id"), id);
        set(runner, TOKEN, token.reveal());
        set(runner, List.of("executor"), "docker");
        return written(table);
    }

    /**
     * This file with another token for a runner.
     *
     * @param name the runner's name; one that the file has
     * @param token its authentication token
     * @return the file
     */
    public ConfigurationFile withToken(String name, Secret token) {
        TomlParseResult table = table();
        set(find(table, name).orElseThrow(), TOKEN, token.reveal());
        return written(table);
    }

    /**
     * This file as a spec wants it.
     *
     * @param process the keys of the whole process
     * @param entries the runners
     * @param owned the keys that an earlier spec decided ({@link #keys}): those that this one does not decide go
     * @return the file; the same one if it is as it shall be
     */
    public ConfigurationFile merge(Settings process, List<RunnerEntry> entries, Set<String> owned) {
        TomlParseResult table = table();
        Set<String> kept = keys(process, entries);
        Set<String> names = entries.stream().map(RunnerEntry::name).collect(Collectors.toSet());
        owned.stream().filter(key -> !kept.contains(key)).forEach(key -> remove(table, key, names));
        process.encoded()
                .forEach((setting, value) -> set(table, path(setting.section().path(), setting.key()), value));
        for (RunnerEntry entry : entries) {
            MutableTomlTable runner = find(table, entry.name()).orElseGet(() -> add(table));
            entry.values().forEach((key, value) -> set(runner, key, value));
        }
        return written(table);
    }

    /**
     * This file without some runners.
     *
     * @param names their names
     * @return the file; the same one if it has none of them
     */
    public ConfigurationFile without(Set<String> names) {
        TomlParseResult table = table();
        remove(table, names);
        return written(table);
    }

    private void remove(TomlParseResult table, Set<String> names) {
        List<MutableTomlTable> runners = tables(table);
        for (int index = runners.size() - 1; index >= 0; index--) {
            if (string(runners.get(index), NAME).filter(names::contains).isPresent()) {
                runnersIn(table).remove(index);
            }
        }
        if (!runners.isEmpty() && runnersIn(table).isEmpty()) {
            // what is added to "runners = []" would not be written as [[runners]]
            table.remove(Spelling.of(table, List.of(RUNNERS)));
        }
    }

    /**
     * What the file has for a key of the whole process.
     *
     * @param setting one of {@link ProcessSettings}
     * @return what TOML has there, or empty
     */
    public Optional<Object> value(Setting<?> setting) {
        return Optional.ofNullable(value(table(), path(setting.section().path(), setting.key())));
    }

    /**
     * The keys that a spec decides, in a form that a receipt can keep.
     *
     * @param process the keys of the whole process
     * @param entries the runners
     * @return for example {@code concurrent} and {@code runner1/docker/memory}, sorted
     */
    public static Set<String> keys(Settings process, List<RunnerEntry> entries) {
        Set<String> keys = new TreeSet<>();
        process.keys()
                .forEach(setting ->
                        keys.add(String.join(SEPARATOR, path(setting.section().path(), setting.key()))));
        entries.forEach(entry -> entry.values()
                .keySet()
                .forEach(key -> keys.add(entry.name() + SEPARATOR + String.join(SEPARATOR, key))));
        return keys;
    }

    /**
     * The text.
     *
     * @return the whole file, with its secrets
     */
    public String text() {
        return mark + text;
    }

    /**
     * The text for people.
     *
     * @return the whole file, with {@code ****} for what is or may be a secret
     */
    public String masked() {
        return masked(new Masking(secret -> Masking.MASK));
    }

    /**
     * The text for people who compare it with a former one.
     *
     * @param former the file as it was
     * @return the whole file, with {@code ****} for a secret that the former one has too, and {@code **** (new)} for another
     */
    public String masked(ConfigurationFile former) {
        Set<String> known = new HashSet<>();
        former.masked(new Masking(secret -> {
            known.add(secret);
            return Masking.MASK;
        }));
        return masked(new Masking(secret -> known.contains(secret) ? Masking.MASK : Masking.MASK + " (new)"));
    }

    private String masked(Masking masking) {
        TomlParseResult table = table();
        masking.mask(table);
        return Masking.lines(table.toToml(LAYOUT));
    }

    /** Whether the texts are the same, with all secrets. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ConfigurationFile that && text().equals(that.text());
    }

    @Override
    public int hashCode() {
        return text().hashCode();
    }

    /** Where it is; never what is in it. */
    @Override
    public String toString() {
        return where;
    }

    TomlParseResult table() {
        TomlParseResult parsed = Toml.parse(text);
        if (parsed.hasErrors()) {
            TomlParseError error = parsed.errors().get(0);
            throw new ConfigurationException(
                    where + ": is not TOML at line " + error.position().line() + ", column "
                            + error.position().column(),
                    "correct the line; GitLab Runner can't read the file either");
        }
        return parsed;
    }

    private MutableTomlArray runnersIn(TomlParseResult table) {
        try {
            List<String> key = Spelling.of(table, List.of(RUNNERS));
            if (table.contains(key)) {
                MutableTomlArray runners = table.getArray(key);
                for (int index = 0; index < runners.size(); index++) {
                    runners.getTable(index);
                }
                return runners;
            }
            return MutableTomlArray.create();
        } catch (TomlInvalidTypeException other) {
            throw new ConfigurationException(
                    where + ": its runners are no [[runners]]", "write each runner as a table [[runners]]");
        }
    }

    private List<MutableTomlTable> tables(TomlParseResult table) {
        MutableTomlArray runners = runnersIn(table);
        List<MutableTomlTable> tables = new ArrayList<>();
        for (int index = 0; index < runners.size(); index++) {
            tables.add(runners.getTable(index));
        }
        return tables;
    }

    private Optional<MutableTomlTable> find(TomlParseResult table, String name) {
        return tables(table).stream()
                .filter(runner -> string(runner, NAME).filter(name::equals).isPresent())
                .findFirst();
    }

    private MutableTomlTable add(TomlParseResult table) {
        List<String> key = Spelling.of(table, List.of(RUNNERS));
        if (runnersIn(table).isEmpty()) {
            table.remove(key);
        }
        MutableTomlArray runners = table.getOrCreateArray(key);
        runners.add(MutableTomlTable.create());
        return runners.getTable(runners.size() - 1);
    }

    /** A key that says already what it shall keeps its spelling, and its comment. */
    private void set(MutableTomlTable table, List<String> key, Object value) {
        Object wanted = value instanceof Secret secret ? secret.reveal() : value;
        try {
            if (!wanted.equals(value(table, key))) {
                table.set(Spelling.of(table, key), toToml(wanted));
            }
        } catch (TomlInvalidTypeException notATable) {
            throw new ConfigurationException(
                    where + ": " + String.join(".", key.subList(0, key.size() - 1)) + " is no table",
                    "write it as a table, or remove it");
        }
    }

    private static Object toToml(Object value) {
        if (value instanceof List<?> list) {
            return MutableTomlArray.from(list, TomlBindOptions.defaults());
        }
        return value instanceof Map<?, ?> map ? MutableTomlTable.from(map, TomlBindOptions.defaults()) : value;
    }

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

    /** A key of a runner that no spec names any more takes the runner with it. */
    private void remove(TomlParseResult table, String key, Set<String> names) {
        List<String> path = Splitter.on(SEPARATOR).splitToList(key);
        Optional<MutableTomlTable> runner = path.size() > 1 ? find(table, path.get(0)) : Optional.empty();
        if (runner.isEmpty()) {
            table.remove(Spelling.of(table, path));
        } else if (!names.contains(path.get(0))) {
            remove(table, ImmutableSet.of(path.get(0)));
        } else if (!path.equals(List.of(path.get(0), TOKEN.get(0)))) {
            runner.get().remove(Spelling.of(runner.get(), path.subList(1, path.size())));
        }
    }

    private static List<String> path(List<String> table, String key) {
        List<String> path = new ArrayList<>(table);
        path.add(key);
        return path;
    }

    private ConfigurationFile written(TomlParseResult table) {
        return table.isModified() ? new ConfigurationFile(where, mark, table.toToml(LAYOUT)) : this;
    }
}
