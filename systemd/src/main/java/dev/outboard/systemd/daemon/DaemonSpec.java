package dev.outboard.systemd.daemon;

import static dev.outboard.systemd.daemon.DaemonProperties.ADDRESS_POOL;
import static dev.outboard.systemd.daemon.DaemonProperties.BRIDGE;
import static dev.outboard.systemd.daemon.DaemonProperties.CLEAN_UP;
import static dev.outboard.systemd.daemon.DaemonProperties.CONFIGURATION_FILE;
import static dev.outboard.systemd.daemon.DaemonProperties.CONTAINERD;
import static dev.outboard.systemd.daemon.DaemonProperties.CONTAINER_DEFAULTS;
import static dev.outboard.systemd.daemon.DaemonProperties.DATA_ROOT;
import static dev.outboard.systemd.daemon.DaemonProperties.DNS;
import static dev.outboard.systemd.daemon.DaemonProperties.ENGINE_DIALECT;
import static dev.outboard.systemd.daemon.DaemonProperties.EXEC_ROOT;
import static dev.outboard.systemd.daemon.DaemonProperties.IMAGE_STORE;
import static dev.outboard.systemd.daemon.DaemonProperties.LABELS;
import static dev.outboard.systemd.daemon.DaemonProperties.LOGS;
import static dev.outboard.systemd.daemon.DaemonProperties.NAME;
import static dev.outboard.systemd.daemon.DaemonProperties.NETWORK_ISOLATION;
import static dev.outboard.systemd.daemon.DaemonProperties.OPTIONS;
import static dev.outboard.systemd.daemon.DaemonProperties.PID_FILE;
import static dev.outboard.systemd.daemon.DaemonProperties.REGISTRIES;
import static dev.outboard.systemd.daemon.DaemonProperties.RESOURCE_LIMITS;
import static dev.outboard.systemd.daemon.DaemonProperties.ROOT;
import static dev.outboard.systemd.daemon.DaemonProperties.SETTINGS;
import static dev.outboard.systemd.daemon.DaemonProperties.SOCKET;
import static dev.outboard.systemd.daemon.DaemonProperties.SOCKET_GROUP;
import static dev.outboard.systemd.daemon.DaemonProperties.SOCKET_MODE;
import static dev.outboard.systemd.daemon.DaemonProperties.SOCKET_USER;
import static dev.outboard.systemd.daemon.DaemonProperties.STORAGE;
import static dev.outboard.systemd.daemon.DaemonProperties.STORAGE_DRIVER;
import static dev.outboard.systemd.daemon.DaemonProperties.TEMPORARY_DIRECTORY;
import static dev.outboard.systemd.daemon.DaemonProperties.TRAFFIC;
import static dev.outboard.systemd.daemon.DaemonProperties.UNIT_SOURCE;
import static dev.outboard.systemd.daemon.DaemonProperties.USER_REMAP;
import static dev.outboard.systemd.daemon.DaemonProperties.WRAPPER;
import static java.util.Objects.requireNonNull;

import dev.outboard.core.failure.InvalidSpecException;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.spec.Draft;
import dev.outboard.core.spec.Values;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.DaemonName;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.core.value.IpAddress;
import dev.outboard.core.value.Label;
import dev.outboard.core.value.SocketPath;
import dev.outboard.core.value.Subnet;
import dev.outboard.core.value.UnitName;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.NetworkIsolation;
import dev.outboard.network.TrafficPolicy;
import dev.outboard.systemd.options.CleanUp;
import dev.outboard.systemd.options.ContainerDefaults;
import dev.outboard.systemd.options.Containerd;
import dev.outboard.systemd.options.EngineOption;
import dev.outboard.systemd.options.EngineOptions;
import dev.outboard.systemd.options.ImageStore;
import dev.outboard.systemd.options.LogSettings;
import dev.outboard.systemd.options.RegistrySettings;
import dev.outboard.systemd.options.ResourceLimits;
import dev.outboard.systemd.options.StorageSpec;
import dev.outboard.systemd.options.UserRemap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Docker daemon beside the first one of a host: its paths, its bridge, and how it is configured. Everything that two
 * daemons must not share has a place of its own, made from the daemon's name and root unless set.
 *
 * <pre>{@code
 * DaemonSpec daemon = DaemonSpec.builder("docker2")
 *         .bridge("docker1")
 *         .root("/docker2")
 *         .resourceLimits(ResourceLimits.builder().cpuQuota(400).memoryMax("16G").build())
 *         .build();
 * }</pre>
 *
 * <p>Immutable and thread-safe. Two specs are equal if all their values are, wherever these came from.
 */
public final class DaemonSpec {
    /** Tells daemons apart: on Docker 20.10 two daemons of one host may report the same id. */
    static final String LABEL = "dev.outboard.daemon";

    private final Values values;

    private DaemonSpec(Values values) {
        this.values = values;
    }

    /**
     * Starts a spec.
     *
     * @param name the daemon's name, for example {@code docker2}
     * @return a builder with defaults for everything but the bridge
     */
    public static Builder builder(String name) {
        Draft draft = DaemonProperties.SCHEMA.draft();
        draft.set(NAME, name, DaemonParser::name);
        return new Builder(draft);
    }

    /**
     * Starts a spec that differs from this one. Paths that were made from the root follow a new root.
     *
     * @return a builder with the values of this spec
     */
    public Builder toBuilder() {
        return new Builder(values.toDraft());
    }

    /** {@return the name, which units and files carry} */
    public DaemonName name() {
        return values.get(NAME);
    }

    /** {@return the service that runs the daemon} */
    public UnitName serviceUnit() {
        return UnitName.service(name().toString());
    }

    /** {@return the socket unit that listens for it} */
    public UnitName socketUnit() {
        return UnitName.socket(name().toString());
    }

    /** {@return the unit that gives its containers their way into the network} */
    public UnitName networkUnit() {
        return UnitName.service(name() + "-network");
    }

    /** {@return the unit that tells firewalld's reloads, on a host that has firewalld} */
    public UnitName firewalldUnit() {
        return UnitName.service(name() + "-firewalld");
    }

    /** {@return the unit that puts its rules back after {@code nftables.service}, on a host that has nft} */
    public UnitName nftablesUnit() {
        return UnitName.service(name() + "-nftables");
    }

    /** {@return the chain of the firewall that has its rules; the names of its other chains begin so} */
    public String firewallChain() {
        return DaemonParser.CHAIN_PREFIX + name();
    }

    /** {@return the slice that it and its containers are in; systemd would take a bare "-" for a slice in another} */
    public UnitName sliceUnit() {
        return UnitName.slice(name().toString());
    }

    /** {@return the unit of its network namespace, with {@link NetworkIsolation#NAMESPACE}} */
    public UnitName namespaceUnit() {
        return UnitName.service(name() + "-namespace");
    }

    /** {@return the unit that throws away what it needs no more, with {@link #cleanUp}} */
    public UnitName cleanUpUnit() {
        return UnitName.service(name() + "-clean-up");
    }

    /** {@return the unit of its containerd, if that is {@link Containerd#OWN}} */
    public UnitName containerdUnit() {
        return UnitName.service(name() + "-containerd");
    }

    /** {@return every service that it has or may have by other choices; nothing else of a stack is called so} */
    public List<UnitName> services() {
        return List.of(
                serviceUnit(),
                networkUnit(),
                firewalldUnit(),
                nftablesUnit(),
                containerdUnit(),
                namespaceUnit(),
                cleanUpUnit());
    }

    /** {@return the bridge of its default network} */
    public InterfaceName bridge() {
        return values.get(BRIDGE);
    }

    /** {@return how far its network is apart from the host's} */
    public NetworkIsolation networkIsolation() {
        return values.get(NETWORK_ISOLATION);
    }

    /** {@return the directory that the other directories are in, unless they were set} */
    public AbsolutePath root() {
        return values.get(ROOT);
    }

    /** {@return the directory of its images, containers and volumes} */
    public AbsolutePath dataRoot() {
        return values.get(DATA_ROOT);
    }

    /** {@return the directory of its temporary files} */
    public AbsolutePath temporaryDirectory() {
        return values.get(TEMPORARY_DIRECTORY);
    }

    /** {@return the filesystem of its own that is mounted on its root; empty for the host's} */
    public Optional<StorageSpec> storage() {
        return values.find(STORAGE);
    }

    /** {@return the directory of its state while it runs} */
    public AbsolutePath execRoot() {
        return values.get(EXEC_ROOT);
    }

    /** {@return the file of its process id} */
    public AbsolutePath pidFile() {
        return values.get(PID_FILE);
    }

    /** {@return the socket on which it answers} */
    public SocketPath socket() {
        return SocketPath.of(values.get(SOCKET));
    }

    /** {@return the file that configures it} */
    public AbsolutePath configurationFile() {
        return values.get(CONFIGURATION_FILE);
    }

    /** {@return the directory {@code /etc/NAME}, for the files that Outboard itself needs for the daemon} */
    public AbsolutePath configurationDirectory() {
        return AbsolutePath.of("/etc").resolve(name().toString());
    }

    /** {@return the command that is to it what {@code docker} is to the first daemon} */
    public AbsolutePath wrapper() {
        return values.get(WRAPPER);
    }

    /** {@return when it throws away what is no longer needed; empty for never} */
    public Optional<CleanUp> cleanUp() {
        return values.find(CLEAN_UP);
    }

    /** {@return the user and group of the socket; a user who may write to it is as good as root} */
    public FileOwner socketOwner() {
        return FileOwner.of(values.get(SOCKET_USER), values.get(SOCKET_GROUP));
    }

    /** {@return the mode of the socket} */
    public FileMode socketMode() {
        return values.get(SOCKET_MODE);
    }

    /** {@return what it and its containers may use together} */
    public ResourceLimits resourceLimits() {
        return values.get(RESOURCE_LIMITS);
    }

    /** {@return the storage driver} */
    public String storageDriver() {
        return values.get(STORAGE_DRIVER);
    }

    /** {@return which containerd runs its containers} */
    public Containerd containerd() {
        return values.get(CONTAINERD);
    }

    /** {@return what keeps its images and layers} */
    public ImageStore imageStore() {
        return values.get(IMAGE_STORE);
    }

    /** {@return the range for networks that users create; empty for one that the plan chooses} */
    public Optional<AddressPool> addressPool() {
        return values.find(ADDRESS_POOL);
    }

    /**
     * The range for the networks that its users create.
     *
     * @param bridge its bridge
     * @return the pool of this spec, or the one that follows the bridge's subnet
     * @throws InvalidSpecException if the spec names none and none follows, or it overlaps the bridge's subnet
     */
    public AddressPool addressPool(BridgeSpec bridge) {
        Subnet subnet = bridge.address().subnet();
        AddressPool pool = addressPool()
                .or(() -> AddressPool.following(subnet))
                .orElseThrow(() -> invalidPool(
                        "nothing", "a range, since none follows the bridge's " + subnet + " in its private range"));
        if (pool.base().overlaps(subnet)) {
            throw invalidPool(pool.toString(), "a range apart from the bridge's " + subnet);
        }
        return pool;
    }

    private InvalidSpecException invalidPool(String found, String expected) {
        String remedy = "call addressPool(..) with a free range, e.g. a part of 10.0.0.0/8";
        return new InvalidSpecException(
                "daemon " + name(), List.of(new Problem("addressPool", found, expected, remedy)));
    }

    /** {@return whom its containers reach, and who reaches them} */
    public TrafficPolicy traffic() {
        return values.get(TRAFFIC);
    }

    /** {@return the name servers of its containers; empty for the host's} */
    public List<IpAddress> dns() {
        return values.get(DNS);
    }

    /** {@return how it reaches registries} */
    public RegistrySettings registries() {
        return values.get(REGISTRIES);
    }

    /** {@return the label by which Outboard recognises the daemon} */
    public Label ownLabel() {
        return Label.of(LABEL, name().toString());
    }

    /** {@return its labels, without {@link #ownLabel()}} */
    public List<Label> labels() {
        return values.get(LABELS);
    }

    /** {@return where its containers' output goes, and how much of it is kept} */
    public LogSettings logs() {
        return values.get(LOGS);
    }

    /** {@return what its containers get unless they ask for something else} */
    public ContainerDefaults containerDefaults() {
        return values.get(CONTAINER_DEFAULTS);
    }

    /** {@return the account whose subordinate ids the users of its containers become; empty for the users themselves} */
    public Optional<UserRemap> userRemap() {
        return values.find(USER_REMAP);
    }

    /** {@return the further options of its command line, as arguments} */
    public List<String> daemonOptions() {
        return values.get(OPTIONS).values().stream().map(DaemonOption::argument).toList();
    }

    /** {@return the options of its configuration file that were set with a value of their type, and these values} */
    public Map<EngineOption<?>, Object> settings() {
        Map<EngineOption<?>, Object> settings = new LinkedHashMap<>();
        values.get(SETTINGS).values().forEach(setting -> settings.put(setting.option(), setting.value()));
        return Collections.unmodifiableMap(settings);
    }

    /**
     * The value of an option of the engine that this spec sets by name or by its constant.
     *
     * @param name the long name of the command line, without dashes
     * @return the value; empty if the option is not set, or has no value
     */
    public Optional<String> daemonOption(String name) {
        return Stream.concat(
                        values.get(OPTIONS).values().stream()
                                .filter(option -> option.name().equals(name))
                                .flatMap(option -> option.value().stream()),
                        Optional.ofNullable(values.get(SETTINGS).get(name))
                                .map(setting -> setting.value().toString())
                                .stream())
                .findFirst();
    }

    /** {@return every option of the engine that this spec sets by name or by its constant} */
    public List<EngineOption<?>> engineOptions() {
        return Stream.<EngineOption<?>>concat(
                        values.get(OPTIONS).values().stream()
                                .flatMap(option -> EngineOptions.find(option.name()).stream()),
                        settings().keySet().stream())
                .toList();
    }

    /** {@return the names of these options, without dashes} */
    public List<String> daemonOptionNames() {
        return engineOptions().stream().map(EngineOption::name).toList();
    }

    /** {@return how the engine is started} */
    public EngineDialect engineDialect() {
        return values.get(ENGINE_DIALECT);
    }

    /** {@return where the text of its units comes from} */
    public UnitSource unitSource() {
        return values.get(UNIT_SOURCE);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DaemonSpec spec && values.equals(spec.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** All values, for people. */
    @Override
    public String toString() {
        return "DaemonSpec" + values;
    }

    /**
     * Collects the values of a daemon. Nothing is checked before {@link #build()}, which reports all mistakes at once.
     * Not thread-safe.
     */
    public static final class Builder {
        private final Draft draft;

        private Builder(Draft draft) {
            this.draft = draft;
        }

        /**
         * The bridge of the daemon's default network; it must have its address when the daemon starts. Required.
         *
         * @param interfaceName the bridge's name, for example {@code docker1}
         * @return this builder
         */
        public Builder bridge(String interfaceName) {
            draft.set(BRIDGE, interfaceName, DaemonParser::bridge);
            return this;
        }

        /**
         * How far the daemon's network is apart from the host's. {@link NetworkIsolation#SHARED} unless set. In a
         * {@link NetworkIsolation#NAMESPACE} the bridge is made by a unit at each boot, however the bridge's spec lets
         * it live on; the daemon's name is the name of a link, and so has at most 15 bytes.
         *
         * @param isolation in the host's network, or in one of its own
         * @return this builder
         */
        public Builder networkIsolation(NetworkIsolation isolation) {
            draft.set(NETWORK_ISOLATION, isolation);
            return this;
        }

        /**
         * The directory that holds data, temporary files and socket. The daemon's name at the root of the host unless
         * set.
         *
         * @param path an absolute path
         * @return this builder
         */
        public Builder root(String path) {
            draft.set(ROOT, path, DaemonParser::path);
            return this;
        }

        /**
         * Where images, containers and volumes are. {@code graph} in the root unless set.
         *
         * @param path an absolute path
         * @return this builder
         */
        public Builder dataRoot(String path) {
            draft.set(DATA_ROOT, path, DaemonParser::path);
            return this;
        }

        /**
         * Where temporary files are. {@code tmp} in the root unless set.
         *
         * @param path an absolute path
         * @return this builder
         */
        public Builder temporaryDirectory(String path) {
            draft.set(TEMPORARY_DIRECTORY, path, DaemonParser::path);
            return this;
        }

        /**
         * A filesystem of its own, which bounds what the daemon and its containers write. It is mounted on the root, so
         * the data root and the directory of temporary files must be in it. The host's filesystem unless set, without a
         * bound.
         *
         * <p>It can't be given to a daemon that has data already, and not be taken from it, other than by removing the
         * stack and applying it again.
         *
         * @param spec an image or a device
         * @return this builder
         */
        public Builder storage(StorageSpec spec) {
            draft.set(STORAGE, spec);
            return this;
        }

        /**
         * Where the state of the running daemon is. The daemon's name in {@code /run} unless set.
         *
         * @param path an absolute path of at most 74 bytes
         * @return this builder
         */
        public Builder execRoot(String path) {
            draft.set(EXEC_ROOT, path, DaemonParser::path);
            return this;
        }

        /**
         * The file for the daemon's process id. The daemon's name with {@code .pid} in {@code /run} unless set.
         *
         * @param path an absolute path
         * @return this builder
         */
        public Builder pidFile(String path) {
            draft.set(PID_FILE, path, DaemonParser::path);
            return this;
        }

        /**
         * The socket. {@code docker.sock} in the root unless set.
         *
         * @param path an absolute path of at most 107 bytes
         * @return this builder
         */
        public Builder socket(String path) {
            draft.set(SOCKET, path, DaemonParser::socket);
            return this;
        }

        /**
         * The configuration file. {@code daemon.json} in {@code /etc/NAME} unless set.
         *
         * @param path an absolute path
         * @return this builder
         */
        public Builder configurationFile(String path) {
            draft.set(CONFIGURATION_FILE, path, DaemonParser::path);
            return this;
        }

        /**
         * The wrapper command. The daemon's name in {@code /usr/local/bin} unless set.
         *
         * @param path an absolute path
         * @return this builder
         */
        public Builder wrapper(String path) {
            draft.set(WRAPPER, path, DaemonParser::path);
            return this;
        }

        /**
         * When this daemon, and no other, throws away what is no longer needed. Never unless set. While the daemon is stopped
         * nothing is thrown away, and it is not started for that.
         *
         * @param spec when, and what
         * @return this builder
         */
        public Builder cleanUp(CleanUp spec) {
            draft.set(CLEAN_UP, spec);
            return this;
        }

        /**
         * The user that owns the socket. {@code root} unless set.
         *
         * @param user a name or number
         * @return this builder
         */
        public Builder socketUser(String user) {
            draft.set(SOCKET_USER, user, DaemonParser::user);
            return this;
        }

        /**
         * The group of the socket, whose members are as good as root on the host. {@code docker} unless set.
         *
         * @param group a name or number
         * @return this builder
         */
        public Builder socketGroup(String group) {
            draft.set(SOCKET_GROUP, group, DaemonParser::group);
            return this;
        }

        /**
         * The mode of the socket. {@code 0660} unless set.
         *
         * @param octal the mode in octal digits
         * @return this builder
         */
        public Builder socketMode(String octal) {
            draft.set(SOCKET_MODE, octal, FileMode::of);
            return this;
        }

        /**
         * What the daemon and all of its containers may use together. {@link ResourceLimits#UNLIMITED} unless set.
         * Other limits take effect without a restart. Not for Docker 1.10.
         *
         * @param limits the limits; those that a host can't enforce are a conflict of the plan for it
         * @return this builder
         */
        public Builder resourceLimits(ResourceLimits limits) {
            draft.set(RESOURCE_LIMITS, limits);
            return this;
        }

        /**
         * The storage driver. {@code overlay2} unless set; with {@link ImageStore#CONTAINERD} the snapshotter, {@code
         * overlayfs} unless set; {@code devicemapper} for Docker 1.10.
         *
         * @param driver the driver's name
         * @return this builder
         */
        public Builder storageDriver(String driver) {
            draft.set(STORAGE_DRIVER, driver, DaemonParser::driver);
            return this;
        }

        /**
         * Which containerd runs the containers. {@link Containerd#SYSTEM} unless set; {@link Containerd#OWN} in a
         * network namespace.
         *
         * @param whose the host's or one of the daemon's own
         * @return this builder
         */
        public Builder containerd(Containerd whose) {
            draft.set(CONTAINERD, whose);
            return this;
        }

        /**
         * What keeps images and layers. {@link ImageStore#GRAPH_DRIVER} unless set, whatever the engine's own default.
         * {@link ImageStore#CONTAINERD} needs a containerd of the daemon's own: that of the host would keep them in
         * {@code /var/lib/containerd}.
         *
         * @param store the engine's storage driver, or containerd
         * @return this builder
         */
        public Builder imageStore(ImageStore store) {
            draft.set(IMAGE_STORE, store);
            return this;
        }

        /**
         * The range for the networks that users create. Unless it is set, the plan chooses one: the subnet that follows the
         * bridge's, or else the next one that is free of the first daemon's ranges, of other stacks, and of the addresses
         * and routes of the host. A daemon keeps the range that it was applied with.
         *
         * @param subnet the whole range, for example {@code 10.10.0.0/16}
         * @param size the prefix length of each network in it, for example 24
         * @return this builder
         */
        public Builder addressPool(String subnet, int size) {
            draft.set(ADDRESS_POOL, subnet, base -> new AddressPool(Subnet.of(base), size));
            return this;
        }

        /**
         * Whom containers reach, and who reaches them. {@link TrafficPolicy#USUAL} unless set.
         *
         * @param policy the choices
         * @return this builder
         */
        public Builder traffic(TrafficPolicy policy) {
            draft.set(TRAFFIC, policy);
            return this;
        }

        /**
         * Adds a name server for containers. With none they use the host's.
         *
         * @param ip its address
         * @return this builder
         */
        public Builder addDns(String ip) {
            draft.add(DNS, ip, IpAddress::of);
            return this;
        }

        /**
         * How the daemon reaches registries. The engine's own way unless set.
         *
         * @param settings mirrors, authorities, proxies
         * @return this builder
         */
        public Builder registries(RegistrySettings settings) {
            draft.set(REGISTRIES, settings);
            return this;
        }

        /**
         * Adds a label of the daemon.
         *
         * @param label key, {@code =} and value
         * @return this builder
         */
        public Builder addLabel(String label) {
            draft.add(LABELS, label, Label::of);
            return this;
        }

        /**
         * Where the output of containers goes, and how much of it is kept. The engine's own defaults unless set.
         *
         * @param settings driver, limits and options
         * @return this builder
         */
        public Builder logs(LogSettings settings) {
            draft.set(LOGS, settings);
            return this;
        }

        /**
         * What containers get unless they ask for something else. The engine's own defaults unless set.
         *
         * @param defaults the defaults
         * @return this builder
         */
        public Builder containerDefaults(ContainerDefaults defaults) {
            draft.set(CONTAINER_DEFAULTS, defaults);
            return this;
        }

        /**
         * Lets the users of containers be others on the host, so that root in a container is not root outside. They are
         * the same unless set. This protects the host from a program that breaks out of its container. It does not protect
         * the host from clients of the daemon's socket: a client can start a container with {@code --userns host}, which is
         * not remapped. Jobs can't be privileged then, and can use the socket only if its {@linkplain #socketMode mode} lets
         * every user write to it.
         *
         * @param remap the account whose subordinate ids they become, for example {@link UserRemap#ofEngine()}
         * @return this builder
         */
        public Builder userRemap(UserRemap remap) {
            draft.set(USER_REMAP, remap);
            return this;
        }

        /**
         * Sets an option of the engine. It is written into the daemon's configuration file.
         *
         * @param <T> the class of the value
         * @param option the option, a constant of {@link EngineOptions}
         * @param value its value; replaces an earlier one
         * @return this builder
         */
        public <T> Builder set(EngineOption<T> option, T value) {
            draft.put(SETTINGS, option.name(), EngineSetting.of(option, requireNonNull(value, "value is null")));
            return this;
        }

        /**
         * Sets an option of the engine's command line that no other method covers.
         *
         * @param option its long name, for example {@code max-concurrent-downloads}
         * @param value its value; replaces an earlier one
         * @return this builder
         */
        public Builder addDaemonOption(String option, String value) {
            draft.put(OPTIONS, option, value, text -> DaemonOption.of(option, Optional.of(text)));
            return this;
        }

        /**
         * Sets an option of the engine's command line that has no value and that no other method covers.
         *
         * @param option its long name, for example {@code debug}
         * @return this builder
         */
        public Builder addDaemonFlag(String option) {
            draft.put(OPTIONS, option, option, name -> DaemonOption.of(name, Optional.empty()));
            return this;
        }

        /**
         * How the engine is started. {@link EngineDialect#DOCKERD} unless set.
         *
         * @param dialect the dialect
         * @return this builder
         */
        public Builder engineDialect(EngineDialect dialect) {
            draft.set(ENGINE_DIALECT, dialect);
            return this;
        }

        /**
         * Where the text of the units comes from. {@link UnitSource#VENDOR} unless set.
         *
         * @param source the source
         * @return this builder
         */
        public Builder unitSource(UnitSource source) {
            draft.set(UNIT_SOURCE, source);
            return this;
        }

        /**
         * Checks everything and makes the spec.
         *
         * @return the spec
         * @throws dev.outboard.core.failure.InvalidSpecException with every mistake and its remedy
         */
        public DaemonSpec build() {
            return new DaemonSpec(draft.check("daemon", NAME, DaemonRules::check));
        }
    }
}
