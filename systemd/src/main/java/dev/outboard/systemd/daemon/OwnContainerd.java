package dev.outboard.systemd.daemon;

import dev.outboard.core.desired.ManagedFile;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.Resource;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.UnitName;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.NetworkIsolation;
import dev.outboard.systemd.ManagedUnit;
import dev.outboard.systemd.containerd.PrivateContainerd;
import dev.outboard.systemd.platform.Platform;
import java.util.List;

/**
 * A containerd of the daemon's own, which runs as long as the daemon may be started.
 *
 * @param spec the daemon
 * @param bridge its bridge
 * @param platform what the host offers
 */
record OwnContainerd(DaemonSpec spec, BridgeSpec bridge, Platform platform) implements DaemonPart {
    private static final AbsolutePath LOCAL = AbsolutePath.of("/usr/local/bin");

    PrivateContainerd containerd() {
        return new PrivateContainerd(
                spec.name(),
                program(),
                spec.dataRoot(),
                spec.execRoot(),
                spec.configurationDirectory().resolve("containerd.toml"));
    }

    /** Debian has the engine in {@code /usr/sbin}, and containerd in {@code /usr/bin} as everybody. */
    private AbsolutePath program() {
        AbsolutePath directory =
                platform.program().parent().filter(LOCAL::equals).orElse(AbsolutePath.of("/usr/bin"));
        return directory.resolve("containerd");
    }

    private ManagedFile file() {
        return ManagedFile.ofText(containerd().configurationFile(), containerd().configuration());
    }

    @Override
    public List<Resource> resources() {
        return List.of(file());
    }

    /** Its restart ends no container, but takes the daemon with it for a moment. */
    @Override
    public List<ManagedUnit> units() {
        UnitFile unit = DaemonSlice.placed(containerd().unit(spec.serviceUnit()), spec);
        ManagedUnit managed = spec.networkIsolation() == NetworkIsolation.NAMESPACE
                ? managed(new IsolatedNetwork(spec, bridge).inService(unit)).restartedWith(spec.namespaceUnit())
                : managed(unit);
        return List.of(managed);
    }

    private ManagedUnit managed(UnitFile unit) {
        UnitFile commented = unit.comment(DaemonUnits.origin(spec, "generated"));
        return ManagedUnit.of(spec.containerdUnit(), commented.text()).reading(file());
    }

    /** A unit that is required and restarted takes those along that require it: systemd.unit(5). */
    @Override
    public List<UnitName> restartTheService() {
        return List.of(spec.containerdUnit());
    }

    @Override
    public UnitFile inService(UnitFile service) {
        String unit = spec.containerdUnit().toString();
        return ContainerdOption.addedTo(
                ContainerdOption.removedFrom(service).add("Unit", "After", unit).add("Unit", "Requires", unit),
                containerd().socket().toString());
    }

    @Override
    public void check(Planning planning) {
        if (!planning.host().isRecording() && planning.host().status(program()).isEmpty()) {
            planning.conflict(new Problem(
                    "containerd of daemon " + spec.name(),
                    "no " + program(),
                    "an installed containerd",
                    "install it, on Debian with \"apt-get install containerd\", or choose containerd(SYSTEM)"));
        }
    }
}
