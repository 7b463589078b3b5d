package dev.outboard.systemd.installed;

import com.google.common.base.Splitter;
import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.text.ForeignText;
import dev.outboard.core.unitfile.ExecLine;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A command of a service, systemd.service(5), COMMAND LINES.
 *
 * @param line the command as it is written
 * @param file the unit file or drop-in that sets it
 * @param words program and arguments, with specifiers and variables replaced by what they hold
 */
public record UnitCommand(String line, String file, List<Word> words) {
    private static final Pattern SEVERAL_WORDS = Pattern.compile("\\$([A-Za-z_][A-Za-z0-9_]*)");
    private static final Pattern PART_OF_WORD = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}|\\$\\$");

    /** The prefix of a program whose arguments systemd passes on without replacing variables. */
    private static final Pattern LITERAL = Pattern.compile("[-@+!|]*:.*", Pattern.DOTALL);

    /**
     * A word of a command.
     *
     * @param text the word as the program gets it
     * @param file the file that sets it: that of the command, or that of a variable
     */
    public record Word(String text, String file) {
        /** The parts, as {@link ForeignText} shows them. */
        @Override
        public String toString() {
            return ForeignText.of(this);
        }
    }

    static UnitCommand of(InstalledUnit unit, InstalledUnit.Assignment command, Map<String, Variable> environment) {
        String file = command.file().fileName();
        boolean isLiteral = LITERAL.matcher(command.value()).matches();
        List<Word> words = split(command.value()).stream()
                .map(unit::resolve)
                .flatMap(word -> isLiteral ? Stream.of(new Word(word, file)) : expanded(word, file, environment))
                .toList();
        return new UnitCommand(command.value(), file, words);
    }

    /**
     * Splits a line as systemd does. Where systemd would not take the line, it is split at its blanks.
     *
     * @param line a command line, or the value of a variable
     * @return its words without quotes
     */
    public static List<String> split(String line) {
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

    /** A word <code>$NAME</code> becomes as many words as the variable has; elsewhere <code>${NAME}</code> is replaced. */
    private static Stream<Word> expanded(String word, String file, Map<String, Variable> environment) {
        Matcher several = SEVERAL_WORDS.matcher(word);
        if (several.matches()) {
            return Optional.ofNullable(environment.get(several.group(1))).stream()
                    .flatMap(variable -> split(variable.value()).stream().map(text -> new Word(text, variable.file())));
        }
        return Stream.of(new Word(
                PART_OF_WORD
                        .matcher(word)
                        .replaceAll(match -> Matcher.quoteReplacement(
                                match.group(1) == null
                                        ? "$"
                                        : Optional.ofNullable(environment.get(match.group(1)))
                                                .map(Variable::value)
                                                .orElse(""))),
                file));
    }

    /**
     * Program and arguments.
     *
     * @return the texts of the words
     */
    public List<String> texts() {
        return words.stream().map(Word::text).toList();
    }

    /** The parts, as {@link ForeignText} shows them. */
    @Override
    public String toString() {
        return ForeignText.of(this);
    }
}
