package dev.outboard.systemd.installed;

import dev.outboard.core.text.ForeignText;
import dev.outboard.systemd.installed.UnitCommand.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An option as it stands on the engine's command line, dockerd(8).
 *
 * @param name its name without dashes, a single letter for a short one
 * @param value its value, if it has one
 * @param words what it is made of: one word, or two if the value is a word of its own
 * @param file the file that sets it
 */
public record EngineArgument(String name, Optional<String> value, List<String> words, String file) {
    private static final Pattern OPTION =
            Pattern.compile("--(?<long>[^=]+)(=(?<value>.*))?|-(?<short>[A-Za-z])=?(?<attached>.*)", Pattern.DOTALL);

    /**
     * Reads the options of a command line. The engine takes no arguments but options, so what follows an option without a
     * dash is its value.
     *
     * @param arguments the arguments, the program left out
     * @return the options in their order
     */
    public static List<EngineArgument> parse(List<Word> arguments) {
        List<EngineArgument> options = new ArrayList<>();
        for (int index = 0; index < arguments.size(); index++) {
            Word word = arguments.get(index);
            Matcher option = OPTION.matcher(word.text());
            if (option.matches()) {
                Optional<String> next = Optional.of(index + 1)
                        .filter(following -> following < arguments.size())
                        .map(following -> arguments.get(following).text())
                        .filter(text -> !text.startsWith("-"));
                options.add(of(option, word, next));
            }
        }
        return options;
    }

    private static EngineArgument of(Matcher option, Word word, Optional<String> next) {
        boolean isLong = option.group("long") != null;
        String name = isLong ? option.group("long") : option.group("short");
        Optional<String> attached = isLong
                ? Optional.ofNullable(option.group("value"))
                : Optional.of(option.group("attached")).filter(text -> !text.isEmpty());
        List<String> words = new ArrayList<>(List.of(word.text()));
        if (attached.isEmpty()) {
            next.ifPresent(words::add);
        }
        return new EngineArgument(name, attached.or(() -> next), words, word.file());
    }

    /**
     * The option as a command line has it.
     *
     * @return for example {@code --debug} or {@code -D}
     */
    public String title() {
        return (name.length() == 1 ? "-" : "--") + name;
    }

    /** The parts, as {@link ForeignText} shows them. */
    @Override
    public String toString() {
        return ForeignText.of(this);
    }
}
