package dev.outboard.core.unitfile;

import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.text.ForeignText;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * One command of {@code ExecStart=} and its like, systemd.service(5), COMMAND LINES. A new command is made by {@link
 * #quote}. An existing one is parsed into its words, which stay as they were written, so that a derived unit can keep
 * some, drop others and append its own:
 *
 * <pre>{@code
 * ExecLine vendor = ExecLine.parse("/usr/sbin/dockerd -H fd:// $DOCKER_OPTS");
 * String derived = vendor.keep(word -> !word.text().equals("$DOCKER_OPTS"))
 *         .append(List.of("--data-root", "/docker2/graph"))
 *         .text();   // /usr/sbin/dockerd -H fd:// --data-root /docker2/graph
 * }</pre>
 */
public final class ExecLine {
    private static final String KIND = "command line";

    private final List<Word> words;

    private ExecLine(List<Word> words) {
        if (words.isEmpty()) {
            throw new InvalidValueException(KIND, "", "a program", "write the program's path first");
        }
        this.words = List.copyOf(words);
    }

    /**
     * A word of a command line.
     *
     * @param raw the word as it is written, with quotes and escapes
     * @param text the word unquoted and unescaped; specifiers ({@code %i}, {@code %%}) and variables ({@code $OPTIONS},
     *     {@code $$}) are left as they are, and bytes that are not UTF-8 become U+FFFD
     */
    public record Word(String raw, String text) {
        /** The parts, as {@link ForeignText} shows them. */
        @Override
        public String toString() {
            return ForeignText.of(this);
        }
    }

    /**
     * Writes a command so that systemd runs exactly this program with exactly these arguments. Nothing in it is
     * expanded: {@code %} and {@code $} are doubled, and what systemd would split, unquote or take for a separator is
     * quoted.
     *
     * @param command the program's absolute path, then its arguments
     * @return the value to write
     * @throws InvalidValueException if there is no program, systemd would refuse its path, or an argument holds NUL
     */
    public static String quote(List<String> command) {
        if (command.isEmpty()) {
            throw new InvalidValueException(KIND, "", "a program", "give the program's path first");
        }
        String program = command.get(0);
        Quoting.requireProgram(program);
        return new ExecLine(List.of(written(program, false)))
                .append(command.subList(1, command.size()))
                .text();
    }

    /**
     * Splits a value into its words as systemd does. An unknown escape stays as it is, as in systemd, which warns of it.
     *
     * @param value the value of one assignment, as {@link UnitFile#values} gives it
     * @return the command
     * @throws InvalidValueException if the value is empty, a quote is not closed, or a lone {@code ;} makes it several
     *     commands
     */
    public static ExecLine parse(String value) {
        return new ExecLine(new WordScanner(value).scan());
    }

    /**
     * The words of the command, the program first.
     *
     * @return at least one word
     */
    public List<Word> words() {
        return words;
    }

    /**
     * The program as systemd runs it.
     *
     * @return the first word without its special prefixes ({@code - @ : + ! |}), specifiers left as they are
     */
    public String program() {
        String first = words.get(0).text();
        return first.substring(prefixLength(first));
    }

    /**
     * The command with some of its words.
     *
     * @param wanted tells which words stay; the program stays in any case
     * @return the shorter command
     */
    public ExecLine keep(Predicate<Word> wanted) {
        List<Word> kept = new ArrayList<>(words.subList(0, 1));
        words.stream().skip(1).filter(wanted).forEach(kept::add);
        return new ExecLine(kept);
    }

    /**
     * The command with more arguments. Nothing in them is expanded.
     *
     * @param arguments the arguments as the program must get them
     * @return the longer command
     * @throws InvalidValueException if an argument holds NUL or half a surrogate pair
     */
    public ExecLine append(List<String> arguments) {
        List<Word> longer = new ArrayList<>(words);
        String first = words.get(0).text();
        boolean variables = first.substring(0, prefixLength(first)).indexOf(':') < 0;
        for (String argument : arguments) {
            Quoting.requireArgument("argument", argument);
            longer.add(written(argument, variables));
        }
        return new ExecLine(longer);
    }

    private static int prefixLength(String word) {
        int length = 0;
        while (length < word.length() && "-@:+!|".indexOf(word.charAt(length)) >= 0) {
            length++;
        }
        return length;
    }

    private static Word written(String argument, boolean variables) {
        String escaped = Quoting.withoutSpecifiers(argument);
        String text = variables ? escaped.replace("$", "$$") : escaped;
        return new Word(Quoting.word(text), text);
    }

    /**
     * The value to write.
     *
     * @return the words as they are written, parted by single spaces
     */
    public String text() {
        return words.stream().map(Word::raw).collect(Collectors.joining(" "));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ExecLine line && words.equals(line.words);
    }

    @Override
    public int hashCode() {
        return words.hashCode();
    }

    /** {@return the value to write} */
    @Override
    public String toString() {
        return text();
    }
}
