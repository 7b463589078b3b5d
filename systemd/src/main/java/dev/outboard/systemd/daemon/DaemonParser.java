package dev.outboard.systemd.daemon;

import dev.outboard.core.failure.Problems;
import dev.outboard.core.unitfile.UnitValue;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.DaemonName;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.core.value.IpAddress;
import dev.outboard.core.value.Label;
import dev.outboard.core.value.SocketPath;
import dev.outboard.core.value.Subnet;
import dev.outboard.network.NetworkIsolation;
import dev.outboard.network.host.FirewallRules;
import dev.outboard.systemd.engine.EngineSetting;
import dev.outboard.systemd.options.Containerd;
import dev.outboard.systemd.options.ImageStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Turns the texts of a builder into values, fills in what was not set, and notes every mistake. */
final class DaemonParser {
    /** What the root holds unless it was set otherwise. */
    static final String DATA = "graph";

    static final String TEMPORARY = "tmp";
    static final String SOCKET = "docker.sock";

    /** The longest name of a daemon whose chains the firewall takes. */
    private static final int MAXIMUM_NAME_BYTES = FirewallRules.MAXIMUM_CHAIN_BYTES - DaemonSpec.CHAIN_PREFIX.length();

    private static final Pattern DRIVER = Pattern.compile("[a-z][a-z0-9_./:-]*");

    /** Whose slices hold the rest of the host, systemd.special(7): taking one away would stop all that is in it. */
    private static final List<String> SYSTEM_SLICES = List.of("system", "user", "machine", "capsule");

    private final DaemonSpec.Builder builder;
    private final Problems problems = new Problems();
    private final Map<String, AbsolutePath> paths = new LinkedHashMap<>();

    DaemonParser(DaemonSpec.Builder builder) {
        this.builder = builder;
    }

    DaemonValues parse() {
        Optional<DaemonName> name = name();
        Optional<InterfaceName> bridge = bridge();
        parsePaths(name);
        FileOwner owner = socketOwner();
        Optional<FileMode> mode =
                problems.check("socketMode", () -> FileMode.of(builder.texts.getOrDefault("socketMode", "0660")));
        Containerd containerd =
                Optional.ofNullable(builder.containerd).orElseGet(() -> containerd(builder.networkIsolation));
        Optional<String> storageDriver = storageDriver();
        if (builder.engineDialect == EngineDialect.DOCKERD) {
            storageDriver.ifPresent(driver -> DaemonImageRules.check(
                    builder.imageStore, containerd, driver, builder.userRemap != null, problems));
            DaemonNetworkRules.check(builder.name, builder.networkIsolation, containerd, builder.traffic, problems);
        }
        Docker110Rules.check(builder, containerd, problems);
        Optional<AddressPool> pool = addressPool();
        List<IpAddress> dns = problems.each("dns", builder.dns, IpAddress::of);
        List<Label> labels = problems.each("label", builder.labels, Label::of);
        checkKeys(labels);
        List<DaemonOption> options = options();
        List<EngineSetting<?>> settings = settings(options);
        DaemonStorageRules.check(builder, paths, storageDriver, problems);
        problems.throwIfAny("daemon " + builder.name);
        return new DaemonValues(
                name.orElseThrow(),
                bridge.orElseThrow(),
                builder.networkIsolation,
                path("root"),
                path("dataRoot"),
                path("temporaryDirectory"),
                Optional.ofNullable(builder.storage),
                path("execRoot"),
                path("pidFile"),
                SocketPath.of(path("socket")),
                path("configurationFile"),
                path("wrapper"),
                Optional.ofNullable(builder.cleanUp),
                owner,
                mode.orElseThrow(),
                builder.resourceLimits,
                storageDriver.orElseThrow(),
                containerd,
                builder.imageStore,
                pool,
                builder.traffic,
                dns,
                builder.registries,
                labels,
                builder.logs,
                builder.containerDefaults,
                Optional.ofNullable(builder.userRemap),
                options,
                settings,
                builder.engineDialect,
                builder.unitSource);
    }

    /** The containerd of a daemon that names none: the host's is not in the namespace where its containers have to be. */
    static Containerd containerd(NetworkIsolation isolation) {
        return isolation == NetworkIsolation.NAMESPACE ? Containerd.OWN : Containerd.SYSTEM;
    }

    /** The storage driver of a daemon that names none. */
    static String storageDriver(EngineDialect dialect, ImageStore imageStore) {
        return dialect == EngineDialect.DOCKERD ? imageStore.defaultStorageDriver() : dialect.defaultStorageDriver();
    }

    private Optional<DaemonName> name() {
        Optional<DaemonName> name = problems.check("name", () -> DaemonName.of(builder.name));
        name.filter(text -> text.toString().length() > MAXIMUM_NAME_BYTES)
                .ifPresent(text -> problems.add(
                        "name",
                        text.toString(),
                        "at most " + MAXIMUM_NAME_BYTES + " bytes, since chains of the firewall carry it",
                        "choose a shorter name"));
        name.filter(text -> SYSTEM_SLICES.contains(text.toString()))
                .ifPresent(text -> problems.add(
                        "name",
                        text.toString(),
                        "a name whose slice is not one of systemd's own: " + String.join(", ", SYSTEM_SLICES),
                        "choose another name, e.g. \"docker2\""));
        return name;
    }

    private Optional<InterfaceName> bridge() {
        String bridge = builder.texts.get("bridge");
        if (bridge == null) {
            problems.add("bridge", "nothing", "the name of a bridge", "call bridge(..), e.g. with \"docker1\"");
            return Optional.empty();
        }
        Optional<InterfaceName> name = problems.check("bridge", () -> InterfaceName.of(bridge));
        if (bridge.equals("none") || bridge.equals("docker0")) {
            problems.add(
                    "bridge",
                    bridge,
                    "a bridge of this daemon's own; \"none\" would make the engine delete the first daemon's docker0",
                    "use e.g. \"docker1\"");
        }
        return name;
    }

    private void parsePaths(Optional<DaemonName> name) {
        parsePath("root", name.map(text -> "/" + text));
        Optional<String> root = Optional.ofNullable(paths.get("root"))
                .filter(path -> path.parent().isPresent())
                .map(path -> path + "/");
        parsePath("dataRoot", root.map(directory -> directory + DATA));
        parsePath("temporaryDirectory", root.map(directory -> directory + TEMPORARY));
        parsePath("execRoot", name.map(text -> "/run/" + text));
        parsePath("pidFile", name.map(text -> "/run/" + text + ".pid"));
        parsePath("socket", root.map(directory -> directory + SOCKET));
        parsePath("configurationFile", name.map(text -> "/etc/" + text + "/daemon.json"));
        parsePath("wrapper", name.map(text -> "/usr/local/bin/" + text));
        DaemonPathRules.check(paths, problems);
    }

    /** A default is not read when what it is made from has a mistake: that one is reported already. */
    private void parsePath(String property, Optional<String> derived) {
        Optional.ofNullable(builder.texts.get(property))
                .or(() -> derived)
                .flatMap(text -> problems.check(property, () -> pathOf(property, text)))
                .ifPresent(path -> paths.put(property, path));
    }

    private static AbsolutePath pathOf(String property, String text) {
        AbsolutePath path = property.equals("socket") ? SocketPath.of(text).path() : AbsolutePath.of(text);
        // units name these, by keys that take their value as it stands
        UnitValue.literal(text);
        return path;
    }

    private AbsolutePath path(String property) {
        return Optional.ofNullable(paths.get(property)).orElseThrow();
    }

    private FileOwner socketOwner() {
        String user = builder.texts.getOrDefault("socketUser", "root");
        String group = builder.texts.getOrDefault("socketGroup", "docker");
        Optional<FileOwner> byUser = problems.check("socketUser", () -> FileOwner.of(user, "root"));
        Optional<FileOwner> byGroup = problems.check("socketGroup", () -> FileOwner.of("root", group));
        return byUser.isPresent() && byGroup.isPresent() ? FileOwner.of(user, group) : FileOwner.ROOT;
    }

    /** Empty after a problem was noted. */
    private Optional<String> storageDriver() {
        String driver =
                builder.texts.getOrDefault("storageDriver", storageDriver(builder.engineDialect, builder.imageStore));
        if (!DRIVER.matcher(driver).matches()) {
            problems.add(
                    "storageDriver", driver, "the name of a driver", "write it as the engine does, e.g. \"overlay2\"");
            return Optional.empty();
        }
        return Optional.of(driver);
    }

    private Optional<AddressPool> addressPool() {
        return Optional.ofNullable(builder.texts.get("addressPool"))
                .flatMap(text ->
                        problems.check("addressPool", () -> new AddressPool(Subnet.of(text), builder.addressPoolSize)));
    }

    /** The engine refuses a label with two values. */
    private void checkKeys(List<Label> labels) {
        Set<String> keys = new LinkedHashSet<>();
        for (Label label : labels) {
            if (label.key().equals(DaemonSpec.LABEL)) {
                problems.add("label", label.toString(), "a key that Outboard does not set itself", "leave it out");
            } else if (!keys.add(label.key())) {
                problems.add("label", label.toString(), "each key once", "leave one of them out");
            }
        }
    }

    private List<DaemonOption> options() {
        List<DaemonOption> options = new ArrayList<>();
        builder.options.forEach((name, value) -> problems.check("daemonOption", () -> DaemonOption.of(name, value))
                .ifPresent(options::add));
        return List.copyOf(options);
    }

    /** The engine does not start with an option both on its command line and in its configuration file. */
    private List<EngineSetting<?>> settings(List<DaemonOption> options) {
        builder.settings.values().forEach(setting -> {
            String name = setting.option().name();
            if (options.stream().anyMatch(option -> option.name().equals(name))) {
                problems.add(name, "set(..) and addDaemonOption(..)", "one of them", "leave one of the two out");
            }
            setting.check(problems);
        });
        return List.copyOf(builder.settings.values());
    }
}
