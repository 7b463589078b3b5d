package dev.outboard.systemd.vendor;

import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.unitfile.ExecLine;
import dev.outboard.core.unitfile.UnitFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The command that runs the first daemon, with its variables replaced by what they hold.
 *
 * @param file the unit or drop-in that sets it
 * @param line the command as it is written
 * @param options the engine's options
 */
record VendorCommand(String file, ExecLine line, List<Option> options) {
    private static final String DEFAULT_CONFIGURATION = "/etc/docker/daemon.json";
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}|\\$\\$");
    private static final Pattern OPTION =
            Pattern.compile("--(?<long>[^=]+)(=(?<value>.*))?|-(?<short>[A-Za-z])=?(?<attached>.*)", Pattern.DOTALL);
    private static final Pattern WORDS_OF_VARIABLE = Pattern.compile("\\$([A-Za-z_][A-Za-z0-9_]*)");

    /**
     * An option of the engine.
     *
     * @param name its name without dashes
     * @param value its value, if it has one
     * @param file where it is set: the unit, or the file of a variable
     * @param words what it is made of, the value apart or not
     */
    record Option(String name, Optional<String> value, String file, List<String> words) {
        /** {@return the option as it is written on a command line} */
        String title() {
            return (name.length() == 1 ? "-" : "--") + name;
        }

        boolean hasValue() {
            return value.filter(text -> !text.equals("true")).isPresent();
        }

        boolean isDefault() {
            return value.filter(text -> EngineOptions.isDefault(name, text)).isPresent();
        }
    }

    /**
     * The command in force: the last one that is set, as systemd has it.
     *
     * @throws dev.outboard.core.failure.InvalidValueException if it can't be split into words
     */
    static Optional<VendorCommand> of(VendorUnits units) {
        List<UnitFile> files = units.serviceFiles();
        Map<String, Environment.Variable> variables = Environment.of(files, units.files());
        Optional<VendorCommand> command = Optional.empty();
        for (UnitFile file : files) {
            Optional<String> value = file.value("Service", "ExecStart").filter(text -> !text.isEmpty());
            if (value.isPresent()) {
                ExecLine line = ExecLine.parse(value.orElseThrow());
                command = Optional.of(
                        new VendorCommand(file.fileName(), line, options(arguments(line, file.fileName(), variables))));
            }
        }
        return command;
    }

    /** Whether the command replaces a variable by what it holds. */
    boolean reads(String variable) {
        return line.words().stream()
                .map(ExecLine.Word::text)
                .anyMatch(word -> word.equals("$" + variable) || word.contains("${" + variable + "}"));
    }

    /** The file that the engine reads its configuration from. */
    static String configurationFile(VendorUnits units) {
        try {
            return of(units).stream()
                    .flatMap(command -> command.options().stream())
                    .filter(option -> option.name().equals("config-file"))
                    .flatMap(option -> option.value().stream())
                    .reduce(DEFAULT_CONFIGURATION, (first, last) -> last);
        } catch (InvalidValueException unreadable) {
            return DEFAULT_CONFIGURATION;
        }
    }

    /** An argument, and the file that sets it. */
    private record Argument(String text, String file) {}

    /** The arguments as the engine gets them, systemd.service(5), COMMAND LINES: a word {@code $X} may be several. */
    private static List<Argument> arguments(ExecLine line, String file, Map<String, Environment.Variable> variables) {
        List<Argument> arguments = new ArrayList<>();
        for (ExecLine.Word word : line.words().subList(1, line.words().size())) {
            Matcher several = WORDS_OF_VARIABLE.matcher(word.text());
            if (!several.matches()) {
                arguments.add(new Argument(expanded(word.text(), variables), file));
            } else if (variables.containsKey(several.group(1))) {
                Environment.Variable variable = variables.get(several.group(1));
                Environment.words(variable.value())
                        .forEach(each -> arguments.add(new Argument(each.text(), variable.file())));
            }
        }
        return arguments;
    }

    private static String expanded(String text, Map<String, Environment.Variable> variables) {
        return VARIABLE.matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(
                        match.group(1) == null
                                ? "$"
                                : Optional.ofNullable(variables.get(match.group(1)))
                                        .map(Environment.Variable::value)
                                        .orElse("")));
    }

    /** The engine takes no argument that is not an option, so what follows an option without a dash is its value. */
    private static List<Option> options(List<Argument> arguments) {
        List<Option> options = new ArrayList<>();
        for (int index = 0; index < arguments.size(); index++) {
            Argument argument = arguments.get(index);
            Matcher option = OPTION.matcher(argument.text());
            if (!option.matches()) {
                continue;
            }
            boolean isLong = option.group("long") != null;
            String name = isLong ? option.group("long") : option.group("short");
            Optional<String> attached = isLong
                    ? Optional.ofNullable(option.group("value"))
                    : Optional.of(option.group("attached")).filter(text -> !text.isEmpty());
            boolean isApart = attached.isEmpty()
                    && index + 1 < arguments.size()
                    && !arguments.get(index + 1).text().startsWith("-");
            options.add(
                    isApart
                            ? new Option(
                                    name,
                                    Optional.of(arguments.get(index + 1).text()),
                                    argument.file(),
                                    List.of(
                                            argument.text(),
                                            arguments.get(index + 1).text()))
                            : new Option(name, attached, argument.file(), List.of(argument.text())));
        }
        return options;
    }
}
