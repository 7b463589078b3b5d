package dev.outboard.systemd.proof;

import dev.outboard.core.desired.Check;
import dev.outboard.core.host.Host;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.verify.Finding;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.docker.Engine;
import dev.outboard.systemd.docker.EngineInfo;
import dev.outboard.systemd.docker.Engines;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A second daemon answers on its socket, and its root, storage driver and bridge are those of its spec.
 *
 * @param engines the way to daemons
 * @param daemon which daemon
 */
public record EngineCheck(Engines engines, DaemonSpec daemon) implements Check {
    private static final Pattern IDS = Pattern.compile("[0-9]+\\.[0-9]+");

    @Override
    public String name() {
        return daemon.name() + " answers on " + daemon.socket() + " as it was specified";
    }

    @Override
    public List<Finding> run(Host host) {
        try (Engine engine = engines.open(daemon.socket())) {
            EngineInfo info = engine.info();
            List<String> differences = new ArrayList<>();
            compare("root", withoutIds(info.rootDirectory()), daemon.dataRoot(), differences);
            compare("storage driver", info.storageDriver(), daemon.storageDriver(), differences);
            compare("bridge", info.bridge(), Optional.of(daemon.bridge()), differences);
            return List.of(new Finding(
                    name(),
                    differences.isEmpty(),
                    differences.isEmpty()
                            ? "Docker " + info.version() + ", root " + info.rootDirectory() + ", "
                                    + info.storageDriver() + ", bridge " + daemon.bridge()
                            : String.join("; ", differences)));
        }
    }

    /** With user namespaces, the engine has its root in a directory that is called by the first ids of its account. */
    private AbsolutePath withoutIds(AbsolutePath root) {
        return daemon.userRemap().isPresent() && IDS.matcher(root.fileName()).matches()
                ? root.parent().orElse(root)
                : root;
    }

    private static void compare(String what, Object found, Object expected, List<String> differences) {
        if (!found.equals(expected)) {
            differences.add(what + " is " + found + ", expected " + expected);
        }
    }
}
