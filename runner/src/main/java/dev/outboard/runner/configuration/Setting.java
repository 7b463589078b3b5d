package dev.outboard.runner.configuration;

import dev.outboard.core.failure.InvalidValueException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A key of {@code config.toml} and the type of its value. The keys that GitLab Runner 19.3 reads for the docker executor
 * are constants of {@link ProcessSettings}, {@link RunnerSettings} and {@link DockerSettings}; {@link #untyped} is for
 * those that came later.
 *
 * <p>Two settings are equal if they are the same key of the same section.
 *
 * @param <T> the type of the value
 */
public final class Setting<T> implements Comparable<Setting<?>> {
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-]+");
    private static final int LAST = Integer.MAX_VALUE;
    private static final Comparator<Setting<?>> ORDER = Comparator.<Setting<?>, Section>comparing(Setting::section)
            .thenComparingInt(setting -> setting.rank)
            .thenComparing(Setting::key);

    private final Section section;
    private final String key;
    private final RunnerVersion since;
    private final int rank;
    private final boolean isRaw;
    private final Function<? super T, Object> encoding;
    private final Function<? super T, Optional<Requirement>> further;

    Setting(Section section, String key, RunnerVersion since, int rank, Function<? super T, Object> encoding) {
        this(section, key, since, rank, false, encoding, value -> Optional.empty());
    }

    private Setting(
            Section section,
            String key,
            RunnerVersion since,
            int rank,
            boolean isRaw,
            Function<? super T, Object> encoding,
            Function<? super T, Optional<Requirement>> further) {
        this.section = section;
        this.key = key;
        this.since = since;
        this.rank = rank;
        this.isRaw = isRaw;
        this.encoding = encoding;
        this.further = further;
    }

    /** The same key, of which some values came later than the others. */
    Setting<T> later(String version, Predicate<? super T> values, String content) {
        Requirement later = new Requirement(toString(), content, RunnerVersion.of(version));
        return new Setting<>(
                section,
                key,
                since,
                rank,
                isRaw,
                encoding,
                value -> Optional.of(later).filter(known -> values.test(value)));
    }

    /**
     * A key that has no constant here.
     *
     * @param section the table it stands in
     * @param key the key, without the table
     * @return a setting that takes text, whole numbers, truth values, and lists and maps of these
     * @throws InvalidValueException if it is not a bare TOML key, there is a constant for it, or it follows from a spec
     */
    public static Setting<Object> untyped(Section section, String key) {
        if (!KEY.matcher(key).matches()) {
            throw new InvalidValueException(
                    "setting",
                    key,
                    "letters, digits, \"_\" and \"-\"",
                    "name the key alone; a table is a map as the value");
        }
        declarations().forEach(declarations -> declarations.refuse(section, key));
        if (section == Section.CACHE || section == Section.FEATURE_FLAGS) {
            throw new InvalidValueException(
                    "setting",
                    section.nameOf(key),
                    "a key of another section",
                    section == Section.CACHE ? "use cache(RunnerCache…)" : "use featureFlag(name, value)");
        }
        return new Setting<>(section, key, RunnerVersion.of("0.0"), LAST, TomlValues::of);
    }

    /**
     * A key that has a constant, for a value that the constant does not take: a newer GitLab Runner may read more than it did
     * when the constant was made. The value goes to the file as it is. The keys {@code image}, {@code volumes} and {@code
     * services} can be given so too; what the spec says of them otherwise is not written then.
     *
     * @param section the table it stands in
     * @param key the key, without the table
     * @return a setting that takes text, whole numbers, truth values, and lists and maps of these. {@link Settings#get} with
     *     the constant does not see its value
     * @throws InvalidValueException if there is no constant for the key
     */
    public static Setting<Object> raw(Section section, String key) {
        int rank = declarations().stream()
                .filter(declarations -> declarations.isOf(section))
                .mapToInt(declarations -> declarations.rank(key))
                .findFirst()
                .orElse(-1);
        if (rank < 0) {
            throw new InvalidValueException(
                    "setting",
                    section.nameOf(key),
                    "a key with a constant, or image, volumes or services",
                    "use Setting.untyped(…) for a key that has no constant; what follows from the spec can't be given otherwise");
        }
        return new Setting<>(
                section, key, RunnerVersion.of("0.0"), rank, true, TomlValues::of, value -> Optional.empty());
    }

    private static List<KeyDeclarations> declarations() {
        return List.of(ProcessSettings.GLOBAL, ProcessSettings.SESSION, RunnerSettings.RUNNER, DockerSettings.DOCKER);
    }

    /** Whether the value is as the file has it, whatever the type of the constant for the key. */
    boolean isRaw() {
        return isRaw;
    }

    /**
     * The table that the key stands in.
     *
     * @return the section
     */
    public Section section() {
        return section;
    }

    /**
     * The key.
     *
     * @return for example {@code memory}
     */
    public String key() {
        return key;
    }

    /**
     * The first version of GitLab Runner that knows the key.
     *
     * @return the version; {@code 0.0} for an untyped setting
     */
    public RunnerVersion since() {
        return since;
    }

    /** What the key with this value asks of GitLab Runner. */
    Requirement requirement(T value) {
        Requirement ofKey = new Requirement(toString(), "a key", since);
        return further.apply(value).orElse(ofKey);
    }

    /**
     * A value as TOML has it.
     *
     * @throws InvalidValueException if GitLab Runner would not take it
     */
    Object encode(T value) {
        return encoding.apply(value);
    }

    /** Sections and keys in the order in which GitLab Runner writes them; untyped ones last. */
    @Override
    public int compareTo(Setting<?> other) {
        return ORDER.compare(this, other);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Setting<?> that && section == that.section && key.equals(that.key);
    }

    @Override
    public int hashCode() {
        return Map.entry(section, key).hashCode();
    }

    /**
     * The key with its table.
     *
     * @return for example {@code runners.docker.memory}
     */
    @Override
    public String toString() {
        return section.nameOf(key);
    }
}
