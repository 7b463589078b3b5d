package dev.outboard.systemd.daemon;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.outboard.core.value.Label;
import dev.outboard.network.BridgeSpec;
import dev.outboard.systemd.platform.Platform;
import java.util.List;
import java.util.stream.Stream;

/**
 * Renders the configuration file of a daemon. The keys stand in a fixed order, and only what is set is there, so that the
 * same spec gives the same bytes.
 */
public final class DaemonConfiguration {
    /** Tells daemons apart: on Docker 20.10 two daemons of one host may report the same id. */
    static final String LABEL = "dev.outboard.daemon";

    private static final ObjectWriter JSON = new ObjectMapper()
            .writer(new DefaultPrettyPrinter(Separators.createDefaultInstance()
                            .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                            .withObjectEmptySeparator(""))
                    .withObjectIndenter(new DefaultIndenter("  ", "\n")));

    private DaemonConfiguration() {}

    /**
     * Renders the file.
     *
     * @param spec the daemon
     * @param bridge its bridge, whose MTU its containers must have as well
     * @param pool the range for networks that users create
     * @param platform what the host offers
     * @return JSON; an empty object for Docker 1.10, which takes everything from its command line
     */
    public static String render(DaemonSpec spec, BridgeSpec bridge, AddressPool pool, Platform platform) {
        ObjectNode root = new ObjectMapper().createObjectNode();
        if (spec.engineDialect() == EngineDialect.DOCKERD) {
            addPlaces(spec, root);
            addNetwork(spec, bridge, pool, root);
            addRegistries(spec, root);
            addList(root, "labels", labels(spec));
            addLogging(spec, root);
            DaemonPart.of(spec, bridge, platform).forEach(part -> part.configure(root));
            spec.settings().forEach(setting -> setting.configure(root));
        }
        try {
            return JSON.writeValueAsString(root) + "\n";
        } catch (JsonProcessingException impossible) {
            throw new AssertionError("a tree of texts is JSON", impossible);
        }
    }

    /** The label by which a daemon is recognised. */
    static Label label(DaemonSpec spec) {
        return Label.of(LABEL, spec.name().toString());
    }

    private static void addPlaces(DaemonSpec spec, ObjectNode root) {
        root.put("data-root", spec.dataRoot().toString());
        root.put("exec-root", spec.execRoot().toString());
        root.put("pidfile", spec.pidFile().toString());
        root.put("storage-driver", spec.storageDriver());
    }

    /**
     * No firewall rules, since each daemon that makes some flushes those of the others. Live-restore, since with pools
     * but without it each restart deletes the first daemon's bridge.
     */
    private static void addNetwork(DaemonSpec spec, BridgeSpec bridge, AddressPool pool, ObjectNode root) {
        root.put("bridge", spec.bridge().toString());
        bridge.mtu().ifPresent(mtu -> root.put("mtu", mtu.bytes()));
        root.put("iptables", false);
        root.put("ip6tables", false);
        root.put("ip-masq", false);
        root.put("live-restore", true);
        root.putArray("default-address-pools")
                .addObject()
                .put("base", pool.base().toString())
                .put("size", pool.size());
        addList(root, "dns", spec.dns());
    }

    private static void addRegistries(DaemonSpec spec, ObjectNode root) {
        addList(root, "registry-mirrors", spec.registries().mirrors());
        addList(root, "insecure-registries", spec.registries().insecureRegistries());
    }

    private static List<Label> labels(DaemonSpec spec) {
        return Stream.concat(Stream.of(label(spec)), spec.labels().stream()).toList();
    }

    private static void addLogging(DaemonSpec spec, ObjectNode root) {
        spec.logs().driver().ifPresent(driver -> root.put("log-driver", driver));
        if (!spec.logs().allOptions().isEmpty()) {
            ObjectNode options = root.putObject("log-opts");
            spec.logs().allOptions().forEach(options::put);
        }
    }

    private static void addList(ObjectNode root, String key, List<?> values) {
        if (!values.isEmpty()) {
            ArrayNode array = root.putArray(key);
            values.forEach(value -> array.add(value.toString()));
        }
    }
}
