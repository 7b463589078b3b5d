package dev.outboard.systemd.vendor;

import dev.outboard.core.host.HostView;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.UnitName;
import dev.outboard.systemd.installed.UnitPath;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether a host has the containerd that a service needs. */
public final class HostContainerd {
    /** Where it listens, and where every engine looks for it: {@code systemContainerdRunning} in the engine's source. */
    public static final AbsolutePath SOCKET = AbsolutePath.of("/run/containerd/containerd.sock");

    private static final UnitName UNIT = UnitName.of("containerd.service");

    /** Where the unit of containerd's own packages listens. */
    private static final List<String> ADDRESSES = List.of(SOCKET.toString(), "/var/run/containerd/containerd.sock");

    /** Dependencies without which a service does not start: systemd.unit(5). */
    private static final List<String> REQUIREMENTS = List.of("BindsTo", "Requires", "Requisite");

    private HostContainerd() {}

    /**
     * Looks for what a service needs of the host's containerd. An engine that is told of none starts one itself.
     *
     * @param service the service, as it would be written
     * @param address the containerd that its engine is told of, if it is
     * @param host the host
     * @return what is missing, or empty if everything is there or will be
     */
    public static Optional<String> fault(UnitFile service, Optional<String> address, HostView host) {
        boolean isMasked = UnitPath.isMasked(UNIT, host);
        boolean isInstalled = UnitPath.isInstalled(UNIT, host);
        boolean isRequired =
                REQUIREMENTS.stream().anyMatch(key -> service.words("Unit", key).contains(UNIT.toString()));
        if (isRequired && (isMasked || !isInstalled)) {
            return Optional.of(isMasked ? "a masked " + UNIT : "no " + UNIT);
        }
        return address.filter(path -> !listens(path, host))
                .filter(path -> isMasked || !isInstalled || !ADDRESSES.contains(path))
                .map(path ->
                        "nothing at " + path + ", and " + (isMasked ? "a masked " : isInstalled ? "a " : "no ") + UNIT);
    }

    /** {@code --containerd} takes a path or a URL. */
    private static boolean listens(String address, HostView host) {
        return Stream.of(address.startsWith("unix://") ? address.substring("unix://".length()) : address)
                .flatMap(path -> VendorUnits.absolute(path).stream())
                .anyMatch(path -> host.status(path).isPresent());
    }
}
