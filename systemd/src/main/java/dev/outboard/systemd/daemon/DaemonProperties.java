package dev.outboard.systemd.daemon;

import dev.outboard.core.spec.Property;
import dev.outboard.core.spec.Schema;
import dev.outboard.core.spec.Values;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.DaemonName;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.core.value.IpAddress;
import dev.outboard.core.value.Label;
import dev.outboard.network.NetworkIsolation;
import dev.outboard.network.TrafficPolicy;
import dev.outboard.systemd.options.CleanUp;
import dev.outboard.systemd.options.ContainerDefaults;
import dev.outboard.systemd.options.Containerd;
import dev.outboard.systemd.options.ImageStore;
import dev.outboard.systemd.options.LogSettings;
import dev.outboard.systemd.options.RegistrySettings;
import dev.outboard.systemd.options.ResourceLimits;
import dev.outboard.systemd.options.StorageSpec;
import dev.outboard.systemd.options.UserRemap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The properties of a {@link DaemonSpec}, with their defaults. */
final class DaemonProperties {
    static final Schema SCHEMA = new Schema();
    static final Property<DaemonName> NAME = SCHEMA.value("name");
    static final Property<InterfaceName> BRIDGE =
            SCHEMA.required("bridge", "the name of a bridge", "call bridge(..), e.g. with \"docker1\"");
    static final Property<NetworkIsolation> NETWORK_ISOLATION =
            SCHEMA.value("networkIsolation", NetworkIsolation.SHARED);
    static final Property<AbsolutePath> ROOT = SCHEMA.derived("root", values -> named(values, "/%s"));
    static final Property<AbsolutePath> DATA_ROOT =
            SCHEMA.derived("dataRoot", values -> inRoot(values, "graph", DaemonParser::path));
    static final Property<AbsolutePath> TEMPORARY_DIRECTORY =
            SCHEMA.derived("temporaryDirectory", values -> inRoot(values, "tmp", DaemonParser::path));
    static final Property<StorageSpec> STORAGE = SCHEMA.value("storage");
    static final Property<AbsolutePath> EXEC_ROOT = SCHEMA.derived("execRoot", values -> named(values, "/run/%s"));
    static final Property<AbsolutePath> PID_FILE = SCHEMA.derived("pidFile", values -> named(values, "/run/%s.pid"));
    static final Property<AbsolutePath> SOCKET =
            SCHEMA.derived("socket", values -> inRoot(values, "docker.sock", DaemonParser::socket));
    static final Property<AbsolutePath> CONFIGURATION_FILE =
            SCHEMA.derived("configurationFile", values -> named(values, "/etc/%s/daemon.json"));
    static final Property<AbsolutePath> WRAPPER =
            SCHEMA.derived("wrapper", values -> named(values, "/usr/local/bin/%s"));
    static final Property<CleanUp> CLEAN_UP = SCHEMA.value("cleanUp");
    static final Property<String> SOCKET_USER = SCHEMA.value("socketUser", "root");
    static final Property<String> SOCKET_GROUP = SCHEMA.value("socketGroup", "docker");
    static final Property<FileMode> SOCKET_MODE = SCHEMA.value("socketMode", FileMode.of("0660"));
    static final Property<ResourceLimits> RESOURCE_LIMITS = SCHEMA.value("resourceLimits", ResourceLimits.UNLIMITED);
    static final Property<EngineDialect> ENGINE_DIALECT = SCHEMA.value("engineDialect", EngineDialect.DOCKERD);
    static final Property<ImageStore> IMAGE_STORE = SCHEMA.value("imageStore", ImageStore.GRAPH_DRIVER);
    static final Property<String> STORAGE_DRIVER =
            SCHEMA.derived("storageDriver", values -> Optional.of(storageDriver(values)));
    static final Property<Containerd> CONTAINERD =
            SCHEMA.derived("containerd", values -> Optional.of(containerd(values)));
    static final Property<AddressPool> ADDRESS_POOL = SCHEMA.value("addressPool");
    static final Property<TrafficPolicy> TRAFFIC = SCHEMA.value("traffic", TrafficPolicy.USUAL);
    static final Property<List<IpAddress>> DNS = SCHEMA.list("dns");
    static final Property<RegistrySettings> REGISTRIES = SCHEMA.value("registries", RegistrySettings.ofEngine());
    static final Property<List<Label>> LABELS = SCHEMA.list("label");
    static final Property<LogSettings> LOGS = SCHEMA.value("logs", LogSettings.ofEngine());
    static final Property<ContainerDefaults> CONTAINER_DEFAULTS =
            SCHEMA.value("containerDefaults", ContainerDefaults.ofEngine());
    static final Property<UserRemap> USER_REMAP = SCHEMA.value("userRemap");
    static final Property<Map<String, DaemonOption>> OPTIONS = SCHEMA.map("daemonOption");
    static final Property<Map<String, EngineSetting<?>>> SETTINGS = SCHEMA.map("settings");
    static final Property<UnitSource> UNIT_SOURCE = SCHEMA.value("unitSource", UnitSource.VENDOR);

    private DaemonProperties() {}

    private static Optional<AbsolutePath> named(Values values, String format) {
        return values.find(NAME).map(name -> DaemonParser.path(String.format(format, name)));
    }

    /** Nothing is in the root of the host, which can't be the root of a daemon. */
    private static Optional<AbsolutePath> inRoot(Values values, String name, Function<String, AbsolutePath> parser) {
        return values.find(ROOT).filter(root -> root.parent().isPresent()).map(root -> parser.apply(root + "/" + name));
    }

    private static String storageDriver(Values values) {
        EngineDialect dialect = values.get(ENGINE_DIALECT);
        return dialect == EngineDialect.DOCKERD
                ? values.get(IMAGE_STORE).defaultStorageDriver()
                : dialect.defaultStorageDriver();
    }

    /** The host's containerd is not in the namespace where the containers of a daemon have to be that has its own. */
    private static Containerd containerd(Values values) {
        return values.get(NETWORK_ISOLATION) == NetworkIsolation.NAMESPACE ? Containerd.OWN : Containerd.SYSTEM;
    }
}
