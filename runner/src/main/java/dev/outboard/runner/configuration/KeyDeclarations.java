package dev.outboard.runner.configuration;

import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.value.ByteSize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The typed keys of one section. Their order is that in which they are declared, which is that in which GitLab Runner
 * writes them.
 */
final class KeyDeclarations {
    private final Section section;
    private final Map<String, String> remedies = new TreeMap<>();
    private final List<String> keys = new ArrayList<>();

    /** Those whose value a spec decides, and that can have another one all the same. */
    private final Set<String> decided = new TreeSet<>();

    KeyDeclarations(Section section) {
        this.section = section;
    }

    /** A key that follows from a spec, and what to do instead of naming it. */
    KeyDeclarations reserve(String key, String remedy) {
        remedies.put(key, remedy);
        return this;
    }

    /** A key that follows from a spec, unless it is given as {@link Setting#raw}. */
    KeyDeclarations decide(String key, String remedy) {
        decided.add(key);
        return reserve(key, remedy);
    }

    boolean isOf(Section where) {
        return section == where;
    }

    /** The place of a key that can be given raw among the others, or -1. */
    int rank(String key) {
        return decided.contains(key) ? 0 : keys.indexOf(key);
    }

    Setting<Boolean> flag(String key, String since) {
        return declare(key, since, value -> value);
    }

    Setting<Integer> count(String key, String since, int minimum) {
        return declare(key, since, value -> TomlValues.atLeast(minimum, value));
    }

    /** A length of time that the file has as a number of seconds. */
    Setting<Duration> seconds(String key, String since) {
        return declare(key, since, TomlValues::seconds);
    }

    /** A length of time that the file has in Go's spelling. */
    Setting<Duration> duration(String key, String since) {
        return declare(key, since, TomlValues::goDuration);
    }

    /** A size that Docker's library reads ({@code units.RAMInBytes}). */
    Setting<ByteSize> size(String key, String since) {
        return declare(key, since, size -> size.toString().toLowerCase(Locale.ROOT));
    }

    Setting<String> text(String key, String since) {
        return declare(key, since, TomlValues::text);
    }

    Setting<String> script(String key, String since) {
        return declare(key, since, TomlValues::script);
    }

    /** A value type whose text is what the file has. */
    <T> Setting<T> value(String key, String since) {
        return declare(key, since, value -> TomlValues.text(value.toString()));
    }

    <E> Setting<List<E>> list(String key, String since) {
        return declare(key, since, TomlValues::texts);
    }

    <V> Setting<Map<String, V>> table(String key, String since) {
        return declare(key, since, TomlValues::table);
    }

    <T> Setting<T> declare(String key, String since, Function<? super T, Object> encoding) {
        Setting<T> setting = new Setting<>(section, key, RunnerVersion.of(since), keys.size(), encoding);
        keys.add(key);
        remedies.put(
                key,
                "use the constant for " + setting + ", or Setting.raw(…) for a value that the constant does not take");
        return setting;
    }

    /** Two ways to one key could contradict one another. */
    void refuse(Section where, String key) {
        if (where == section && remedies.containsKey(key)) {
            throw new InvalidValueException(
                    "setting", section.nameOf(key), "a key that has no type yet", remedies.get(key));
        }
    }
}
