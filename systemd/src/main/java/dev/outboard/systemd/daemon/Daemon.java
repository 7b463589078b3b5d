package dev.outboard.systemd.daemon;

import dev.outboard.core.change.Change;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.desired.ManagedDirectory;
import dev.outboard.core.desired.ManagedFile;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.Resource;
import dev.outboard.core.desired.ResourceKind;
import dev.outboard.core.failure.InvalidSpecException;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.host.HostView;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.DaemonName;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.core.value.Mtu;
import dev.outboard.core.value.Subnet;
import dev.outboard.core.value.UnitName;
import dev.outboard.network.Bridge;
import dev.outboard.network.BridgeSpec;
import dev.outboard.systemd.ManagedUnit;
import dev.outboard.systemd.SystemdUnits;
import dev.outboard.systemd.containerd.Containerd;
import dev.outboard.systemd.options.UserRemap;
import dev.outboard.systemd.platform.Platform;
import dev.outboard.systemd.storage.StorageMount;
import dev.outboard.systemd.vendor.Derivation;
import dev.outboard.systemd.vendor.VendorUnits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A daemon that runs: its service, its socket and its network, with what must be done around them. Before its units come the checks
 * of what it needs of the host; when it is taken away, its containers go first, since they would outlive it, and the
 * files that it leaves where it ran go last.
 */
public final class Daemon implements Resource {
    /** How daemons go. */
    public static final ResourceKind KIND = new DaemonRemoval();

    /** What the engine itself gives its data root. */
    private static final FileMode DATA_MODE = FileMode.of("0710");

    /** Directories of the host, which are there and not ours. */
    private static final List<AbsolutePath> HOST_DIRECTORIES = List.of(
            AbsolutePath.of("/"), AbsolutePath.of("/etc"), AbsolutePath.of("/opt"), AbsolutePath.of("/usr/local/etc"));

    private final DaemonSpec spec;
    private final AddressPool pool;
    private final List<DaemonPart> parts;
    private final Platform platform;
    private final List<ResourceId> before;
    private final FirstDaemonSettings first;
    private final SystemdUnits units;
    private final DaemonRequirements requirements;
    private final ContainerMove move;

    private Daemon(
            DaemonSpec spec,
            AddressPool pool,
            List<DaemonPart> parts,
            Platform platform,
            List<ResourceId> before,
            ManagedFile configuration,
            FirstDaemonSettings first,
            DaemonUnits rendered) {
        this.spec = spec;
        this.pool = pool;
        this.parts = parts;
        this.platform = platform;
        this.before = before;
        this.first = first;
        this.units = new SystemdUnits(
                id(spec.name()),
                Stream.concat(
                                parts.stream().flatMap(part -> part.units().stream()),
                                Stream.of(
                                        ManagedUnit.of(
                                                spec.socketUnit(),
                                                rendered.socket().text()),
                                        ManagedUnit.of(
                                                        spec.serviceUnit(),
                                                        rendered.service().text())
                                                .reading(Stream.concat(
                                                                Stream.of(configuration),
                                                                parts.stream()
                                                                        .flatMap(part -> part.readByService().stream()))
                                                        .toArray(ManagedFile[]::new))
                                                .restartedBy(Bridge.id(spec.bridge()))
                                                .restartedWith(Stream.concat(
                                                                Stream.of(spec.socketUnit()),
                                                                parts.stream()
                                                                        .flatMap(part ->
                                                                                part.restartTheService().stream()))
                                                        .toArray(UnitName[]::new))))
                        .toList());
        this.move = new ContainerMove(spec);
        this.requirements = new DaemonRequirements(spec, pool, rendered, first.derivation());
    }

    /**
     * The name of a daemon.
     *
     * @param name which daemon
     * @return its id
     */
    public static ResourceId id(DaemonName name) {
        return new ResourceId(DaemonRemoval.NAME, name.toString());
    }

    /**
     * Everything that a daemon has on a host: directories, configuration, wrapper command, its way into the network, and
     * the daemon that runs. It all needs the bridge, whose resource stands before.
     *
     * @param spec the daemon
     * @param bridge its bridge
     * @param platform what the host offers
     * @param host where the vendor's units are looked for
     * @return the resources, each after those it needs
     * @throws InvalidSpecException if the spec names no address pool and none follows the bridge's subnet
     * @throws dev.outboard.core.failure.HostException if the host does not let us read the vendor's units
     */
    public static List<Resource> resources(DaemonSpec spec, BridgeSpec bridge, Platform platform, HostView host) {
        AddressPool pool = addressPool(spec, bridge);
        Derivation vendor = Derivation.of(
                VendorUnits.find(host),
                spec.serviceUnit(),
                spec.socketUnit(),
                spec.engineDialect() == EngineDialect.DOCKER_1_10 ? EngineCommand.PROGRAM_1_10 : platform.program());
        List<Resource> resources = new ArrayList<>();
        List<DaemonPart> parts = DaemonPart.of(spec, bridge, platform);
        parts.forEach(part -> resources.addAll(part.ground()));
        resources.add(new ManagedDirectory(spec.dataRoot(), DATA_MODE, UserNamespaces.dataRootOwner(spec, host), true));
        resources.add(ManagedDirectory.forData(spec.temporaryDirectory(), FileMode.SECRET_DIRECTORY));
        Stream.concat(spec.configurationFile().parent().stream(), Stream.of(spec.configurationDirectory()))
                .distinct()
                .filter(directory -> !HOST_DIRECTORIES.contains(directory) && !directory.equals(spec.root()))
                .forEach(directory -> resources.add(ManagedDirectory.of(directory, FileMode.DIRECTORY)));
        ManagedFile configuration =
                ManagedFile.ofText(spec.configurationFile(), DaemonConfiguration.render(spec, bridge, pool, platform));
        resources.add(configuration);
        resources.add(new ManagedFile(
                spec.wrapper(), FileContent.ofText(Wrapper.render(spec)), FileMode.EXECUTABLE, FileOwner.ROOT));
        parts.forEach(part -> resources.addAll(part.resources()));
        DaemonUnits units = DaemonUnits.of(spec, bridge, vendor, platform);
        List<ResourceId> before = resources.stream().map(Resource::id).toList();
        resources.add(new Daemon(
                spec,
                pool,
                parts,
                platform,
                before,
                configuration,
                new FirstDaemonSettings(spec, bridge, vendor),
                units));
        return List.copyOf(resources);
    }

    /**
     * The range for the networks that a daemon's users create.
     *
     * @param spec the daemon
     * @param bridge its bridge
     * @return the spec's pool, or the one that follows the bridge's subnet
     * @throws InvalidSpecException if the spec names none and none follows, or it overlaps the bridge's subnet
     */
    public static AddressPool addressPool(DaemonSpec spec, BridgeSpec bridge) {
        Subnet subnet = bridge.address().subnet();
        AddressPool pool = spec.addressPool()
                .or(() -> AddressPool.following(subnet))
                .orElseThrow(() -> invalidPool(
                        spec,
                        "nothing",
                        "a range, since none follows the bridge's " + subnet + " in its private range"));
        if (pool.base().overlaps(subnet)) {
            throw invalidPool(spec, pool.toString(), "a range apart from the bridge's " + subnet);
        }
        return pool;
    }

    /**
     * The MTU of the networks that a daemon's users create.
     *
     * @param spec the daemon
     * @param bridge its bridge
     * @param platform what the host offers
     * @return the bridge's MTU; empty if the spec names none, or the engine can't be told
     */
    public static Optional<Mtu> mtuOfJobNetworks(DaemonSpec spec, BridgeSpec bridge, Platform platform) {
        return new JobNetworks(spec, bridge, platform).mtu();
    }

    /**
     * The storage that is mounted on a daemon's root.
     *
     * @param spec the daemon
     * @return the storage, or empty if the spec has none
     */
    public static Optional<StorageMount> storage(DaemonSpec spec) {
        return DaemonStorage.mount(spec);
    }

    private static InvalidSpecException invalidPool(DaemonSpec spec, String found, String expected) {
        String remedy = "call addressPool(..) with a free range, e.g. a part of 10.0.0.0/8";
        return new InvalidSpecException(
                "daemon " + spec.name(), List.of(new Problem("addressPool", found, expected, remedy)));
    }

    /**
     * The range from which a daemon gives addresses to its networks.
     *
     * @param owned what is remembered of a resource of any kind
     * @return the range; empty if the resource is not a daemon
     */
    public static Optional<Subnet> addressPool(Owned owned) {
        return Optional.ofNullable(owned.attributes().get(DaemonRequirements.POOL))
                .map(Subnet::of);
    }

    @Override
    public ResourceId id() {
        return units.id();
    }

    @Override
    public List<Change> changes(Planning planning) {
        requirements.check(planning);
        parts.forEach(part -> part.check(planning));
        move.check(planning);
        List<Change> changes = new ArrayList<>(units.changes(planning));
        changes.addAll(0, repairs(changes, planning));
        if (!changes.isEmpty() || before.stream().anyMatch(planning::isChanged)) {
            state(planning);
        }
        return changes;
    }

    /** Of what was applied before. They come first: the daemon's service may need what they put back. */
    private List<Change> repairs(List<Change> planned, Planning planning) {
        if (planning.receipt().find(id()).isEmpty()) {
            return List.of();
        }
        return parts.stream()
                .flatMap(part -> part.drift(planning.host()).stream())
                .flatMap(drift -> drift.repair(id(), planned, planning).stream())
                .toList();
    }

    /** Says for what the daemon is made, and only in a plan that changes it: an empty one stays empty. */
    private void state(Planning planning) {
        String owner = "daemon " + spec.name();
        boolean old = spec.engineDialect() == EngineDialect.DOCKER_1_10;
        planning.note(owner + " is made for " + (old ? "Docker 1.10" : platform));
        parts.forEach(part -> part.notes(planning.host()).forEach(note -> planning.note(owner + ": " + note)));
        first.notes(planning.host()).forEach(note -> planning.note(owner + ": " + note));
    }

    @Override
    public Owned owned(Planning planning) {
        Map<String, String> attributes = new TreeMap<>(units.owned(planning).attributes());
        attributes.put(DaemonRemoval.SOCKET, spec.socket().toString());
        attributes.put(DaemonRemoval.PID_FILE, spec.pidFile().toString());
        attributes.put(DaemonRemoval.EXEC_ROOT, spec.execRoot().toString());
        move.remember(attributes);
        if (spec.containerd() == Containerd.SYSTEM && spec.engineDialect() == EngineDialect.DOCKERD) {
            attributes.put(DaemonRemoval.SYSTEM_NAMESPACE, spec.name().toString());
        }
        attributes.put(DaemonRequirements.POOL, pool.base().toString());
        spec.userRemap()
                .filter(UserRemap::isEngines)
                .ifPresent(remap -> attributes.put(DaemonRemoval.ENGINES_ACCOUNT, remap.account()));
        return Owned.of(id(), attributes);
    }
}
