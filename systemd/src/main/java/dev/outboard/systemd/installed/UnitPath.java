package dev.outboard.systemd.installed;

import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.UnitName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Where systemd looks for units and their drop-ins: systemd.unit(5), UNIT FILE LOAD PATH. */
public final class UnitPath {
    /** The directories of unit files; the first one that has a file counts. The first directory is the administrator's. */
    public static final List<AbsolutePath> DIRECTORIES = Stream.of(
                    "/etc/systemd/system",
                    "/run/systemd/system",
                    "/usr/local/lib/systemd/system",
                    "/usr/lib/systemd/system",
                    "/lib/systemd/system")
            .map(AbsolutePath::of)
            .toList();

    /** What {@code systemctl set-property} writes comes before all else. */
    private static final List<AbsolutePath> DROP_INS = Stream.concat(
                    Stream.of("/etc/systemd/system.control", "/run/systemd/system.control")
                            .map(AbsolutePath::of),
                    DIRECTORIES.stream())
            .toList();

    private static final String NOTHING = "/dev/null";

    /** A unit may be known by other names: links that lead from one to the next. */
    private static final int MAXIMUM_LINKS = 8;

    private UnitPath() {}

    /** A file and what is in it. */
    record Found(AbsolutePath path, FileContent content) {}

    /**
     * Whether a host has a unit file that systemd can start. A link to {@code /dev/null} and an empty file mask a unit.
     *
     * @param unit the unit
     * @param host the host
     * @return whether it is there, masked or not
     */
    public static boolean isInstalled(UnitName unit, HostView host) {
        return find(unit, host).isPresent();
    }

    /**
     * Whether the first file of a unit masks it, so that systemd does not start the unit.
     *
     * @param unit the unit
     * @param host the host
     * @return whether it is masked
     */
    public static boolean isMasked(UnitName unit, HostView host) {
        return candidates(unit)
                .filter(path -> host.status(path).isPresent())
                .findFirst()
                .filter(path -> host.linkTarget(path).filter(NOTHING::equals).isPresent()
                        || host.read(path).map(FileContent::size).orElse(1) == 0)
                .isPresent();
    }

    /** The file of a unit; an instance has that of its template. One that masks the unit is passed over. */
    static Optional<Found> find(UnitName unit, HostView host) {
        return candidates(unit)
                .flatMap(path -> read(path, host))
                .filter(file -> file.content().size() > 0)
                .findFirst();
    }

    private static Stream<AbsolutePath> candidates(UnitName unit) {
        return Stream.of(unit.toString(), template(unit.toString()))
                .distinct()
                .flatMap(name -> DIRECTORIES.stream().map(directory -> directory.resolve(name)));
    }

    /**
     * The drop-ins of a unit in the order in which systemd reads them: by the names of their files, whatever directory
     * they are in. Of several with one name the first counts.
     */
    static List<Found> dropIns(UnitName unit, AbsolutePath fragment, HostView host) {
        SortedMap<String, AbsolutePath> byName = new TreeMap<>();
        for (List<String> directories : dropInDirectories(unit, fragment, host)) {
            for (AbsolutePath place : DROP_INS) {
                for (String directory : directories) {
                    AbsolutePath dropIns = place.resolve(directory);
                    host.list(dropIns).stream()
                            .filter(name -> name.endsWith(".conf"))
                            .forEach(name -> byName.putIfAbsent(name, dropIns.resolve(name)));
                }
            }
        }
        return byName.values().stream().flatMap(path -> read(path, host)).toList();
    }

    /** For each name of the unit those of the name itself, its template and its prefixes; last those of its type. */
    private static List<List<String>> dropInDirectories(UnitName unit, AbsolutePath fragment, HostView host) {
        List<List<String>> directories = new ArrayList<>();
        for (String name : names(unit, fragment, host)) {
            Set<String> ofName = new LinkedHashSet<>(List.of(name + ".d", template(name) + ".d"));
            int dot = name.lastIndexOf('.');
            for (int dash = name.lastIndexOf('-', dot - 2); dash > 0; dash = name.lastIndexOf('-', dash - 1)) {
                ofName.add(name.substring(0, dash + 1) + name.substring(dot) + ".d");
            }
            directories.add(List.copyOf(ofName));
        }
        directories.add(List.of(unit.suffix().substring(1) + ".d"));
        return directories;
    }

    /** The unit's name, and those of the files that a link in its place leads to. */
    private static Set<String> names(UnitName unit, AbsolutePath fragment, HostView host) {
        Set<String> names = new LinkedHashSet<>(List.of(unit.toString()));
        Optional<AbsolutePath> file = Optional.of(fragment);
        for (int links = 0; links < MAXIMUM_LINKS && file.isPresent(); links++) {
            file = file.flatMap(path -> host.linkTarget(path).flatMap(target -> resolved(path, target)));
            file.map(AbsolutePath::fileName)
                    .filter(name -> name.endsWith(unit.suffix()) && !name.equals(template(unit.toString())))
                    .ifPresent(names::add);
        }
        return names;
    }

    private static Optional<AbsolutePath> resolved(AbsolutePath link, String target) {
        try {
            return Optional.of(AbsolutePath.of(
                    link.toPath().resolveSibling(target).normalize().toString()));
        } catch (InvalidValueException notAPath) {
            return Optional.empty();
        }
    }

    /** Of {@code docker@a.service}, {@code docker@.service}; any other name is its own. */
    private static String template(String name) {
        int at = name.indexOf('@');
        return at < 0 ? name : name.substring(0, at + 1) + name.substring(name.lastIndexOf('.'));
    }

    private static Stream<Found> read(AbsolutePath path, HostView host) {
        return host.read(path).map(content -> new Found(path, content)).stream();
    }
}
