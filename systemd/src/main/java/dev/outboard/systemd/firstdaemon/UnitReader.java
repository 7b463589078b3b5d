package dev.outboard.systemd.firstdaemon;

import dev.outboard.core.host.HostView;
import dev.outboard.core.value.UnitName;
import dev.outboard.systemd.installed.InstalledUnit;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads units of the first daemon, and tells of those that can't be read. */
final class UnitReader {
    private UnitReader() {}

    static Optional<InstalledUnit> find(UnitName name, HostView host, Consumer<String> notes) {
        return InstalledUnit.find(
                name,
                host,
                fault -> notes.accept(
                        fault.problem() + "; the settings of the first daemon in " + name + " are not known"));
    }
}
