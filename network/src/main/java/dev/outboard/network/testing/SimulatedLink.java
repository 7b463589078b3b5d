package dev.outboard.network.testing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.outboard.core.value.InterfaceAddress;
import java.util.LinkedHashSet;
import java.util.Set;

/** One link in memory, and how {@code ip -json -details} prints it. */
final class SimulatedLink {
    private static final int DEFAULT_MTU = 1500;

    private final int index;
    private final String name;
    private final String kind;
    private final Set<InterfaceAddress> addresses = new LinkedHashSet<>();
    private int mtu = DEFAULT_MTU;
    private boolean up;

    SimulatedLink(int index, String name, String kind) {
        this.index = index;
        this.name = name;
        this.kind = kind;
    }

    boolean isBridge() {
        return kind.equals("bridge");
    }

    boolean isUp() {
        return up;
    }

    void setUp(boolean isUp) {
        up = isUp;
        if (!up) {
            // The kernel drops IPv6 addresses with the link, unless told otherwise (net.ipv6.conf.*.keep_addr_on_down).
            addresses.removeIf(address -> !address.isIpv4());
        }
    }

    void setMtu(int bytes) {
        mtu = bytes;
    }

    /** Returns whether it was not there before. */
    boolean add(InterfaceAddress address) {
        return addresses.add(address);
    }

    /** Returns whether it was there. */
    boolean delete(InterfaceAddress address) {
        return addresses.remove(address);
    }

    int index() {
        return index;
    }

    void deleteAddresses() {
        addresses.clear();
    }

    void describe(ArrayNode links) {
        ObjectNode link = links.addObject();
        link.put("ifindex", index).put("ifname", name);
        ArrayNode flags = link.putArray("flags").add("BROADCAST").add("MULTICAST");
        if (up) {
            flags.add("UP");
        }
        link.put("mtu", mtu).put("operstate", "DOWN").put("link_type", "ether");
        if (!kind.isEmpty()) {
            link.putObject("linkinfo").put("info_kind", kind);
        }
        ArrayNode info = link.putArray("addr_info");
        addresses.forEach(address -> info.addObject()
                .put("family", address.isIpv4() ? "inet" : "inet6")
                .put("local", address.host())
                .put("prefixlen", address.prefixLength())
                .put("scope", "global"));
    }

    /** The routes that the kernel makes of addresses of a link that is up. */
    void describeRoutes(ArrayNode routes, boolean ipv4) {
        if (up) {
            addresses.stream()
                    .filter(address -> address.isIpv4() == ipv4)
                    .forEach(address -> routes.addObject()
                            .put("dst", address.subnet().toString())
                            .put("dev", name)
                            .put("protocol", "kernel"));
        }
    }
}
