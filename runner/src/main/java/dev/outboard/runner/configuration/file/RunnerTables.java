package dev.outboard.runner.configuration.file;

import dev.outboard.core.failure.ConflictException;
import dev.outboard.core.failure.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.tomlj.MutableTomlArray;
import org.tomlj.MutableTomlTable;
import org.tomlj.TomlInvalidTypeException;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;

/**
 * The {@code [[runners]]} of a parsed file, and which of them is which runner.
 *
 * @param where what to call the file in messages
 * @param file the file, which changes with its runners
 */
record RunnerTables(String where, TomlParseResult file) {
    private static final List<String> RUNNERS = List.of("runners");

    /** Refuses a file whose {@code runners} is anything but an array of tables. */
    void requireTables() {
        all();
    }

    /** The tables, in the order of the file. */
    List<MutableTomlTable> all() {
        MutableTomlArray array = array();
        List<MutableTomlTable> tables = new ArrayList<>();
        try {
            for (int index = 0; index < array.size(); index++) {
                tables.add(array.getTable(index));
            }
        } catch (TomlInvalidTypeException other) {
            throw notTables();
        }
        return tables;
    }

    /** Those of a name, whatever their GitLab. */
    List<MutableTomlTable> named(String name) {
        return all().stream()
                .filter(table ->
                        TableValues.string(table, "name").filter(name::equals).isPresent())
                .toList();
    }

    List<RegisteredRunner> entries() {
        MutableTomlArray array = array();
        List<MutableTomlTable> tables = all();
        return IntStream.range(0, tables.size())
                .mapToObj(index -> {
                    TomlPosition position = array.inputPositionOf(index);
                    return RegisteredRunner.of(index, position == null ? 0 : position.line(), tables.get(index));
                })
                .toList();
    }

    /** The entry of a runner. Several that may be it are a conflict, which names them. */
    Optional<RegisteredRunner> entry(RunnerIdentity runner) {
        List<RegisteredRunner> found = runner.among(entries());
        if (found.size() > 1) {
            throw new ConflictException(
                    "runner " + runner.name(),
                    List.of(new Problem(
                            where,
                            found.size() + " [[runners]] that may be it: "
                                    + found.stream()
                                            .map(RegisteredRunner::describe)
                                            .collect(Collectors.joining("; ")),
                            "one",
                            "rename the others in the file; GitLab does not compare a name there with its own")));
        }
        return found.stream().findFirst();
    }

    /** The table of a runner, see {@link #entry}. */
    Optional<MutableTomlTable> find(RunnerIdentity runner) {
        return entry(runner).map(entry -> all().get(entry.index()));
    }

    /** Adds an empty table. */
    MutableTomlTable add() {
        add(MutableTomlTable.create());
        List<MutableTomlTable> tables = all();
        return tables.get(tables.size() - 1);
    }

    void add(MutableTomlTable table) {
        removeEmptyArray();
        file.getOrCreateArray(key()).add(table);
    }

    void remove(RegisteredRunner entry) {
        array().remove(entry.index());
        removeEmptyArray();
    }

    /** What is added to {@code runners = []} would not be written as {@code [[runners]]}. */
    private void removeEmptyArray() {
        if (array().isEmpty()) {
            file.remove(key());
        }
    }

    private MutableTomlArray array() {
        try {
            return file.contains(key()) ? file.getArray(key()) : MutableTomlArray.create();
        } catch (TomlInvalidTypeException other) {
            throw notTables();
        }
    }

    private List<String> key() {
        return Spelling.of(file, RUNNERS);
    }

    private ConfigurationException notTables() {
        return new ConfigurationException(
                where + ": its runners are no [[runners]]", "write each runner as a table [[runners]]");
    }
}
