package dev.outboard.systemd.daemon.host;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.outboard.core.value.Label;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.daemon.EngineDialect;
import dev.outboard.systemd.daemon.part.DaemonContext;
import dev.outboard.systemd.daemon.part.DaemonPart;
import java.util.List;
import java.util.stream.Stream;

/**
 * Renders the configuration file of a daemon. The keys stand in a fixed order, and only what is set is there, so that the
 * same spec gives the same bytes.
 */
public final class DaemonConfiguration {
    private static final ObjectWriter JSON = new ObjectMapper()
            .writer(new DefaultPrettyPrinter(Separators.createDefaultInstance()
                            .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                            .withObjectEmptySeparator(""))
                    .withObjectIndenter(new DefaultIndenter("  ", "\n")));

    private DaemonConfiguration() {}

    /**
     * Renders the file.
     *
     * @param daemon the daemon; its containers have the MTU of its bridge
     * @param parts its parts
     * @return JSON; an empty object for Docker 1.10, which takes everything from its command line
     */
    public static String render(DaemonContext daemon, List<DaemonPart> parts) {
        DaemonSpec spec = daemon.spec();
        ObjectNode root = new ObjectMapper().createObjectNode();
        if (spec.engineDialect() == EngineDialect.DOCKERD) {
            addPlaces(spec, root);
            addNetwork(daemon, root);
            addRegistries(spec, root);
            addList(root, "labels", labels(spec));
            addLogging(spec, root);
            parts.forEach(part -> part.configure(root));
            spec.settings().forEach((option, value) -> SettingWriter.write(option, value, root));
        }
        try {
            return JSON.writeValueAsString(root) + "\n";
        } catch (JsonProcessingException impossible) {
            throw new AssertionError("a tree of texts is JSON", impossible);
        }
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
    private static void addNetwork(DaemonContext daemon, ObjectNode root) {
        root.put("bridge", daemon.spec().bridge().toString());
        daemon.bridge().mtu().ifPresent(mtu -> root.put("mtu", mtu.bytes()));
        root.put("iptables", false);
        root.put("ip6tables", false);
        root.put("ip-masq", false);
        root.put("live-restore", true);
        root.putArray("default-address-pools")
                .addObject()
                .put("base", daemon.pool().base().toString())
                .put("size", daemon.pool().size());
        addList(root, "dns", daemon.spec().dns());
    }

    private static void addRegistries(DaemonSpec spec, ObjectNode root) {
        addList(root, "registry-mirrors", spec.registries().mirrors());
        addList(root, "insecure-registries", spec.registries().insecureRegistries());
    }

    private static List<Label> labels(DaemonSpec spec) {
        return Stream.concat(Stream.of(spec.ownLabel()), spec.labels().stream()).toList();
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
