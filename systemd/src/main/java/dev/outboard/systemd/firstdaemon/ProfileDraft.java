package dev.outboard.systemd.firstdaemon;

import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.InterfaceAddress;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.core.value.SocketPath;
import dev.outboard.core.value.Subnet;
import dev.outboard.systemd.docker.EngineInfo;
import dev.outboard.systemd.docker.NetworkSummary;
import dev.outboard.systemd.engine.EngineTraits;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A {@link FirstDaemonProfile} while it is gathered: takes what answers, settings and files say of an engine. */
final class ProfileDraft {
    static final String FIRST = "the first daemon";
    static final SocketPath SOCKET = SocketPath.of("/run/docker.sock");

    private static final String UNIX = "unix://";
    private static final String NFTABLES = "nftables";
    private static final String DATA_ROOT = "data root of ";

    /** With user namespaces, the root is a directory that is called by the first ids of an account. */
    private static final Pattern IDS = Pattern.compile("[0-9]+\\.[0-9]+");

    /** dockerd(8), {@code --containerd-namespace} and {@code --containerd-plugins-namespace}. */
    private static final List<String> DEFAULT_NAMESPACES = List.of("moby", "plugins.moby");

    /** docker-swarm-init(1), {@code --default-addr-pool}. */
    private static final Subnet DEFAULT_SWARM_POOL = Subnet.of("10.0.0.0/8");

    private static final AbsolutePath DEFAULT_DATA_ROOT = AbsolutePath.of("/var/lib/docker");

    /** Where an engine remembers that it is a node of a swarm, below its data root. */
    private static final String SWARM_STATE = "swarm/docker-state.json";

    /** 172.17.0.0 to 172.31.255.255, and 192.168.0.0/16: moby, {@code libnetwork/ipamutils}. */
    private static final List<Subnet> BUILT_IN_POOLS = List.of(
            Subnet.of("172.17.0.0/16"),
            Subnet.of("172.18.0.0/15"),
            Subnet.of("172.20.0.0/14"),
            Subnet.of("172.24.0.0/13"),
            Subnet.of("192.168.0.0/16"));

    private final HostView host;
    private final RealPaths realPaths;

    private final Set<OwnPath> paths = new LinkedHashSet<>();
    private final Set<OwnRange> ranges = new LinkedHashSet<>();
    private final Set<InterfaceName> bridges = new LinkedHashSet<>();
    private final Set<AbsolutePath> sockets = new LinkedHashSet<>(List.of(SOCKET.path()));
    private final Set<AbsolutePath> pidFiles = new LinkedHashSet<>(List.of(AbsolutePath.of("/run/docker.pid")));
    private final Set<AbsolutePath> files = new LinkedHashSet<>();
    private final Set<TcpListener> listeners = new LinkedHashSet<>();
    private final Map<String, String> namespaces = new TreeMap<>();
    private final Set<String> notes = new LinkedHashSet<>();
    private boolean usesNftables;

    ProfileDraft(HostView host) {
        this.host = host;
        this.realPaths = RealPaths.of(host);
        DEFAULT_NAMESPACES.forEach(name -> namespaces.put(name, "a namespace that " + FIRST + " has by default"));
        FirstDaemonProfile.PACKAGE_PATHS.forEach(path -> addPath("default path of " + FIRST, path.toString()));
    }

    FirstDaemonProfile profile(EngineReply reply, Optional<AbsolutePath> program) {
        return new FirstDaemonProfile(
                List.copyOf(paths),
                List.copyOf(ranges),
                List.copyOf(bridges),
                List.copyOf(sockets),
                List.copyOf(pidFiles),
                List.copyOf(files),
                List.copyOf(listeners),
                namespaces,
                usesNftables,
                reply.info().isPresent(),
                reply.info()
                        .filter(said -> said.traits().product().equals(EngineTraits.DOCKER))
                        .map(EngineInfo::version),
                program,
                List.copyOf(notes));
    }

    List<AbsolutePath> pidFiles() {
        return List.copyOf(pidFiles);
    }

    /** Where the first daemon may listen besides the usual socket. */
    List<SocketPath> otherSockets() {
        return sockets.stream()
                .filter(path -> !path.equals(SOCKET.path()))
                .flatMap(path -> socket(path.toString(), FIRST).stream())
                .toList();
    }

    void note(String note) {
        notes.add(note);
    }

    void addFiles(List<AbsolutePath> read) {
        files.addAll(read);
    }

    void useNftables() {
        usesNftables = true;
    }

    void add(EngineReply reply, String owner) {
        reply.info().ifPresent(said -> add(said, reply.networks(), owner));
    }

    private void add(EngineInfo said, List<NetworkSummary> networks, String owner) {
        String what = DATA_ROOT + owner + " (docker info)";
        addPath(what, said.rootDirectory().toString());
        Optional.of(said.rootDirectory())
                .filter(root -> IDS.matcher(root.fileName()).matches())
                .flatMap(AbsolutePath::parent)
                .ifPresent(parent -> addPath(what, parent.toString()));
        said.addressPools()
                .forEach(pool -> ranges.add(new OwnRange(
                        "default-address-pools of " + owner + " (docker info)", pool, OwnRange.Kind.POOL)));
        for (NetworkSummary network : networks) {
            network.bridge().ifPresent(bridges::add);
            network.subnets()
                    .forEach(subnet -> ranges.add(
                            new OwnRange("network " + network.name() + " of " + owner, subnet, OwnRange.Kind.NETWORK)));
        }
        EngineTraits traits = said.traits();
        traits.swarmPools().ifPresent(pools -> addSwarm(pools, owner));
        usesNftables |= owner.equals(FIRST)
                && traits.firewallBackend()
                        .filter(backend -> backend.startsWith(NFTABLES))
                        .isPresent();
        if (!traits.product().equals(EngineTraits.DOCKER)) {
            notes.add("what answers for " + owner + " is " + traits.product() + " " + said.version()
                    + ", not Docker: its networks and data are kept apart like those of a daemon");
        }
    }

    private void addSwarm(List<Subnet> pools, String owner) {
        if (pools.isEmpty()) {
            notes.add("only managers of its swarm know from which ranges " + owner
                    + " gets overlay networks; they are taken to be in " + DEFAULT_SWARM_POOL
                    + ", the default, and address pools are chosen outside of it");
        }
        (pools.isEmpty() ? List.of(DEFAULT_SWARM_POOL) : pools)
                .forEach(pool -> ranges.add(new OwnRange(
                        "pool of overlay networks of the swarm of " + owner,
                        pool,
                        pool.equals(DEFAULT_SWARM_POOL) ? OwnRange.Kind.OVERLAY_POOL : OwnRange.Kind.POOL)));
    }

    /** A node of a swarm is one again as soon as it is started. */
    void addSwarmOfOneThatIsSilent() {
        boolean isNode = paths.stream()
                .filter(own -> own.what().startsWith(DATA_ROOT) || own.path().equals(DEFAULT_DATA_ROOT))
                .map(own -> own.path().resolve(SWARM_STATE))
                .anyMatch(state -> host.status(state).isPresent());
        if (isNode) {
            addSwarm(List.of(), FIRST);
        }
    }

    void add(EngineSettings settings, String owner) {
        String where = " of " + owner + " (" + settings.source() + ")";
        settings.all("data-root").forEach(path -> addPath("data root" + where, path));
        settings.all("exec-root").forEach(path -> addPath("exec root" + where, path));
        settings.all("pidfile").forEach(path -> {
            addPath("pid file" + where, path);
            if (owner.equals(FIRST)) {
                path(path, owner).map(realPaths::of).ifPresent(pidFiles::add);
            }
        });
        unixSockets(settings).forEach(path -> addSocket(path, settings.source(), owner));
        Stream.concat(settings.all("hosts").stream(), settings.all("metrics-addr").stream())
                .forEach(address -> addListener(address, owner, settings.source()));
        for (String key : List.of("containerd-namespace", "containerd-plugin-namespace")) {
            settings.one(key).filter(name -> !name.isEmpty()).ifPresent(name -> namespaces.put(name, key + where));
        }
        settings.one("containerd").ifPresent(path -> addPath("socket of the containerd" + where, path));
        settings.all("storage-opts").stream()
                .map(option -> option.substring(option.indexOf('=') + 1))
                .filter(value -> value.startsWith("/"))
                .forEach(device -> addPath("storage device" + where, device));
        for (String key : List.of("bip", "bip6", "fixed-cidr", "fixed-cidr-v6")) {
            settings.one(key).ifPresent(range -> addRange(key + where, range, OwnRange.Kind.NETWORK));
        }
        settings.all("default-address-pools")
                .forEach(pool -> addRange("default-address-pools" + where, pool, OwnRange.Kind.POOL));
        settings.one("bridge").filter(name -> !name.equals("none")).ifPresent(this::addBridge);
        usesNftables |= owner.equals(FIRST)
                && settings.one("firewall-backend").filter(NFTABLES::equals).isPresent();
    }

    /** A rootless engine shares the files of the host and not its network. */
    void addRootless(EngineSettings settings, Optional<String> usualDataRoot, String owner) {
        settings.one("data-root")
                .or(() -> usualDataRoot)
                .ifPresent(path -> addPath(DATA_ROOT + owner + " (" + settings.source() + ")", path));
    }

    void addListener(String address, String owner, String source) {
        TcpListener.parse("listener of " + owner + " (" + source + ")", address).ifPresent(listeners::add);
    }

    /** What the engine would use where nothing is set: an engine that is restarted takes these. */
    void addDefaultRanges(List<EngineSettings> pending) {
        boolean hasPools = pending.stream()
                .anyMatch(settings -> !settings.all("default-address-pools").isEmpty());
        boolean hasBridge = pending.stream()
                .anyMatch(settings -> settings.one("bip").isPresent()
                        || settings.one("bridge").isPresent());
        if (!hasPools) {
            BUILT_IN_POOLS.forEach(pool ->
                    ranges.add(new OwnRange("built-in address pool of " + FIRST, pool, OwnRange.Kind.BUILT_IN_POOL)));
        }
        if (!hasPools && !hasBridge) {
            ranges.add(new OwnRange(
                    "docker0, the bridge of " + FIRST, FirstDaemonProfile.DEFAULT_BRIDGE_RANGE, OwnRange.Kind.NETWORK));
        }
    }

    /** The sockets that settings name themselves. */
    static Stream<String> unixSockets(EngineSettings settings) {
        return settings.all("hosts").stream()
                .filter(address -> address.startsWith(UNIX))
                .map(address -> address.substring(UNIX.length()));
    }

    /** A socket without symbolic links; empty, with a note, if the path can't be one. */
    Optional<SocketPath> socket(String text, String owner) {
        return path(text, "socket of " + owner).map(realPaths::of).flatMap(path -> {
            try {
                return Optional.of(SocketPath.of(path));
            } catch (InvalidValueException tooLong) {
                notes.add("socket of " + owner + ": " + tooLong.problem() + ", so it is not asked");
                return Optional.empty();
            }
        });
    }

    void addSocket(String path, String source, String owner) {
        addPath("socket of " + owner + " (" + source + ")", path);
        path(path, owner).map(realPaths::of).ifPresent(sockets::add);
    }

    void addPath(String what, String text) {
        path(text, what).ifPresent(path -> paths.add(new OwnPath(what, path, realPaths.places(path))));
    }

    private void addBridge(String name) {
        try {
            bridges.add(InterfaceName.of(name));
        } catch (InvalidValueException unusable) {
            notes.add("bridge of " + FIRST + ": " + unusable.problem());
        }
    }

    private void addRange(String what, String text, OwnRange.Kind kind) {
        try {
            ranges.add(new OwnRange(what, InterfaceAddress.of(text).subnet(), kind));
        } catch (InvalidValueException network) {
            try {
                ranges.add(new OwnRange(what, Subnet.of(text), kind));
            } catch (InvalidValueException malformed) {
                notes.add(what + ": " + malformed.problem() + ", so that it is not known");
            }
        }
    }

    Optional<AbsolutePath> path(String text, String what) {
        String tidy = text.length() > 1 && text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        try {
            return Optional.of(AbsolutePath.of(tidy));
        } catch (InvalidValueException malformed) {
            notes.add(what + ": " + malformed.problem() + ", so that it is not known");
            return Optional.empty();
        }
    }
}
