package dev.outboard.systemd.daemon.part;

import dev.outboard.core.desired.ManagedFile;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.host.Firewall;
import dev.outboard.systemd.daemon.DaemonSpec;
import java.util.Map;
import java.util.TreeMap;

/** What a daemon has on a host for its way into the network, by path. */
public final class ForwardingFiles {
    private ForwardingFiles() {}

    /** The files of a daemon on a host of which nothing is known. */
    public static Map<String, String> of(DaemonSpec spec, BridgeSpec bridge) {
        Forwarding forwarding = Forwarding.of(spec, bridge, Firewall.unknown());
        Map<String, String> files = new TreeMap<>();
        forwarding.resources().forEach(resource -> {
            ManagedFile file = (ManagedFile) resource;
            files.put(file.path().toString(), file.content().text());
        });
        files.put("/etc/systemd/system/" + spec.networkUnit(), forwarding.unit().text());
        return files;
    }
}
