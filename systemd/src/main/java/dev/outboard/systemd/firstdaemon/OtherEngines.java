package dev.outboard.systemd.firstdaemon;

import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.UnitName;
import dev.outboard.systemd.installed.InstalledUnit;
import dev.outboard.systemd.installed.UnitPath;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Services of the host that run an engine and are neither the first daemon's nor Outboard's, as an administrator or a
 * package made them. Of a template, the instances that are enabled are looked at.
 *
 * @param host the host
 * @param own services that are not looked at
 * @param notes told why a unit can't be read
 */
record OtherEngines(HostView host, Set<UnitName> own, Consumer<String> notes) {
    private static final String SERVICE = ".service";

    /** What packages call the service. */
    private static final List<String> NAMES = List.of("docker", "moby");

    void forEach(Consumer<InstalledUnit> use) {
        Set<UnitName> names = new LinkedHashSet<>();
        UnitPath.DIRECTORIES.forEach(directory -> {
            for (String entry : host.list(directory)) {
                if (entry.endsWith(SERVICE) && isEngine(directory, entry)) {
                    unitName(entry).ifPresent(names::add);
                } else if (entry.endsWith(".wants")) {
                    host.list(directory.resolve(entry)).stream()
                            .filter(link -> link.endsWith(SERVICE) && link.contains("docker") && isInstance(link))
                            .flatMap(link -> unitName(link).stream())
                            .forEach(names::add);
                }
            }
        });
        names.stream()
                .filter(name -> !own.contains(name) && !name.equals(FirstDaemonProfile.SERVICE))
                .flatMap(name -> UnitReader.find(name, host, notes).stream())
                .forEach(use);
    }

    /** An administrator may call such a service anything; a package calls it after Docker. */
    private boolean isEngine(AbsolutePath directory, String name) {
        boolean isAdministrators = directory.equals(UnitPath.DIRECTORIES.get(0));
        return !name.endsWith("@" + SERVICE)
                && (isAdministrators || NAMES.stream().anyMatch(name::contains))
                && host.read(directory.resolve(name))
                        .map(FileContent::text)
                        .filter(text -> Stream.of("dockerd", "docker daemon").anyMatch(text::contains))
                        .isPresent();
    }

    private static boolean isInstance(String name) {
        int at = name.indexOf('@');
        return at >= 0 && at + 1 < name.length() - SERVICE.length();
    }

    private static Optional<UnitName> unitName(String name) {
        try {
            return Optional.of(UnitName.of(name));
        } catch (InvalidValueException ofNoUnit) {
            return Optional.empty();
        }
    }
}
