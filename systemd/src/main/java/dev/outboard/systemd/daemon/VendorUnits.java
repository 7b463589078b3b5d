package dev.outboard.systemd.daemon;

import dev.outboard.core.failure.HostException;
import dev.outboard.core.host.HostView;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.value.AbsolutePath;
import java.util.List;
import java.util.Optional;

/**
 * The units of the host's own Docker package. Each is named by the path it was read from, so that messages say where.
 *
 * @param service what runs the first daemon
 * @param socket what listens for it
 */
public record VendorUnits(UnitFile service, UnitFile socket) {
    /** Where systemd looks for unit files, the first hit counts: systemd.unit(5), UNIT FILE LOAD PATH. */
    private static final List<AbsolutePath> SEARCH_PATH = List.of(
            AbsolutePath.of("/etc/systemd/system"),
            AbsolutePath.of("/run/systemd/system"),
            AbsolutePath.of("/usr/local/lib/systemd/system"),
            AbsolutePath.of("/usr/lib/systemd/system"),
            AbsolutePath.of("/lib/systemd/system"));

    /**
     * Looks for the units as systemd would. A unit that is masked, that is a link to {@code /dev/null}, is passed over:
     * the text is wanted, not the unit.
     *
     * @param host the host
     * @return the units, or empty if there is neither
     * @throws HostException if there is only one of the two
     * @throws dev.outboard.core.unitfile.UnitFileSyntaxException if one is no unit file
     */
    public static Optional<VendorUnits> find(HostView host) {
        Optional<UnitFile> service = find("docker.service", host);
        Optional<UnitFile> socket = find("docker.socket", host);
        if (service.isPresent() != socket.isPresent()) {
            throw new HostException(
                    "Docker's units: found "
                            + service.or(() -> socket).orElseThrow().fileName() + ", but no "
                            + (service.isPresent() ? "docker.socket" : "docker.service"),
                    "install the other one, or choose unitSource(GENERATED)");
        }
        return service.map(unit -> new VendorUnits(unit, socket.orElseThrow()));
    }

    private static Optional<UnitFile> find(String name, HostView host) {
        return SEARCH_PATH.stream()
                .map(directory -> directory.resolve(name))
                .flatMap(path ->
                        host.read(path).map(content -> UnitFile.parse(path.toString(), content.bytes())).stream())
                .findFirst();
    }
}
