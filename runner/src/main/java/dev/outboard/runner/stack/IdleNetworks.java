package dev.outboard.runner.stack;

import dev.outboard.core.host.HostView;
import dev.outboard.core.text.ForeignText;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.core.value.Subnet;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Networks that other programs of a host have defined and that need not be up: those of Podman, of other users of CNI
 * plugins, libvirt, LXC, WireGuard, OpenVPN, Tailscale and Kubernetes, and the links of ifupdown, NetworkManager, dhcpcd
 * and systemd-networkd. The host shows no link and no route of such a network until it starts, and it does not start, or
 * cuts containers off, where its range is taken.
 */
public final class IdleNetworks {
    private static final List<Usual> USUAL = List.of(
            // which its first container makes: containers.conf(5), default_subnet
            new Usual("/usr/bin/podman", "Podman's default network", "10.88.0.0/16"),
            // "k3s server --help": --cluster-cidr, --service-cidr
            new Usual("/usr/local/bin/k3s", "the pods of k3s", "10.42.0.0/16"),
            new Usual("/usr/local/bin/k3s", "the services of k3s", "10.43.0.0/16"),
            // RFC 6598, from which each of its hosts has an address
            new Usual("/usr/sbin/tailscaled", "the hosts of Tailscale", "100.64.0.0/10"));

    private static final String SUBNET = "\"subnet\"\\s*:\\s*\"([^\"]+)\"()";

    /** interfaces(5); a netmask of its own stands after the address. */
    private static final String STANZA =
            "(?m)^\\s*address\\s+([0-9a-f:.]+(?:/[0-9]+)?)(?=\\s)(?:\\s+(?:broadcast|gateway|network)\\s+\\S+)*(?:\\s+netmask\\s+(\\S+))?";

    /** nm-settings-keyfile(5): each key has one address, before its gateway, or a list. */
    private static final String CONNECTION =
            "(?m)(?:^\\s*address(?:es)?[0-9]*\\s*=|\\G\\s*;)\\s*([0-9a-f:.]+/[0-9]+)()";

    /** systemd.network(5). */
    private static final String LINK = "(?m)^\\s*Address\\s*=\\s*([0-9a-f:.]+/[0-9]+)()";

    /** A VPN that takes all traffic names all addresses, or two halves of them. */
    private static final int LONGEST_DEFAULT_PREFIX = 1;

    /** openvpn(8), {@code --server network netmask}. */
    private static final String OPENVPN = "(?m)^\\s*server\\s+([0-9.]+)\\s+([0-9.]+)";

    private static final String OUTBOARDS = "# Written by Outboard.";

    private static final List<NetworkFiles> DEFINITIONS = List.of(
            new NetworkFiles("/etc/containers/networks", ".json", SUBNET),
            // of Podman on Debian 12, nerdctl and others
            new NetworkFiles("/etc/cni/net.d", ".conflist", SUBNET),
            // each of a list: wg-quick(8)
            new NetworkFiles(
                    "/etc/wireguard",
                    ".conf",
                    "(?mi)(?:^\\s*(?:Address|AllowedIPs)\\s*=|\\G\\s*,)\\s*([0-9a-f:.]+/[0-9]+)()"),
            new NetworkFiles(
                    "/etc/libvirt/qemu/networks",
                    ".xml",
                    "<ip\\s[^>]*?address='([^']+)'\\s+(?:netmask|prefix)='([^']+)'"),
            new NetworkFiles("/etc/default", "lxc-net", "(?m)^\\s*LXC_NETWORK=\"?([0-9./]+)\"?()"),
            new NetworkFiles("/etc/openvpn", ".conf", OPENVPN),
            new NetworkFiles("/etc/openvpn/server", ".conf", OPENVPN),
            new NetworkFiles("/etc/network", "interfaces", STANZA),
            new NetworkFiles("/etc/network/interfaces.d", "", STANZA),
            new NetworkFiles("/etc/NetworkManager/system-connections", ".nmconnection", CONNECTION),
            new NetworkFiles("/run/NetworkManager/system-connections", ".nmconnection", CONNECTION),
            new NetworkFiles("/etc/systemd/network", ".network", LINK),
            new NetworkFiles("/run/systemd/network", ".network", LINK),
            new NetworkFiles("/usr/local/lib/systemd/network", ".network", LINK),
            new NetworkFiles("/usr/lib/systemd/network", ".network", LINK),
            new NetworkFiles("/usr/lib/NetworkManager/system-connections", ".nmconnection", CONNECTION),
            // dhcpcd.conf(5)
            new NetworkFiles("/etc", "dhcpcd.conf", "(?m)^\\s*static\\s+ip_address=([0-9.]+/[0-9]+)()"),
            // of the API server and the controllers, for services and pods
            new NetworkFiles(
                    "/etc/kubernetes/manifests",
                    ".yaml",
                    "(?:(?:--service-cluster-ip-range|--cluster-cidr)=|\\G,)([0-9a-f:.]+/[0-9]+)()"));

    private IdleNetworks() {}

    /** What a program uses unless it is told otherwise. */
    private record Usual(AbsolutePath program, IdleNetwork network) {
        Usual(String program, String what, String subnet) {
            this(AbsolutePath.of(program), new IdleNetwork(what, Subnet.of(subnet)));
        }
    }

    /**
     * A network that need not be up.
     *
     * @param what what it is or where it is defined
     * @param subnet its range
     */
    public record IdleNetwork(String what, Subnet subnet) {
        /** The parts, as {@link ForeignText} shows them. */
        @Override
        public String toString() {
            return ForeignText.of(this);
        }
    }

    /**
     * Reads the definitions of networks.
     *
     * @param host the host
     * @return the networks; none where a definition can't be read
     */
    public static List<IdleNetwork> readFrom(HostView host) {
        return readFrom(host, text -> !text.startsWith(OUTBOARDS));
    }

    /** Those that are not in a file which configures a link of this name. */
    static List<IdleNetwork> apartFrom(InterfaceName link, HostView host) {
        Pattern name = Pattern.compile("(?<![\\w.-])" + Pattern.quote(link.toString()) + "(?![\\w.-])");
        return readFrom(
                host, text -> !text.startsWith(OUTBOARDS) && !name.matcher(text).find());
    }

    private static List<IdleNetwork> readFrom(HostView host, Predicate<String> isOfOthers) {
        return Stream.concat(
                        USUAL.stream()
                                .filter(usual -> host.status(usual.program()).isPresent())
                                .map(Usual::network),
                        DEFINITIONS.stream().flatMap(files -> files.networks(host, isOfOthers)))
                .filter(network -> network.subnet().prefixLength() > LONGEST_DEFAULT_PREFIX)
                .toList();
    }
}
