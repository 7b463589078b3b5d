package dev.outboard.systemd.firstdaemon;

import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.host.HostView;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.UnitName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The environment of a service as far as its unit sets it, systemd.exec(5), with which its command line is expanded,
 * systemd.service(5), COMMAND LINES.
 *
 * @param values the variables
 * @param unit the name of the unit, for specifiers
 */
record UnitVariables(Map<String, String> values, UnitName unit) {
    private static final Pattern LIST = Pattern.compile("\\$([A-Za-z_][A-Za-z0-9_]*)");
    private static final Pattern ANYWHERE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}|\\$\\$");
    private static final Pattern SPECIFIER = Pattern.compile("%([%iInNpP])");
    private static final Pattern ASSIGNMENT = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)=(.*)", Pattern.DOTALL);
    private static final Pattern CONTINUED = Pattern.compile("\\\\\\R");

    /** What is in files wins over {@code Environment=}. A file that is not there sets nothing. */
    static UnitVariables of(UnitFile unit, UnitName name, HostView host) {
        Map<String, String> values = new TreeMap<>();
        unit.values("Service", "Environment").stream()
                .flatMap(value -> EngineArguments.split(value).stream())
                .forEach(assignment -> put(assignment, values));
        unit.values("Service", "EnvironmentFile").stream()
                .flatMap(file -> read(file, host).stream())
                .flatMap(text -> CONTINUED.matcher(text).replaceAll("").lines())
                .map(String::strip)
                .forEach(line -> put(line, values));
        return new UnitVariables(values, name);
    }

    private static Optional<String> read(String file, HostView host) {
        try {
            AbsolutePath path = AbsolutePath.of(file.startsWith("-") ? file.substring(1) : file);
            return host.read(path).map(FileContent::text);
        } catch (InvalidValueException pattern) {
            return Optional.empty();
        }
    }

    private static void put(String line, Map<String, String> values) {
        Matcher assignment = ASSIGNMENT.matcher(line);
        if (assignment.matches()) {
            values.put(assignment.group(1), unquoted(assignment.group(2).strip()));
        }
    }

    private static String unquoted(String value) {
        boolean isQuoted = value.length() >= 2
                && (value.startsWith("\"") || value.startsWith("'"))
                && value.charAt(0) == value.charAt(value.length() - 1);
        return isQuoted ? value.substring(1, value.length() - 1) : value;
    }

    Optional<String> value(String variable) {
        return Optional.ofNullable(values.get(variable));
    }

    /** {@code $NAME} as a word of its own becomes as many words as there are in it; elsewhere <code>${NAME}</code> is meant. */
    List<String> expand(List<String> words) {
        return words.stream().flatMap(this::expand).toList();
    }

    private Stream<String> expand(String word) {
        Matcher list = LIST.matcher(word);
        if (list.matches()) {
            return EngineArguments.split(values.getOrDefault(list.group(1), "")).stream();
        }
        String text = ANYWHERE.matcher(word)
                .replaceAll(variable -> Matcher.quoteReplacement(
                        variable.group(1) == null ? "$" : values.getOrDefault(variable.group(1), "")));
        return Stream.of(SPECIFIER
                .matcher(text)
                .replaceAll(specifier -> Matcher.quoteReplacement(specifier(specifier.group(1)))));
    }

    private String specifier(String letter) {
        String name = unit.toString();
        int dot = name.lastIndexOf('.');
        int at = name.indexOf('@');
        return switch (letter) {
            case "%" -> "%";
            case "n" -> name;
            case "N" -> name.substring(0, dot);
            case "i", "I" -> at < 0 ? "" : name.substring(at + 1, dot);
            default -> name.substring(0, at < 0 ? dot : at);
        };
    }
}
