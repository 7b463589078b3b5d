package dev.outboard.systemd.daemon.part;

import dev.outboard.core.desired.ManagedFile;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.Resource;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.UnitName;
import dev.outboard.network.NetworkIsolation;
import dev.outboard.systemd.ManagedUnit;
import java.util.List;

/**
 * A containerd of the daemon's own, which runs as long as the daemon may be started.
 *
 * @param daemon the daemon
 */
record OwnContainerd(DaemonContext daemon) implements DaemonPart {
    private static final AbsolutePath LOCAL = AbsolutePath.of("/usr/local/bin");

    PrivateContainerd containerd() {
        return new PrivateContainerd(
                daemon.spec().name(),
                program(),
                daemon.spec().dataRoot(),
                daemon.spec().execRoot(),
                daemon.spec().configurationDirectory().resolve("containerd.toml"));
    }

    /** Debian has the engine in {@code /usr/sbin}, and containerd in {@code /usr/bin} as everybody. */
    private AbsolutePath program() {
        AbsolutePath directory =
                daemon.platform().program().parent().filter(LOCAL::equals).orElse(AbsolutePath.of("/usr/bin"));
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
        UnitFile unit = DaemonSlice.placed(containerd().unit(daemon.spec().serviceUnit()), daemon.spec());
        ManagedUnit managed = daemon.spec().networkIsolation() == NetworkIsolation.NAMESPACE
                ? managed(new IsolatedNetwork(daemon.spec(), daemon.bridge()).inService(unit))
                        .restartedWith(daemon.spec().namespaceUnit())
                : managed(unit);
        return List.of(managed);
    }

    private ManagedUnit managed(UnitFile unit) {
        UnitFile commented = unit.comment(daemon.unitComment("generated"));
        return ManagedUnit.of(daemon.spec().containerdUnit(), commented.text()).reading(file());
    }

    /** A unit that is required and restarted takes those along that require it: systemd.unit(5). */
    @Override
    public List<UnitName> restartTheService() {
        return List.of(daemon.spec().containerdUnit());
    }

    @Override
    public UnitFile inService(UnitFile service) {
        String unit = daemon.spec().containerdUnit().toString();
        return ContainerdOption.addedTo(
                ContainerdOption.removedFrom(service).add("Unit", "After", unit).add("Unit", "Requires", unit),
                containerd().socket().toString());
    }

    @Override
    public void check(Planning planning) {
        if (planning.host().lacks(program())) {
            planning.conflict(new Problem(
                    "containerd of daemon " + daemon.spec().name(),
                    "no " + program(),
                    "an installed containerd",
                    "install it, on Debian with \"apt-get install containerd\", or choose containerd(SYSTEM)"));
        }
    }
}
