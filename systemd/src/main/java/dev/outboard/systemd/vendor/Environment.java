package dev.outboard.systemd.vendor;

import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.unitfile.ExecLine;
import dev.outboard.core.unitfile.UnitFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The environment that the first daemon is given, systemd.exec(5). */
final class Environment {
    private Environment() {}

    /**
     * A variable.
     *
     * @param name its name
     * @param value its value
     * @param file the file that sets it
     * @param raw the assignment as it is written in a unit; empty if it comes from a file of variables
     */
    record Variable(String name, String value, String file, Optional<String> raw) {}

    /** The paths of {@code EnvironmentFile=}; a file that starts with {@code -} may be missing. */
    static List<String> files(List<UnitFile> units) {
        return units.stream()
                .flatMap(unit -> unit.values("Service", "EnvironmentFile").stream())
                .map(path -> path.startsWith("-") ? path.substring(1) : path)
                .distinct()
                .toList();
    }

    /** All variables by name; what a file of variables says counts more than what a unit says. */
    static Map<String, Variable> of(List<UnitFile> units, Map<String, String> files) {
        Map<String, Variable> variables = new LinkedHashMap<>();
        for (UnitFile unit : units) {
            of(unit).forEach(variable -> variables.put(variable.name(), variable));
        }
        for (String path : files(units)) {
            EnvironmentFile.read(files.getOrDefault(path, ""))
                    .forEach((name, value) -> variables.put(name, new Variable(name, value, path, Optional.empty())));
        }
        return variables;
    }

    /** The variables of one unit's {@code Environment=}. */
    static List<Variable> of(UnitFile unit) {
        return unit.values("Service", "Environment").stream()
                .flatMap(value -> words(value).stream())
                .filter(word -> word.text().indexOf('=') > 0)
                .map(word -> new Variable(
                        word.text().substring(0, word.text().indexOf('=')),
                        word.text().substring(word.text().indexOf('=') + 1),
                        unit.fileName(),
                        Optional.of(word.raw())))
                .toList();
    }

    /** The words of a list in which quotes group; none if a quote is not closed, since systemd takes none then. */
    static List<ExecLine.Word> words(String value) {
        try {
            return ExecLine.parse(value).words();
        } catch (InvalidValueException unreadable) {
            return List.of();
        }
    }
}
