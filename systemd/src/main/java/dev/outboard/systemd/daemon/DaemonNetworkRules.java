package dev.outboard.systemd.daemon;

import dev.outboard.core.spec.Problems;
import dev.outboard.core.spec.Values;
import dev.outboard.network.NetworkIsolation;
import dev.outboard.systemd.options.Containerd;

/** What a network namespace of the daemon's own asks of its other values. */
final class DaemonNetworkRules {
    /** IFNAMSIZ of the kernel, less the NUL at its end. */
    private static final int MAXIMUM_LINK_BYTES = 15;

    private DaemonNetworkRules() {}

    /** Notes what does not go with the namespace. */
    static void check(Values values, Problems problems) {
        if (values.get(DaemonProperties.NETWORK_ISOLATION) == NetworkIsolation.SHARED) {
            return;
        }
        if (values.get(DaemonProperties.CONTAINERD) == Containerd.SYSTEM) {
            problems.add(
                    "containerd",
                    "SYSTEM with networkIsolation NAMESPACE",
                    "a containerd in the same network namespace: with the host's, a container with the host's network"
                            + " gets that of the host",
                    "leave it out for OWN");
        }
        if (!values.get(DaemonProperties.TRAFFIC).publishedPorts()) {
            problems.add(
                    "publishedPorts",
                    "false with networkIsolation NAMESPACE",
                    "true: there the daemon serves them at the namespace's address, which only the host reaches",
                    "leave it out");
        }
        values.find(DaemonProperties.NAME).ifPresent(name -> checkLink(name.toString(), problems));
    }

    private static void checkLink(String name, Problems problems) {
        if (name.length() > MAXIMUM_LINK_BYTES) {
            problems.add(
                    "name",
                    name,
                    "at most " + MAXIMUM_LINK_BYTES + " bytes with networkIsolation NAMESPACE, since a link carries it",
                    "choose a shorter name");
        }
        if (name.startsWith("ve-")) {
            problems.add(
                    "name",
                    name,
                    "no \"ve-\" at its beginning with networkIsolation NAMESPACE: systemd-networkd takes such links over",
                    "choose another name");
        }
    }
}
