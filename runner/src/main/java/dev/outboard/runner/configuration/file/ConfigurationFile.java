package dev.outboard.runner.configuration.file;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedSet;
import dev.outboard.core.failure.ConflictException;
import dev.outboard.core.value.FileContent;
import dev.outboard.runner.configuration.ProcessSettings;
import dev.outboard.runner.configuration.Setting;
import dev.outboard.runner.configuration.Settings;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tomlj.MutableTomlTable;
import org.tomlj.Toml;
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
    private static final String NAME = "name";
    private static final String URL = "url";
    private static final String ID = "id";
    private static final String EXECUTOR = "executor";
    private static final String DOCKER = "docker";
    private static final ImmutableSet<String> OF_IDENTITY = ImmutableSet.of(NAME, URL, ID, "token", EXECUTOR);
    private static final List<String> OBTAINED_AT = List.of("token_obtained_at");
    private static final List<String> EXPIRES_AT = List.of("token_expires_at");

    /** Two spaces below each table, as GitLab Runner writes its file. */
    private static final TomlWriteOptions LAYOUT =
            TomlWriteOptions.defaults().withIndent(2).withBlankLineBetweenNestedHeaders(false);

    private final String where;

    /** A byte order mark, or nothing: github.com/BurntSushi/toml skips it since v1.3.0 ({@code parse} in {@code parse.go}). */
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
        new RunnerTables(where, table).requireTables();
        return file;
    }

    /**
     * Finds a runner.
     *
     * @param runner who it is
     * @return what the file says of it
     * @throws ConflictException if several entries may be the runner; the message names them
     */
    public Optional<RegisteredRunner> runner(RunnerIdentity runner) {
        return runners(table()).entry(runner);
    }

    /**
     * All runners.
     *
     * @return what the file says of each, in its order
     */
    public List<RegisteredRunner> entries() {
        return runners(table()).entries();
    }

    /**
     * What the jobs of a runner need by name from their daemon.
     *
     * @param name the runner's name
     * @return the names, of all runners that are called so; none if the file has no such runner
     */
    public List<DaemonNames> names(String name) {
        return runners(table()).named(name).stream()
                .flatMap(runner -> runner.get(Spelling.of(runner, List.of(DOCKER))) instanceof TomlTable docker
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
        for (TomlTable runner : runners(table()).named(name)) {
            if (runner.get(Spelling.of(runner, List.of(DOCKER))) instanceof TomlTable docker) {
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
        return runners(table()).all().stream()
                .flatMap(runner -> TableValues.string(runner, NAME).stream())
                .toList();
    }

    /**
     * This file with what GitLab gave a runner, which is added if it is not there.
     *
     * @param runner who it is
     * @param given its number and token, and the times of that; what is not known of them goes from the file
     * @return the file
     */
    public ConfigurationFile with(RunnerIdentity runner, RunnerCredentials given) {
        TomlParseResult table = table();
        RunnerTables runners = runners(table);
        MutableTomlTable entry = runners.find(runner).orElseGet(runners::add);
        set(entry, List.of(NAME), runner.name());
        runner.url().ifPresent(url -> setUrl(entry, url));
        setOrRemove(
                entry,
                List.of(ID),
                given.id().isPresent() ? Optional.of(given.id().getAsLong()) : Optional.empty());
        set(entry, TOKEN, given.token().reveal());
        setOrRemove(entry, OBTAINED_AT, given.expiresAt().map(time -> toToml(given.obtainedAt())));
        setOrRemove(entry, EXPIRES_AT, given.expiresAt().map(ConfigurationFile::toToml));
        set(entry, List.of(EXECUTOR), DOCKER);
        return written(table);
    }

    /** As GitLab Runner writes times. */
    private static OffsetDateTime toToml(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).atOffset(ZoneOffset.UTC);
    }

    /** The spelling of the same address stays. */
    private void setUrl(MutableTomlTable entry, GitLabUrl url) {
        if (!url.equals(GitLabUrl.of(TableValues.string(entry, URL).orElse("")))) {
            set(entry, List.of(URL), url.toString());
        }
    }

    private void setOrRemove(MutableTomlTable entry, List<String> key, Optional<?> value) {
        value.ifPresentOrElse(known -> set(entry, key, known), () -> entry.remove(Spelling.of(entry, key)));
    }

    /**
     * This file as a spec wants it. A runner that has a token keeps it: whether it is the right one, GitLab knows. Runners that
     * the spec does not name stay: they leave the file when they leave GitLab.
     *
     * @param process the keys of the whole process
     * @param entries the runners
     * @param owned the keys that an earlier spec decided: those that this one does not decide go
     * @return the file; the same one if it is up to date
     */
    public ConfigurationFile merge(Settings process, List<RunnerEntry> entries, DecidedKeys owned) {
        TomlParseResult table = table();
        DecidedKeys decided = DecidedKeys.of(process, entries);
        owned.process().stream()
                .filter(key -> !decided.process().contains(key))
                .forEach(key -> table.remove(Spelling.of(table, DecidedKeys.path(key))));
        process.encoded()
                .forEach((setting, value) -> set(table, path(setting.section().path(), setting.key()), value));
        RunnerTables runners = runners(table);
        for (RunnerEntry entry : entries) {
            MutableTomlTable runner = runners.find(entry.identity())
                    .or(() -> moved(runners, entry, owned))
                    .orElseGet(runners::add);
            owned.runners().getOrDefault(entry.name(), ImmutableSortedSet.of()).stream()
                    .map(DecidedKeys::path)
                    .filter(key -> !entry.values().containsKey(key) && !key.equals(TOKEN))
                    .forEach(key -> runner.remove(Spelling.of(runner, key)));
            entry.values().forEach((key, value) -> decide(runner, key, value));
        }
        return written(table);
    }

    /** An entry that moves to another GitLab is the same, but for what the old GitLab gave it. */
    private static Optional<MutableTomlTable> moved(RunnerTables runners, RunnerEntry entry, DecidedKeys owned) {
        Optional<MutableTomlTable> runner =
                owned.urls().containsKey(entry.name()) ? runners.find(owned.runner(entry.name())) : Optional.empty();
        runner.ifPresent(ConfigurationFile::removeCredentials);
        return runner;
    }

    private static void removeCredentials(MutableTomlTable entry) {
        Stream.of(List.of(ID), TOKEN, OBTAINED_AT, EXPIRES_AT).forEach(key -> entry.remove(Spelling.of(entry, key)));
    }

    private void decide(MutableTomlTable runner, List<String> key, Object value) {
        if (key.equals(List.of(URL))) {
            setUrl(runner, GitLabUrl.of(value.toString()));
        } else if (!key.equals(TOKEN)
                || TableValues.string(runner, "token").orElse("").isEmpty()) {
            set(runner, key, value);
        }
    }

    /**
     * This file without a runner.
     *
     * @param runner who it is
     * @return the file; the same one if it does not have the runner
     * @throws ConflictException if several entries may be the runner
     */
    public ConfigurationFile without(RunnerIdentity runner) {
        TomlParseResult table = table();
        RunnerTables runners = runners(table);
        runners.entry(runner).ifPresent(runners::remove);
        return written(table);
    }

    /**
     * This file with the entry of a runner for another GitLab, without what the former one gave it. Its other keys stay.
     *
     * @param runner who the runner is in the former GitLab
     * @param url where the other GitLab is
     * @return the file; the same one if it does not have the runner
     * @throws ConflictException if several entries may be the runner
     */
    public ConfigurationFile movedTo(GitLabUrl url, RunnerIdentity runner) {
        TomlParseResult table = table();
        runners(table).find(runner).ifPresent(entry -> {
            removeCredentials(entry);
            set(entry, List.of(URL), url.toString());
        });
        return written(table);
    }

    /**
     * This file with a runner as another file has it. A runner that this file has stays as it is here.
     *
     * @param other the other file
     * @param runner who it is
     * @param left keys of the runner that do not come along, as {@link DecidedKeys} writes them; those that tell who it is
     *     come in any case
     * @return the file; the same one if it has the runner, or the other one does not
     */
    public ConfigurationFile withEntryOf(ConfigurationFile other, RunnerIdentity runner, Set<String> left) {
        TomlParseResult table = table();
        RunnerTables runners = runners(table);
        if (runners.entry(runner).isEmpty()) {
            other.runners(other.table()).find(runner).ifPresent(entry -> {
                MutableTomlTable copy = MutableTomlTable.copyOf(entry);
                left.stream()
                        .filter(key -> !OF_IDENTITY.contains(key))
                        .forEach(key -> copy.remove(Spelling.of(copy, DecidedKeys.path(key))));
                runners.add(copy);
            });
        }
        return written(table);
    }

    /**
     * What the file has for a key of the whole process.
     *
     * @param setting one of {@link ProcessSettings}
     * @return what TOML has there, or empty
     */
    public Optional<Object> value(Setting<?> setting) {
        return Optional.ofNullable(
                TableValues.value(table(), path(setting.section().path(), setting.key())));
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
        Set<String> known = new LinkedHashSet<>();
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

    private static List<String> path(List<String> table, String key) {
        List<String> path = new ArrayList<>(table);
        path.add(key);
        return path;
    }

    private RunnerTables runners(TomlParseResult table) {
        return new RunnerTables(where, table);
    }

    private void set(MutableTomlTable table, List<String> key, Object value) {
        TableValues.set(where, table, key, value);
    }

    private ConfigurationFile written(TomlParseResult table) {
        return table.isModified() ? new ConfigurationFile(where, mark, table.toToml(LAYOUT)) : this;
    }
}
