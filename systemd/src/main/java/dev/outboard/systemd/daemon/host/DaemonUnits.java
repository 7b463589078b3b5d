package dev.outboard.systemd.daemon.host;

import dev.outboard.core.unitfile.ExecLine;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.unitfile.UnitValue;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.NetworkIsolation;
import dev.outboard.network.host.BridgeUnit;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.daemon.UnitSource;
import dev.outboard.systemd.daemon.part.DaemonContext;
import dev.outboard.systemd.daemon.part.DaemonPart;
import dev.outboard.systemd.vendor.Derivation;
import java.util.List;

/**
 * The units of a daemon: derived from the vendor's, or generated where there are none. Pure: the same input gives the
 * same text.
 *
 * @param service what runs the daemon
 * @param socket what listens for it
 */
public record DaemonUnits(UnitFile service, UnitFile socket) {
    private static final String NETWORKD = "systemd-networkd.service";

    /** Waits until networkd has set a link up, or gives up: systemd-networkd-wait-online.service(8). */
    private static final String WAIT_ONLINE = "/usr/lib/systemd/systemd-networkd-wait-online";

    private static final int WAIT_SECONDS = 30;

    /**
     * Makes the units.
     *
     * @param daemon the daemon
     * @param parts its parts
     * @param vendor what may be taken from the first daemon's units; the units are generated if that is nothing, or the
     *     spec wants it
     * @return the units
     */
    public static DaemonUnits of(DaemonContext daemon, List<DaemonPart> parts, Derivation vendor) {
        BasicUnits units = vendor.service()
                .filter(service -> daemon.spec().unitSource() == UnitSource.VENDOR)
                .map(service -> BasicUnits.derived(daemon, service, vendor.socket()))
                .orElseGet(() -> BasicUnits.generated(daemon));
        UnitFile service = withBridge(units.service(), daemon.spec(), daemon.bridge());
        for (DaemonPart part : parts) {
            service = part.inService(service);
        }
        return new DaemonUnits(service, units.socket());
    }

    /**
     * A daemon whose bridge has no address does not fail: it takes 172.18.0.1/16. So it may only start when the address
     * is there; what makes the bridge at boot is waited for.
     */
    private static UnitFile withBridge(UnitFile service, DaemonSpec spec, BridgeSpec bridge) {
        boolean isShared = spec.networkIsolation() == NetworkIsolation.SHARED;
        return (isShared ? afterBridge(service, bridge) : service)
                .add(
                        "Service",
                        "Environment",
                        UnitValue.environment(
                                "DOCKER_TMPDIR", spec.temporaryDirectory().toString()));
    }

    private static UnitFile afterBridge(UnitFile service, BridgeSpec bridge) {
        return switch (bridge.persistence()) {
            case NETWORKD ->
                service.add("Unit", "After", NETWORKD).add("Service", "ExecStartPre", "-" + waitOnline(bridge));
            case UNIT, AUTOMATIC -> {
                String unit = BridgeUnit.name(bridge).toString();
                yield service.add("Unit", "After", unit).add("Unit", "Wants", unit);
            }
            case UNTIL_REBOOT -> service;
        };
    }

    private static String waitOnline(BridgeSpec bridge) {
        return ExecLine.quote(
                List.of(WAIT_ONLINE, "--interface=" + bridge.name() + ":no-carrier", "--timeout=" + WAIT_SECONDS));
    }
}
