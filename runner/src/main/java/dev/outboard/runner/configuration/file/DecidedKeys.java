package dev.outboard.runner.configuration.file;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import dev.outboard.core.text.ForeignText;
import dev.outboard.runner.configuration.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The keys of a {@code config.toml} that a spec decides, so that those go again that a later spec does not decide. Keys are
 * paths with {@code /} between their parts.
 *
 * @param process the keys of the whole process
 * @param runners the keys of each runner, by its name
 * @param urls where each runner's GitLab is, by its name; earlier versions of Outboard did not remember it
 */
public record DecidedKeys(
        SortedSet<String> process, SortedMap<String, SortedSet<String>> runners, SortedMap<String, String> urls) {
    private static final String SEPARATOR = "/";
    private static final String OF_PROCESS = "process key ";

    /** Of a runner; earlier versions used it for the process too. */
    private static final String OF_RUNNER = "key ";

    private static final String SESSION_SERVER = "session_server";
    private static final ImmutableSet<String> OF_SESSION_SERVER =
            ImmutableSet.of("listen_address", "advertise_address", "session_timeout");

    /**
     * The keys of a spec that is not there.
     *
     * @return no keys
     */
    public static DecidedKeys none() {
        return new DecidedKeys(new TreeSet<>(), new TreeMap<>(), new TreeMap<>());
    }

    /**
     * The keys that a spec decides.
     *
     * @param process the keys of the whole process
     * @param entries the runners
     * @return the keys
     */
    public static DecidedKeys of(Settings process, List<RunnerEntry> entries) {
        DecidedKeys keys = none();
        process.keys().forEach(setting -> {
            List<String> path = new ArrayList<>(setting.section().path());
            path.add(setting.key());
            keys.process.add(String.join(SEPARATOR, path));
        });
        for (RunnerEntry entry : entries) {
            entry.values().keySet().forEach(key -> keys.add(entry.name(), String.join(SEPARATOR, key)));
            keys.urls.put(entry.name(), entry.url().toString());
        }
        return keys;
    }

    /**
     * What a receipt remembers.
     *
     * @param attributes the receipt's, also of an earlier version, which did not tell a runner's keys from those of the process
     * @return the keys
     */
    public static DecidedKeys read(Map<String, String> attributes) {
        DecidedKeys keys = none();
        boolean isNameOfRunner = attributes.containsKey(OF_RUNNER + SESSION_SERVER + SEPARATOR + "name");
        attributes.forEach((attribute, value) -> {
            if (attribute.startsWith(OF_PROCESS)) {
                keys.process.add(attribute.substring(OF_PROCESS.length()));
            } else if (attribute.startsWith(OF_RUNNER)) {
                keys.read(attribute.substring(OF_RUNNER.length()), value, isNameOfRunner);
            }
        });
        return keys;
    }

    private void read(String key, String value, boolean isSessionServerARunner) {
        int end = key.indexOf(SEPARATOR);
        if (end < 0) {
            process.add(key);
            return;
        }
        String name = key.substring(0, end);
        String rest = key.substring(end + 1);
        if (name.equals(SESSION_SERVER) && (!isSessionServerARunner || OF_SESSION_SERVER.contains(rest))) {
            process.add(key);
            return;
        }
        add(name, rest);
        if (rest.equals("url") && !value.isEmpty()) {
            urls.put(name, value);
        }
    }

    private void add(String runner, String key) {
        runners.computeIfAbsent(runner, any -> new TreeSet<>()).add(key);
    }

    /**
     * The keys for a receipt.
     *
     * @return an attribute for each key; that of a runner's {@code url} has the URL, by which the runner is known
     */
    public Map<String, String> attributes() {
        Map<String, String> attributes = new TreeMap<>();
        process.forEach(key -> attributes.put(OF_PROCESS + key, ""));
        runners.forEach((runner, keys) -> keys.forEach(key -> attributes.put(
                OF_RUNNER + runner + SEPARATOR + key, key.equals("url") ? urls.getOrDefault(runner, "") : "")));
        return attributes;
    }

    /**
     * Whether a receipt needs no change to remember these keys: earlier versions remembered the same ones otherwise.
     *
     * @param remembered what the receipt remembers
     * @return true if the keys are the same, and those runners are in the same GitLabs whose GitLab is remembered
     */
    public boolean areAsIn(DecidedKeys remembered) {
        return process.equals(remembered.process)
                && runners.equals(remembered.runners)
                && remembered.urls.entrySet().stream()
                        .allMatch(url ->
                                GitLabUrl.of(url.getValue()).equals(GitLabUrl.of(urls.getOrDefault(url.getKey(), ""))));
    }

    /** The identity of the runner of a name. */
    RunnerIdentity runner(String name) {
        return new RunnerIdentity(
                name, Optional.ofNullable(urls.get(name)).map(GitLabUrl::of), OptionalLong.empty(), Optional.empty());
    }

    /** The path of a key. */
    static List<String> path(String key) {
        return Splitter.on(SEPARATOR).splitToList(key);
    }

    /** The parts, as {@link ForeignText} shows them. */
    @Override
    public String toString() {
        return ForeignText.of(this);
    }
}
