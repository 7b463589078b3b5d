package dev.outboard.systemd.daemon.host;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import dev.outboard.core.change.Change;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.desired.ManagedDirectory;
import dev.outboard.core.desired.ManagedFile;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.Resource;
import dev.outboard.core.desired.ResourceKind;
import dev.outboard.core.failure.InvalidSpecException;
import dev.outboard.core.host.HostView;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.store.ReceiptStore;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.DaemonName;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.core.value.Mtu;
import dev.outboard.core.value.Subnet;
import dev.outboard.core.value.UnitName;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.host.Bridge;
import dev.outboard.systemd.ManagedUnit;
import dev.outboard.systemd.SystemdUnits;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.daemon.EngineDialect;
import dev.outboard.systemd.daemon.part.DaemonContext;
import dev.outboard.systemd.daemon.part.DaemonPart;
import dev.outboard.systemd.daemon.part.DaemonParts;
import dev.outboard.systemd.daemon.part.DaemonStorage;
import dev.outboard.systemd.daemon.part.JobNetworks;
import dev.outboard.systemd.daemon.part.RememberedDaemon;
import dev.outboard.systemd.daemon.part.UserNamespaces;
import dev.outboard.systemd.daemon.part.Wrapper;
import dev.outboard.systemd.docker.Engines;
import dev.outboard.systemd.firstdaemon.FirstDaemon;
import dev.outboard.systemd.firstdaemon.FirstDaemon.Claim;
import dev.outboard.systemd.options.Containerd;
import dev.outboard.systemd.options.UserRemap;
import dev.outboard.systemd.platform.Platform;
import dev.outboard.systemd.storage.StorageMount;
import dev.outboard.systemd.vendor.Derivation;
import dev.outboard.systemd.vendor.VendorUnits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A daemon that runs: its service, its socket and its network, with what must be done around them. Before its units come the checks
 * of what it needs of the host; when it is taken away, its containers go first, since they would outlive it, and the
 * files that it leaves where it ran go last.
 */
public final class Daemon implements Resource {
    /** The name of the kind. */
    public static final String KIND = RememberedDaemon.KIND;

    /** What the engine itself gives its data root. */
    private static final FileMode DATA_MODE = FileMode.of("0710");

    /** Directories of the host, which are there and not ours. */
    private static final List<AbsolutePath> HOST_DIRECTORIES = List.of(
            AbsolutePath.of("/"), AbsolutePath.of("/etc"), AbsolutePath.of("/opt"), AbsolutePath.of("/usr/local/etc"));

    private final DaemonContext daemon;
    private final List<DaemonPart> parts;
    private final List<ResourceId> before;
    private final FirstDaemonSettings first;
    private final SystemdUnits units;
    private final DaemonRequirements requirements;
    private final LostContainers move;

    private Daemon(
            DaemonContext daemon,
            List<DaemonPart> parts,
            List<ResourceId> before,
            ManagedFile configuration,
            Derivation vendor,
            Engines engines) {
        DaemonUnits rendered = DaemonUnits.of(daemon, parts, vendor);
        this.daemon = daemon;
        this.parts = parts;
        this.before = before;
        this.first = new FirstDaemonSettings(daemon.spec(), daemon.bridge(), vendor);
        this.units = new SystemdUnits(id(daemon.spec().name()), managed(daemon.spec(), parts, configuration, rendered));
        this.move = new LostContainers(daemon.spec(), engines);
        this.requirements = new DaemonRequirements(daemon.spec(), daemon.pool(), rendered, vendor);
    }

    private static List<ManagedUnit> managed(
            DaemonSpec spec, List<DaemonPart> parts, ManagedFile configuration, DaemonUnits rendered) {
        ManagedUnit socket = ManagedUnit.of(spec.socketUnit(), rendered.socket().text());
        ManagedUnit service = ManagedUnit.of(
                        spec.serviceUnit(), rendered.service().text())
                .reading(Stream.concat(
                                Stream.of(configuration), parts.stream().flatMap(part -> part.readByService().stream()))
                        .toArray(ManagedFile[]::new))
                .restartedBy(Bridge.id(spec.bridge()))
                .restartedWith(Stream.concat(
                                Stream.of(spec.socketUnit()),
                                parts.stream().flatMap(part -> part.restartTheService().stream()))
                        .toArray(UnitName[]::new));
        return Stream.concat(parts.stream().flatMap(part -> part.units().stream()), Stream.of(socket, service))
                .toList();
    }

    /**
     * How daemons are removed.
     *
     * @param engines the way to daemons
     * @return the kind
     */
    public static ResourceKind kind(Engines engines) {
        return new DaemonRemoval(engines);
    }

    /**
     * The name of a daemon.
     *
     * @param name which daemon
     * @return its id
     */
    public static ResourceId id(DaemonName name) {
        return RememberedDaemon.id(name);
    }

    /**
     * Everything that a daemon has on a host: directories, configuration, wrapper command, its way into the network, and
     * the daemon that runs. It all needs the bridge, whose resource stands before.
     *
     * @param spec the daemon
     * @param bridge its bridge
     * @param platform what the host offers
     * @param engines the way to daemons
     * @param host where the vendor's units are looked for
     * @return the resources, each after those it needs
     * @throws InvalidSpecException if the spec names no address pool and none follows the bridge's subnet
     * @throws dev.outboard.core.failure.HostException if the host does not let us read the vendor's units
     */
    public static List<Resource> resources(
            DaemonSpec spec, BridgeSpec bridge, Platform platform, Engines engines, HostView host) {
        DaemonContext daemon = DaemonContext.of(spec, bridge, platform);
        Derivation vendor = Derivation.of(
                VendorUnits.find(host),
                spec.serviceUnit(),
                spec.socketUnit(),
                spec.engineDialect() == EngineDialect.DOCKER_1_10 ? EngineCommand.PROGRAM_1_10 : platform.program());
        List<Resource> resources = new ArrayList<>();
        List<DaemonPart> parts = DaemonParts.of(daemon);
        parts.forEach(part -> resources.addAll(part.ground()));
        resources.add(new ManagedDirectory(spec.dataRoot(), DATA_MODE, UserNamespaces.dataRootOwner(spec, host), true));
        resources.add(ManagedDirectory.forData(spec.temporaryDirectory(), FileMode.SECRET_DIRECTORY));
        Stream.concat(spec.configurationFile().parent().stream(), Stream.of(spec.configurationDirectory()))
                .distinct()
                .filter(directory -> !HOST_DIRECTORIES.contains(directory) && !directory.equals(spec.root()))
                .forEach(directory -> resources.add(ManagedDirectory.of(directory, FileMode.DIRECTORY)));
        ManagedFile configuration =
                ManagedFile.ofText(spec.configurationFile(), DaemonConfiguration.render(daemon, parts));
        resources.add(configuration);
        resources.add(new ManagedFile(
                spec.wrapper(), FileContent.ofText(Wrapper.render(spec)), FileMode.EXECUTABLE, FileOwner.ROOT));
        parts.forEach(part -> resources.addAll(part.resources()));
        List<ResourceId> before = resources.stream().map(Resource::id).toList();
        resources.add(new Daemon(daemon, parts, before, configuration, vendor, engines));
        return List.copyOf(resources);
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
        return new JobNetworks(DaemonContext.of(spec, bridge, platform)).mtu();
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

    /**
     * The range from which a daemon gives addresses to its networks.
     *
     * @param owned what is remembered of a resource of any kind
     * @return the range; empty if the resource is not a daemon
     */
    public static Optional<Subnet> addressPool(Owned owned) {
        return RememberedDaemon.addressPool(owned);
    }

    /**
     * Every path that a daemon has, with what it is.
     *
     * @param daemon the daemon
     * @return the paths
     */
    public static List<Claim> claims(DaemonSpec daemon) {
        Map<String, AbsolutePath> paths = new LinkedHashMap<>();
        paths.put("root", daemon.root());
        paths.put("data root", daemon.dataRoot());
        paths.put("temporary directory", daemon.temporaryDirectory());
        storage(daemon).ifPresent(storage -> paths.put("storage", storage.source()));
        paths.put("exec root", daemon.execRoot());
        paths.put("pid file", daemon.pidFile());
        paths.put("socket", daemon.socket().path());
        paths.put("configuration file", daemon.configurationFile());
        paths.put("wrapper", daemon.wrapper());
        List<Claim> claims = new ArrayList<>();
        paths.forEach((what, path) -> claims.add(new Claim(what, FirstDaemon.resolved(path))));
        return claims;
    }

    /**
     * The services of the second daemons that a host has.
     *
     * @param host the host, whose receipts tell
     * @return the names of their units
     */
    public static Set<UnitName> services(HostView host) {
        return ReceiptStore.readAll(host).receipts().stream()
                .flatMap(receipt -> receipt.resources().stream())
                .map(Owned::id)
                .filter(id -> id.kind().equals(KIND))
                .map(id -> UnitName.service(id.name()))
                .collect(toImmutableSet());
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
        DaemonSpec spec = daemon.spec();
        String owner = "daemon " + spec.name();
        boolean old = spec.engineDialect() == EngineDialect.DOCKER_1_10;
        planning.note(owner + " is made for " + (old ? "Docker 1.10" : daemon.platform()));
        parts.forEach(part -> part.notes(planning.host()).forEach(note -> planning.note(owner + ": " + note)));
        first.notes(planning.host()).forEach(note -> planning.note(owner + ": " + note));
    }

    @Override
    public Owned owned(Planning planning) {
        DaemonSpec spec = daemon.spec();
        Map<String, String> attributes = new TreeMap<>(units.owned(planning).attributes());
        attributes.put(RememberedDaemon.SOCKET, spec.socket().toString());
        attributes.put(RememberedDaemon.PID_FILE, spec.pidFile().toString());
        attributes.put(RememberedDaemon.EXEC_ROOT, spec.execRoot().toString());
        move.remember(attributes);
        if (spec.containerd() == Containerd.SYSTEM && spec.engineDialect() == EngineDialect.DOCKERD) {
            attributes.put(RememberedDaemon.SYSTEM_NAMESPACE, spec.name().toString());
        }
        attributes.put(RememberedDaemon.POOL, daemon.pool().base().toString());
        spec.userRemap()
                .filter(UserRemap::isEngines)
                .ifPresent(remap -> attributes.put(RememberedDaemon.ENGINES_ACCOUNT, remap.account()));
        return Owned.of(id(), attributes);
    }
}
