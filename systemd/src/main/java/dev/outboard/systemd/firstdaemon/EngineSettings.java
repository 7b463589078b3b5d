package dev.outboard.systemd.firstdaemon;

import com.google.common.collect.ImmutableListMultimap;
import java.util.List;
import java.util.Optional;

/**
 * Settings of an engine from one place, by the names that {@code daemon.json} has for them. Nothing is checked: values are
 * texts as the administrator wrote them.
 *
 * @param source where they are from, for messages: a file, or the words {@code running process}
 * @param values the values of each key, in order
 */
record EngineSettings(String source, ImmutableListMultimap<String, String> values) {

    /** The values of a key that holds a list. */
    List<String> all(String key) {
        return values.get(key);
    }

    /** The value of a key that holds one; of several, the last one counts. */
    Optional<String> one(String key) {
        return all(key).stream().reduce((first, second) -> second);
    }
}
