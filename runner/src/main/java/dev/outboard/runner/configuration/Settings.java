package dev.outboard.runner.configuration;

import static java.util.Objects.requireNonNull;

import dev.outboard.core.failure.InvalidValueException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Values for some keys of {@code config.toml}. Immutable; equal to others that would be written alike. */
public final class Settings {
    private static final Settings NONE = new Settings(new TreeMap<>(), new TreeMap<>());

    private final SortedMap<Setting<?>, Object> values;
    private final SortedMap<Setting<?>, Object> encoded;

    private Settings(SortedMap<Setting<?>, Object> values, SortedMap<Setting<?>, Object> encoded) {
        this.values = Collections.unmodifiableSortedMap(values);
        this.encoded = Collections.unmodifiableSortedMap(encoded);
    }

    /**
     * No values: every key is left as it is.
     *
     * @return the empty settings
     */
    public static Settings none() {
        return NONE;
    }

    /**
     * These settings with one value more, or another one.
     *
     * @param setting which key
     * @param value its value
     * @param <T> the type of the value
     * @return the new settings
     * @throws InvalidValueException if GitLab Runner would not take the value
     */
    public <T> Settings with(Setting<T> setting, T value) {
        SortedMap<Setting<?>, Object> newValues = new TreeMap<>(values);
        SortedMap<Setting<?>, Object> newEncoded = new TreeMap<>(encoded);
        Object encodedValue = setting.encode(requireNonNull(value, () -> setting + " is null"));
        // an equal setting may be there that takes another type
        newEncoded.remove(setting);
        newValues.remove(setting);
        newEncoded.put(setting, encodedValue);
        newValues.put(setting, value);
        return new Settings(newValues, newEncoded);
    }

    /**
     * The value of a key.
     *
     * @param setting which key
     * @param <T> the type of the value
     * @return the value, or empty if these settings leave the key as it is
     */
    @SuppressWarnings("unchecked") // put there by with(), for an equal setting that has the same type
    public <T> Optional<T> get(Setting<T> setting) {
        boolean isOfThisType =
                values.keySet().stream().anyMatch(other -> other.equals(setting) && other.isRaw() == setting.isRaw());
        return isOfThisType ? Optional.ofNullable((T) values.get(setting)) : Optional.empty();
    }

    /**
     * The keys that have a value.
     *
     * @return in the order in which GitLab Runner writes them
     */
    public Set<Setting<?>> keys() {
        return values.keySet();
    }

    /**
     * What they ask of GitLab Runner.
     *
     * @return for each key, the first version that reads it with its value
     */
    public List<Requirement> requirements() {
        return values.keySet().stream().map(this::requirement).toList();
    }

    private <T> Requirement requirement(Setting<T> setting) {
        return setting.requirement(get(setting).orElseThrow());
    }

    /**
     * The settings as the file has them.
     *
     * @return each setting with the value that is written
     */
    public Map<Setting<?>, Object> encoded() {
        return encoded;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Settings that && encoded.equals(that.encoded);
    }

    @Override
    public int hashCode() {
        return encoded.hashCode();
    }

    /**
     * Keys and values.
     *
     * @return for example <code>{runners.docker.memory=2g}</code>
     */
    @Override
    public String toString() {
        return encoded.toString();
    }
}
