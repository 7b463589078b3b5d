package dev.outboard.systemd.vendor;

import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Where systemd looks for units and their drop-ins: systemd.unit(5), UNIT FILE LOAD PATH. The first hit counts. */
final class UnitPath {
    private static final List<AbsolutePath> UNITS = Stream.of(
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
                    UNITS.stream())
            .toList();

    private static final String NOTHING = "/dev/null";

    private UnitPath() {}

    /** The text of a unit. A link to {@code /dev/null}, which masks a unit, is passed over: the text is wanted. */
    static Optional<Map.Entry<AbsolutePath, FileContent>> find(String unit, HostView host) {
        return UNITS.stream()
                .map(directory -> directory.resolve(unit))
                .flatMap(path -> entry(path, host))
                .findFirst();
    }

    /** Whether the first file of a unit is a link to {@code /dev/null}, so that systemd does not start the unit. */
    static boolean isMasked(String unit, HostView host) {
        return UNITS.stream()
                .map(directory -> directory.resolve(unit))
                .filter(path -> host.status(path).isPresent())
                .findFirst()
                .flatMap(host::linkTarget)
                .filter(NOTHING::equals)
                .isPresent();
    }

    /** The drop-ins of a directory such as {@code docker.service.d}, in the order in which systemd reads them. */
    static List<Map.Entry<AbsolutePath, FileContent>> dropIns(String directory, HostView host) {
        SortedMap<String, AbsolutePath> byName = new TreeMap<>();
        for (AbsolutePath place : DROP_INS) {
            AbsolutePath dropIns = place.resolve(directory);
            host.list(dropIns).stream()
                    .filter(name -> name.endsWith(".conf"))
                    .forEach(name -> byName.putIfAbsent(name, dropIns.resolve(name)));
        }
        return byName.values().stream().flatMap(path -> entry(path, host)).toList();
    }

    private static Stream<Map.Entry<AbsolutePath, FileContent>> entry(AbsolutePath path, HostView host) {
        return host.read(path).map(content -> Map.entry(path, content)).stream();
    }
}
