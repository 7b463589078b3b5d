package dev.outboard.systemd.firstdaemon;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.unitfile.ExecLine;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the command line of a {@code dockerd}, dockerd(8), also where another program starts it: {@code env}, {@code
 * nsenter}, or a shell with the whole line as its argument. {@code docker daemon} is the same program of before 2017.
 */
final class EngineArguments {
    static final String CONFIGURATION_FILE = "config-file";

    private static final Map<Character, String> SHORT = ImmutableMap.of(
            'H', "hosts", 'g', "data-root", 'p', "pidfile", 'b', "bridge", 's', "storage-driver", 'G', "group");

    /** Options whose name in {@code daemon.json} is another one: mostly those that may be given several times. */
    private static final Map<String, String> RENAMED = ImmutableMap.of(
            "host", "hosts",
            "graph", "data-root",
            "default-address-pool", "default-address-pools",
            "storage-opt", "storage-opts");

    private EngineArguments() {}

    /**
     * Reads a command line.
     *
     * @param source where it is from, for messages
     * @param words program and arguments, with all variables replaced
     * @return the settings, or empty if the line starts no engine
     */
    static Optional<EngineSettings> parse(String source, List<String> words) {
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (isEngine(words, i)) {
                return Optional.of(new EngineSettings(source, options(words.subList(i + 1, words.size()))));
            }
            if (i > 0 && word.contains("docker") && word.indexOf(' ') >= 0) {
                return parse(source, split(word));
            }
        }
        return Optional.empty();
    }

    private static boolean isEngine(List<String> words, int index) {
        String word = words.get(index);
        String program = word.substring(word.lastIndexOf('/') + 1);
        return program.equals("dockerd")
                || program.equals("dockerd-current")
                || (program.equals("docker")
                        && index + 1 < words.size()
                        && List.of("daemon", "-d").contains(words.get(index + 1)));
    }

    static List<String> split(String line) {
        try {
            return line.isBlank()
                    ? List.of()
                    : ExecLine.parse(line).words().stream()
                            .map(ExecLine.Word::text)
                            .toList();
        } catch (InvalidValueException unusual) {
            return Splitter.on(' ').omitEmptyStrings().trimResults().splitToList(line);
        }
    }

    /** The engine takes no arguments but options: what follows one and is none is its value. */
    private static ImmutableListMultimap<String, String> options(List<String> words) {
        ImmutableListMultimap.Builder<String, String> options = ImmutableListMultimap.builder();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.startsWith("-") && word.length() > 1) {
                int equals = word.indexOf('=');
                String next = i + 1 < words.size() && !words.get(i + 1).startsWith("-") ? words.get(i + 1) : "";
                boolean isLong = word.startsWith("--");
                String name = isLong ? word.substring(2, equals < 0 ? word.length() : equals) : word.substring(1, 2);
                String key = isLong ? RENAMED.getOrDefault(name, name) : SHORT.getOrDefault(name.charAt(0), name);
                String attached = isLong ? "" : word.substring(2);
                String value = equals >= 0 ? word.substring(equals + 1) : attached.isEmpty() ? next : attached;
                options.put(key, key.equals("default-address-pools") ? base(value) : value);
            }
        }
        return options.build();
    }

    /** Of {@code base=10.10.0.0/16,size=24}. */
    private static String base(String pool) {
        return Splitter.on(',')
                .splitToStream(pool)
                .filter(part -> part.startsWith("base="))
                .map(part -> part.substring("base=".length()))
                .findFirst()
                .orElse(pool);
    }
}
