package dev.outboard.systemd.daemon;

import dev.outboard.core.command.ShellWords;
import dev.outboard.core.unitfile.ExecLine;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.unitfile.UnitValue;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.BridgeUnit;
import dev.outboard.network.NetworkIsolation;
import dev.outboard.systemd.platform.Platform;
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
     * @param spec the daemon
     * @param bridge its bridge
     * @param vendor what may be taken from the first daemon's units; the units are generated if that is nothing, or the
     *     spec wants it
     * @param platform what the host offers
     * @return the units
     */
    public static DaemonUnits of(DaemonSpec spec, BridgeSpec bridge, Derivation vendor, Platform platform) {
        DaemonUnits units = vendor.service()
                .filter(service -> spec.unitSource() == UnitSource.VENDOR)
                .map(service -> new DerivedUnits(spec, service, vendor.socket()).render())
                .orElseGet(() -> GeneratedUnits.render(spec, platform.program()));
        UnitFile service = withBridge(units.service(), spec, bridge);
        for (DaemonPart part : DaemonPart.of(spec, bridge, platform)) {
            service = part.inService(service);
        }
        return new DaemonUnits(service, units.socket());
    }

    /** Sets who may use the socket. */
    static UnitFile withAccess(UnitFile socket, DaemonSpec spec) {
        return socket.set("Socket", "SocketMode", spec.socketMode().toString())
                .set("Socket", "SocketUser", spec.socketOwner().user())
                .set("Socket", "SocketGroup", spec.socketOwner().group());
    }

    /**
     * A daemon whose bridge has no address does not fail: it takes 172.18.0.1/16. So it may only start when the address
     * is there; what makes the bridge at boot is waited for.
     */
    private static UnitFile withBridge(UnitFile service, DaemonSpec spec, BridgeSpec bridge) {
        boolean isShared = spec.networkIsolation() == NetworkIsolation.SHARED;
        return (isShared ? afterBridge(service, bridge) : service)
                .add("Service", "ExecStartPre", addressCheck(bridge, isShared ? "ip" : "ip -netns " + spec.name()))
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

    private static String addressCheck(BridgeSpec bridge, String ip) {
        String name = bridge.name().toString();
        String address = bridge.address().toString();
        String script = ip + " -oneline -family inet address show dev " + ShellWords.quote(name)
                + " | grep -qwF " + ShellWords.quote("inet " + address)
                + " || { echo "
                + ShellWords.quote("bridge " + name + " has no address " + address
                        + ": the daemon does not start, for it would take another one")
                + " >&2; exit 1; }";
        return ExecLine.quote(List.of("/bin/sh", "-c", script));
    }

    /** What systemd calls the service in its messages. */
    static String serviceDescription(DaemonSpec spec) {
        return "Docker daemon " + spec.name();
    }

    /** What systemd calls the socket in its messages. */
    static String socketDescription(DaemonSpec spec) {
        return "Socket of the Docker daemon " + spec.name();
    }

    /** The comment at the top of a unit. */
    static String origin(DaemonSpec spec, String how) {
        return "Unit of the Docker daemon " + spec.name() + ", " + how
                + ".\nWritten by Outboard, which will overwrite changes; for your own use a drop-in.";
    }
}
