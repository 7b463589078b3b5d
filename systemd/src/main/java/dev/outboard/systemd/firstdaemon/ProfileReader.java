package dev.outboard.systemd.firstdaemon;

import dev.outboard.core.failure.HostException;
import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.InterfaceAddress;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.core.value.Subnet;
import dev.outboard.core.value.UnitName;
import dev.outboard.systemd.installed.InstalledUnit;
import dev.outboard.systemd.installed.Variable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Gathers a {@link FirstDaemonProfile} from one host. Lives as long as it is read. */
final class ProfileReader {
    private static final String FIRST = "the first daemon";
    private static final String CONFIGURATION = "/etc/docker/daemon.json";
    private static final String UNIX = "unix://";

    private static final UnitName SOCKET = UnitName.of("docker.socket");

    /** With user namespaces, the root is a directory that is called by the first ids of an account. */
    private static final Pattern IDS = Pattern.compile("[0-9]+\\.[0-9]+");

    private static final Pattern PROCESS_ID = Pattern.compile("[0-9]{1,10}");

    /** 172.17.0.0 to 172.31.255.255, and 192.168.0.0/16: moby, {@code libnetwork/ipamutils}. */
    private static final List<Subnet> BUILT_IN_POOLS = List.of(
            Subnet.of("172.17.0.0/16"),
            Subnet.of("172.18.0.0/15"),
            Subnet.of("172.20.0.0/14"),
            Subnet.of("172.24.0.0/13"),
            Subnet.of("192.168.0.0/16"));

    private final HostView host;
    private final Optional<EngineAnswer> answer;
    private final Set<UnitName> own;
    private final RealPaths realPaths;

    private final Set<OwnPath> paths = new LinkedHashSet<>();
    private final Set<OwnRange> ranges = new LinkedHashSet<>();
    private final Set<InterfaceName> bridges = new LinkedHashSet<>();
    private final Set<AbsolutePath> sockets = new LinkedHashSet<>();
    private final Set<AbsolutePath> pidFiles = new LinkedHashSet<>();
    private final Set<AbsolutePath> files = new LinkedHashSet<>();
    private final Set<String> notes = new LinkedHashSet<>();
    private boolean usesNftables;

    ProfileReader(HostView host, Optional<EngineAnswer> answer, Set<UnitName> own) {
        this.host = host;
        this.answer = answer;
        this.own = own;
        this.realPaths = RealPaths.of(host);
    }

    FirstDaemonProfile read() {
        sockets.add(AbsolutePath.of("/run/docker.sock"));
        pidFiles.add(AbsolutePath.of("/run/docker.pid"));
        files.add(AbsolutePath.of(CONFIGURATION));
        FirstDaemonProfile.PACKAGE_PATHS.forEach(path -> addPath("default path of " + FIRST, path.toString()));
        if (host.isRecording()) {
            notes.add(
                    "a staged stack can't ask the first daemon of the host that it is for: its paths and ranges are taken"
                            + " to be Docker's defaults, such as /var/lib/docker and "
                            + FirstDaemonProfile.DEFAULT_BRIDGE_RANGE);
            addDefaultRanges(List.of());
        } else {
            readFirst();
            new OtherEngines(host, own, notes::add).forEach(this::addUnit);
        }
        return new FirstDaemonProfile(
                List.copyOf(paths),
                List.copyOf(ranges),
                List.copyOf(bridges),
                List.copyOf(sockets),
                List.copyOf(pidFiles),
                List.copyOf(files),
                usesNftables,
                answer.map(EngineAnswer::version),
                List.copyOf(notes));
    }

    private void readFirst() {
        answer.ifPresent(this::add);
        Optional<InstalledUnit> service = UnitReader.find(FirstDaemonProfile.SERVICE, host, notes::add);
        UnitReader.find(SOCKET, host, notes::add).ifPresent(socket -> {
            files.addAll(socket.paths());
            socket.values("Socket", "ListenStream").stream()
                    .map(socket::resolve)
                    .filter(address -> address.startsWith("/"))
                    .forEach(path -> addSocket(path, SOCKET.toString(), FIRST));
        });
        List<EngineSettings> pending = service.map(unit -> addUnit(unit, FIRST)).orElseGet(List::of);
        if (pending.stream()
                .noneMatch(settings ->
                        settings.one(EngineArguments.CONFIGURATION_FILE).isPresent())) {
            pending = new ArrayList<>(pending);
            readFile(CONFIGURATION, FIRST).ifPresent(pending::add);
        }
        List<EngineSettings> running = running();
        containerd();
        addDefaultRanges(pending);
        if (answer.isEmpty()) {
            notes.add(
                    service.isEmpty() && pending.isEmpty() && running.isEmpty()
                            ? "no first daemon was found that could be asked: its paths and ranges are taken to be"
                                    + " Docker's defaults, such as /var/lib/docker and "
                                    + FirstDaemonProfile.DEFAULT_BRIDGE_RANGE
                            : "the first daemon does not answer, so its networks are not known; the rest is taken from its"
                                    + " units and configuration, and from Docker's defaults");
        }
    }

    private void add(EngineAnswer said) {
        String what = "data root of " + FIRST + " (docker info)";
        addPath(what, said.rootDirectory().toString());
        Optional.of(said.rootDirectory())
                .filter(root -> IDS.matcher(root.fileName()).matches())
                .flatMap(AbsolutePath::parent)
                .ifPresent(parent -> addPath(what, parent.toString()));
        said.addressPools()
                .forEach(pool -> ranges.add(new OwnRange(
                        "default-address-pools of " + FIRST + " (docker info)", pool, OwnRange.Kind.POOL)));
        for (EngineAnswer.Network network : said.networks()) {
            network.bridge().ifPresent(bridges::add);
            network.subnets()
                    .forEach(subnet -> ranges.add(
                            new OwnRange("network " + network.name() + " of " + FIRST, subnet, OwnRange.Kind.NETWORK)));
        }
    }

    private void addUnit(InstalledUnit unit) {
        addUnit(unit, unit.name().toString());
    }

    /** What a unit would start now: its flags, and the file that they name. */
    private List<EngineSettings> addUnit(InstalledUnit unit, String owner) {
        files.addAll(unit.paths());
        List<EngineSettings> found = new ArrayList<>();
        unit.commands().stream()
                .flatMap(command -> EngineArguments.parse(unit.name().toString(), command.texts()).stream())
                .forEach(flags -> {
                    found.add(flags);
                    add(flags, owner);
                    flags.one(EngineArguments.CONFIGURATION_FILE)
                            .flatMap(file -> readFile(file, owner))
                            .ifPresent(found::add);
                });
        usesNftables |= Optional.ofNullable(unit.environment().get("DOCKER_FIREWALL_BACKEND"))
                .map(Variable::value)
                .filter("nftables"::equals)
                .isPresent();
        return found;
    }

    /** How the process was started that runs: its unit may have been edited since. */
    private List<EngineSettings> running() {
        List<EngineSettings> found = new ArrayList<>();
        for (AbsolutePath pidFile : List.copyOf(pidFiles)) {
            read(pidFile)
                    .map(String::strip)
                    .filter(pid -> PROCESS_ID.matcher(pid).matches())
                    .flatMap(pid -> read(AbsolutePath.of("/proc/" + pid + "/cmdline")))
                    .flatMap(line -> EngineArguments.parse("running process", List.of(line.split("\0"))))
                    .ifPresent(flags -> {
                        found.add(flags);
                        add(flags, FIRST);
                        flags.one(EngineArguments.CONFIGURATION_FILE)
                                .flatMap(file -> readFile(file, FIRST))
                                .ifPresent(found::add);
                    });
        }
        return found;
    }

    private Optional<EngineSettings> readFile(String path, String owner) {
        addPath("configuration file of " + owner, path);
        Optional<EngineSettings> settings = path(path, owner)
                .flatMap(file -> {
                    files.add(file);
                    return read(file);
                })
                .flatMap(text -> EngineFile.parse(path, text, notes::add));
        settings.ifPresent(found -> add(found, owner));
        return settings;
    }

    private void add(EngineSettings settings, String owner) {
        String where = " of " + owner + " (" + settings.source() + ")";
        settings.all("data-root").forEach(path -> addPath("data root" + where, path));
        settings.all("exec-root").forEach(path -> addPath("exec root" + where, path));
        settings.all("pidfile").forEach(path -> {
            addPath("pid file" + where, path);
            if (owner.equals(FIRST)) {
                path(path, owner).map(realPaths::of).ifPresent(pidFiles::add);
            }
        });
        settings.all("hosts").stream()
                .filter(address -> address.startsWith(UNIX))
                .map(address -> address.substring(UNIX.length()))
                .forEach(path -> addSocket(path, settings.source(), owner));
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
                && settings.one("firewall-backend").filter("nftables"::equals).isPresent();
    }

    /** What the engine would use where nothing is set: an engine that is restarted takes these. */
    private void addDefaultRanges(List<EngineSettings> pending) {
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

    /** containerd-config.toml(5): the keys before the first table. */
    private void containerd() {
        AbsolutePath file = AbsolutePath.of("/etc/containerd/config.toml");
        files.add(file);
        ContainerdSettings.readFrom(host, notes::add).forEach((what, path) -> addPath("containerd's " + what, path));
    }

    private void addSocket(String path, String source, String owner) {
        addPath("socket of " + owner + " (" + source + ")", path);
        path(path, owner).map(realPaths::of).ifPresent(sockets::add);
    }

    private void addPath(String what, String text) {
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

    private Optional<AbsolutePath> path(String text, String what) {
        String tidy = text.length() > 1 && text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        try {
            return Optional.of(AbsolutePath.of(tidy));
        } catch (InvalidValueException malformed) {
            notes.add(what + ": " + malformed.problem() + ", so that it is not known");
            return Optional.empty();
        }
    }

    private Optional<String> read(AbsolutePath path) {
        try {
            return host.read(path).map(FileContent::text);
        } catch (HostException notPermitted) {
            notes.add(path + " can't be read, so what it says of the first daemon is not known: "
                    + notPermitted.problem());
            return Optional.empty();
        }
    }
}
