package dev.outboard.systemd.firstdaemon;

import dev.outboard.core.host.HostView;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.unitfile.UnitFileSyntaxException;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.UnitName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A unit as systemd would load it now: its file, and its drop-ins after it (systemd.unit(5)). It may have been loaded with
 * other files, which the running process tells of.
 *
 * @param name the unit
 * @param unit the whole text
 * @param files the files that it is made of
 */
record EffectiveUnit(UnitName name, UnitFile unit, List<AbsolutePath> files) {
    /** Where systemd looks for unit files and drop-ins, the first hit counts: systemd.unit(5), UNIT FILE LOAD PATH. */
    static final List<AbsolutePath> SEARCH_PATH = List.of(
            AbsolutePath.of("/etc/systemd/system"),
            AbsolutePath.of("/run/systemd/system"),
            AbsolutePath.of("/usr/local/lib/systemd/system"),
            AbsolutePath.of("/usr/lib/systemd/system"),
            AbsolutePath.of("/lib/systemd/system"));

    /**
     * Looks for a unit.
     *
     * @param name its name; an instance has the file of its template
     * @param host the host
     * @param notes told in one line why a unit that is there can't be read
     * @return the unit, or empty if there is none
     */
    static Optional<EffectiveUnit> find(UnitName name, HostView host, Consumer<String> notes) {
        List<String> names =
                Stream.of(name.toString(), template(name.toString())).distinct().toList();
        Optional<AbsolutePath> fragment = names.stream()
                .flatMap(candidate -> SEARCH_PATH.stream().map(directory -> directory.resolve(candidate)))
                .filter(path -> host.read(path).isPresent())
                .findFirst();
        if (fragment.isEmpty()) {
            return Optional.empty();
        }
        List<AbsolutePath> files = new ArrayList<>(List.of(fragment.get()));
        files.addAll(dropIns(names, host));
        StringBuilder text = new StringBuilder();
        files.forEach(file ->
                text.append(host.read(file).map(FileContent::text).orElse("")).append("\n"));
        try {
            return Optional.of(
                    new EffectiveUnit(name, UnitFile.parse(fragment.get().toString(), text.toString()), files));
        } catch (UnitFileSyntaxException malformed) {
            notes.accept(malformed.problem() + "; the settings of the first daemon in " + name + " are not known");
            return Optional.empty();
        }
    }

    private static String template(String name) {
        int at = name.indexOf('@');
        return at < 0 ? name : name.substring(0, at + 1) + name.substring(name.lastIndexOf('.'));
    }

    /** By the names of their files, whatever directory they are in. */
    private static List<AbsolutePath> dropIns(List<String> names, HostView host) {
        Map<String, AbsolutePath> found = new TreeMap<>();
        for (AbsolutePath directory : SEARCH_PATH) {
            for (String name : names) {
                AbsolutePath place = directory.resolve(name + ".d");
                host.list(place).stream()
                        .filter(file -> file.endsWith(".conf"))
                        .forEach(file -> found.putIfAbsent(file, place.resolve(file)));
            }
        }
        return found.values().stream()
                .filter(file -> host.read(file).isPresent())
                .toList();
    }

    /** The command lines that start the service, each split into words, with specifiers and variables replaced. */
    List<List<String>> commands(HostView host) {
        UnitVariables variables = UnitVariables.of(unit, name, host);
        return unit.values("Service", "ExecStart").stream()
                .map(EngineArguments::split)
                .map(variables::expand)
                .toList();
    }

    /** The value of a variable of the service's environment. */
    Optional<String> variable(String variable, HostView host) {
        return UnitVariables.of(unit, name, host).value(variable);
    }
}
