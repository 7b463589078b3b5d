package dev.outboard.systemd.installed;

import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.text.ForeignText;
import dev.outboard.core.unitfile.ExecLine;
import dev.outboard.core.unitfile.UnitFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A variable of a service's environment.
 *
 * @param name its name
 * @param value its value
 * @param file the file that sets it
 * @param raw the assignment as it is written in a unit; empty if it comes from a file of variables
 */
public record Variable(String name, String value, String file, Optional<String> raw) {
    private static final String SERVICE = "Service";

    /**
     * The variables that one file sets by {@code Environment=}.
     *
     * @param file a unit file or drop-in
     * @return the variables as they are written, specifiers included
     */
    public static List<Variable> of(UnitFile file) {
        return file.values(SERVICE, "Environment").stream()
                .flatMap(value -> of(value, file.fileName()))
                .toList();
    }

    /** Files win over {@code Environment=}, the last assignment over those before it, {@code UnsetEnvironment=} over all. */
    static Map<String, Variable> of(InstalledUnit unit) {
        Map<String, Variable> variables = new LinkedHashMap<>();
        unit.assignments(SERVICE, "Environment").stream()
                .flatMap(assignment -> of(assignment.value(), assignment.file().fileName()))
                .map(variable -> variable.withValue(unit.resolve(variable.value)))
                .forEach(variable -> variables.put(variable.name, variable));
        for (InstalledUnit.TextFile file : unit.environmentFiles()) {
            EnvironmentFile.read(file.text())
                    .forEach((name, value) ->
                            variables.put(name, new Variable(name, value, file.path(), Optional.empty())));
        }
        unit.values(SERVICE, "UnsetEnvironment").stream()
                .flatMap(value -> words(value).stream())
                .map(ExecLine.Word::text)
                .forEach(unset -> variables.values().removeIf(variable -> variable.isUnsetBy(unset)));
        return variables;
    }

    private static Stream<Variable> of(String value, String file) {
        return words(value).stream()
                .filter(word -> word.text().indexOf('=') > 0)
                .map(word -> new Variable(
                        word.text().substring(0, word.text().indexOf('=')),
                        word.text().substring(word.text().indexOf('=') + 1),
                        file,
                        Optional.of(word.raw())));
    }

    /** Systemd takes none of the words if a quote is not closed. */
    private static List<ExecLine.Word> words(String value) {
        try {
            return ExecLine.parse(value).words();
        } catch (InvalidValueException unreadable) {
            return List.of();
        }
    }

    private Variable withValue(String resolved) {
        return new Variable(name, resolved, file, raw);
    }

    private boolean isUnsetBy(String unset) {
        return unset.equals(name) || unset.equals(name + "=" + value);
    }

    /** The parts, as {@link ForeignText} shows them. */
    @Override
    public String toString() {
        return ForeignText.of(this);
    }
}
