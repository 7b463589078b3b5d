package dev.outboard.systemd.vendor;

import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.host.HostView;
import dev.outboard.core.text.ForeignText;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.unitfile.UnitFileSyntaxException;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.UnitName;
import dev.outboard.systemd.installed.InstalledUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a host has of the first daemon in files: its units with their drop-ins, and its configuration. Each unit file is
 * called by the path it was read from, so that messages say where.
 *
 * @param service what runs the first daemon; empty if no unit does
 * @param socket what listens for it; empty if it listens by itself
 * @param configuration the configuration file of the engine; empty if it has none
 * @param problems the units that systemd would not load either
 */
public record VendorUnits(
        Optional<InstalledUnit> service,
        Optional<InstalledUnit> socket,
        Optional<InstalledUnit.TextFile> configuration,
        List<Problem> problems) {
    private static final UnitName SERVICE = UnitName.of("docker.service");
    private static final UnitName SOCKET = UnitName.of("docker.socket");

    /**
     * Creates what a host has.
     *
     * @param service what runs the first daemon; empty if no unit does
     * @param socket what listens for it; empty if it listens by itself
     * @param configuration the configuration file of the engine; empty if it has none
     * @param problems the units that systemd would not load either
     */
    public VendorUnits {
        problems = List.copyOf(problems);
    }

    /**
     * A host without a first daemon.
     *
     * @return no units at all
     */
    public static VendorUnits none() {
        return new VendorUnits(Optional.empty(), Optional.empty(), Optional.empty(), List.of());
    }

    /**
     * A pair of units without drop-ins.
     *
     * @param service what runs the first daemon
     * @param socket what listens for it
     * @return the units
     */
    public static VendorUnits of(UnitFile service, UnitFile socket) {
        return new VendorUnits(
                Optional.of(InstalledUnit.of(SERVICE, service)),
                Optional.of(InstalledUnit.of(SOCKET, socket)),
                Optional.empty(),
                List.of());
    }

    /**
     * Looks for units and files as systemd and the engine would. The text of a masked unit is found all the same, and a
     * drop-in that systemd can't read is passed over, as systemd does.
     *
     * @param host the host
     * @return what is there
     * @throws dev.outboard.core.failure.HostException if the host does not let us read
     */
    public static VendorUnits find(HostView host) {
        List<Problem> problems = new ArrayList<>();
        Optional<InstalledUnit> service = find(SERVICE, host, problems);
        Optional<InstalledUnit> socket = find(SOCKET, host, problems);
        return new VendorUnits(
                service, socket, configuration(VendorCommand.configurationFile(service), host), problems);
    }

    private static Optional<InstalledUnit> find(UnitName name, HostView host, List<Problem> problems) {
        List<UnitFileSyntaxException> faults = new ArrayList<>();
        Optional<InstalledUnit> unit = InstalledUnit.find(name, host, faults::add);
        if (unit.isEmpty()) {
            faults.forEach(fault -> problems.add(UnitSourceProblem.of(
                    fault.fileName() + ", line " + fault.line() + ": " + fault.found(),
                    "a unit file that systemd can load",
                    "correct the file, or " + UnitSourceProblem.GENERATE)));
        }
        return unit;
    }

    private static Optional<InstalledUnit.TextFile> configuration(String path, HostView host) {
        return absolute(path)
                .flatMap(host::read)
                .map(FileContent::text)
                .map(text -> new InstalledUnit.TextFile(path, text));
    }

    /** A path that the engine would not take either names no file. */
    static Optional<AbsolutePath> absolute(String path) {
        try {
            return Optional.of(AbsolutePath.of(path));
        } catch (InvalidValueException notAPath) {
            return Optional.empty();
        }
    }

    /** The units that are there. */
    List<InstalledUnit> units() {
        return Stream.concat(service.stream(), socket.stream()).toList();
    }

    /** The parts, as {@link ForeignText} shows them. */
    @Override
    public String toString() {
        return ForeignText.of(this);
    }
}
