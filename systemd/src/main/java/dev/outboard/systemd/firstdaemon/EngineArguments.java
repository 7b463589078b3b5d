package dev.outboard.systemd.firstdaemon;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableListMultimap;
import dev.outboard.systemd.installed.EngineArgument;
import dev.outboard.systemd.installed.UnitCommand;
import dev.outboard.systemd.installed.UnitCommand.Word;
import dev.outboard.systemd.options.EngineOption;
import dev.outboard.systemd.options.EngineOptions;
import java.util.List;
import java.util.Optional;

/**
 * Reads the command line of a {@code dockerd}, dockerd(8), also where another program starts it: {@code env}, {@code
 * nsenter}, or a shell with the whole line as its argument. {@code docker daemon} is the same program of before 2017.
 */
final class EngineArguments {
    static final String CONFIGURATION_FILE = "config-file";

    private static final String POOLS = "default-address-pools";

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
                return parse(source, UnitCommand.split(word));
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

    private static ImmutableListMultimap<String, String> options(List<String> words) {
        ImmutableListMultimap.Builder<String, String> options = ImmutableListMultimap.builder();
        EngineArgument.parse(words.stream().map(word -> new Word(word, "")).toList())
                .forEach(option -> {
                    String key = EngineOptions.find(option.name())
                            .map(EngineOption::key)
                            .filter(known -> !known.isEmpty())
                            .orElse(option.name());
                    String value = option.value().orElse("");
                    options.put(key, key.equals(POOLS) ? base(value) : value);
                });
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
