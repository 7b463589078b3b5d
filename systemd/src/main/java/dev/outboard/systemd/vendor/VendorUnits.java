package dev.outboard.systemd.vendor;

import dev.outboard.core.failure.ForeignText;
import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.host.HostView;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.unitfile.UnitFileSyntaxException;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a host has of the first daemon in files: its units, their drop-ins, and the files that its command names. Each
 * unit file is called by the path it was read from, so that messages say where.
 *
 * @param service what runs the first daemon; empty if no unit does
 * @param socket what listens for it; empty if it listens by itself
 * @param dropIns what changes the two, in the order in which systemd reads them
 * @param sharedDropIns what changes every service of the host, a second daemon's as well: {@code service.d}
 * @param files the text of the files that {@code EnvironmentFile=} and {@code --config-file} name, by path
 * @param problems the units that systemd would not load either
 */
public record VendorUnits(
        Optional<UnitFile> service,
        Optional<UnitFile> socket,
        List<UnitFile> dropIns,
        List<UnitFile> sharedDropIns,
        SortedMap<String, String> files,
        List<Problem> problems) {
    private static final String SERVICE = "docker.service";
    private static final String SOCKET = "docker.socket";

    /**
     * Creates what a host has.
     *
     * @param service what runs the first daemon; empty if no unit does
     * @param socket what listens for it; empty if it listens by itself
     * @param dropIns what changes the two
     * @param sharedDropIns what changes every service of the host
     * @param files the text of the files that the units name, by path
     * @param problems the units that systemd would not load either
     */
    public VendorUnits {
        dropIns = List.copyOf(dropIns);
        sharedDropIns = List.copyOf(sharedDropIns);
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
        problems = List.copyOf(problems);
    }

    /**
     * A host without a first daemon.
     *
     * @return no units at all
     */
    public static VendorUnits none() {
        return new VendorUnits(Optional.empty(), Optional.empty(), List.of(), List.of(), new TreeMap<>(), List.of());
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
                Optional.of(service), Optional.of(socket), List.of(), List.of(), new TreeMap<>(), List.of());
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
        Optional<UnitFile> service = UnitPath.find(SERVICE, host).flatMap(file -> parse(file, problems));
        Optional<UnitFile> socket = UnitPath.find(SOCKET, host).flatMap(file -> parse(file, problems));
        List<UnitFile> dropIns = Stream.of(SERVICE, SOCKET)
                .flatMap(unit -> dropIns(unit + ".d", host).stream())
                .toList();
        VendorUnits units =
                new VendorUnits(service, socket, dropIns, dropIns("service.d", host), new TreeMap<>(), problems);
        VendorUnits withEnvironment = units.reading(Environment.files(units.serviceFiles()), host);
        return withEnvironment.reading(List.of(VendorCommand.configurationFile(withEnvironment)), host);
    }

    private static List<UnitFile> dropIns(String directory, HostView host) {
        return UnitPath.dropIns(directory, host).stream()
                .flatMap(file -> parse(file, new ArrayList<>()).stream())
                .toList();
    }

    private static Optional<UnitFile> parse(Map.Entry<AbsolutePath, FileContent> file, List<Problem> problems) {
        String path = file.getKey().toString();
        try {
            return Optional.of(UnitFile.parse(path, file.getValue().bytes()));
        } catch (UnitFileSyntaxException fault) {
            problems.add(new Problem(
                    Derivation.PROPERTY,
                    path + ", line " + fault.line() + ": " + fault.found(),
                    "a unit file that systemd can load",
                    "correct the file, or " + Derivation.GENERATE));
            return Optional.empty();
        }
    }

    private VendorUnits reading(List<String> paths, HostView host) {
        SortedMap<String, String> read = new TreeMap<>(files);
        paths.stream()
                .flatMap(path -> absolute(path).flatMap(host::read).map(content -> Map.entry(path, content)).stream())
                .forEach(file -> read.put(file.getKey(), file.getValue().text()));
        return new VendorUnits(service, socket, dropIns, sharedDropIns, read, problems);
    }

    /** A path that systemd or the engine would not take either names no file. */
    static Optional<AbsolutePath> absolute(String path) {
        try {
            return Optional.of(AbsolutePath.of(path));
        } catch (InvalidValueException notAPath) {
            return Optional.empty();
        }
    }

    /** The service with its drop-ins; those of the socket have no section that the service has but {@code [Unit]}. */
    List<UnitFile> serviceFiles() {
        return Stream.concat(service.stream(), dropIns.stream()).toList();
    }

    /** The parts, as {@link ForeignText} shows them. */
    @Override
    public String toString() {
        return ForeignText.of(this);
    }
}
