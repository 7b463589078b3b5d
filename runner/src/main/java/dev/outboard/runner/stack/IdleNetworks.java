package dev.outboard.runner.stack;

import dev.outboard.core.failure.HostException;
import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.host.HostView;
import dev.outboard.core.text.ForeignText;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.InterfaceAddress;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.core.value.Subnet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Networks that other programs of a host have defined and that need not be up: those of Podman, of other users of CNI
 * plugins, libvirt, LXC, WireGuard and OpenVPN, and the links of ifupdown, NetworkManager and systemd-networkd. The host
 * shows no link and no route of such a network until it starts, and it does not start, or cuts containers off, where its
 * range is taken.
 */
public final class IdleNetworks {
    private static final AbsolutePath PODMAN = AbsolutePath.of("/usr/bin/podman");

    /** That of Podman's default network, which its first container makes: containers.conf(5), {@code default_subnet}. */
    private static final IdleNetwork PODMANS = new IdleNetwork("Podman's default network", Subnet.of("10.88.0.0/16"));

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

    private static final List<Definitions> DEFINITIONS = List.of(
            new Definitions("/etc/containers/networks", ".json", SUBNET),
            // of Podman on Debian 12, nerdctl and others
            new Definitions("/etc/cni/net.d", ".conflist", SUBNET),
            // each of a list: wg-quick(8)
            new Definitions(
                    "/etc/wireguard",
                    ".conf",
                    "(?mi)(?:^\\s*(?:Address|AllowedIPs)\\s*=|\\G\\s*,)\\s*([0-9a-f:.]+/[0-9]+)()"),
            new Definitions(
                    "/etc/libvirt/qemu/networks",
                    ".xml",
                    "<ip\\s[^>]*?address='([^']+)'\\s+(?:netmask|prefix)='([^']+)'"),
            new Definitions("/etc/default", "lxc-net", "(?m)^\\s*LXC_NETWORK=\"?([0-9./]+)\"?()"),
            new Definitions("/etc/openvpn", ".conf", OPENVPN),
            new Definitions("/etc/openvpn/server", ".conf", OPENVPN),
            new Definitions("/etc/network", "interfaces", STANZA),
            new Definitions("/etc/network/interfaces.d", "", STANZA),
            new Definitions("/etc/NetworkManager/system-connections", ".nmconnection", CONNECTION),
            new Definitions("/run/NetworkManager/system-connections", ".nmconnection", CONNECTION),
            new Definitions("/etc/systemd/network", ".network", LINK),
            new Definitions("/run/systemd/network", ".network", LINK));

    private IdleNetworks() {}

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

    /** The files of one program, and where they have an address, with the prefix or netmask behind it. */
    private record Definitions(AbsolutePath directory, String ending, Pattern range) {
        Definitions(String directory, String ending, String range) {
            this(AbsolutePath.of(directory), ending, Pattern.compile(range));
        }

        Stream<IdleNetwork> networks(HostView host, Predicate<String> isOfOthers) {
            return host.list(directory).stream()
                    .filter(name -> name.endsWith(ending))
                    .map(directory::resolve)
                    .flatMap(file -> text(file, host).filter(isOfOthers).map(range::matcher).stream()
                            .flatMap(Matcher::results)
                            .flatMap(found -> range(found).stream())
                            .map(subnet -> new IdleNetwork("a network that is defined in " + file, subnet)));
        }

        /** What can't be read tells nothing, and hides no other file. */
        private static Optional<String> text(AbsolutePath file, HostView host) {
            try {
                return host.read(file).map(FileContent::text);
            } catch (HostException unreadable) {
                return Optional.empty();
            }
        }

        private static Optional<Subnet> range(MatchResult found) {
            String length = found.group(2);
            try {
                return range(
                        length == null || length.isEmpty()
                                ? found.group(1)
                                : found.group(1) + "/" + prefixLength(length));
            } catch (NumberFormatException unusable) {
                return Optional.empty();
            }
        }

        private static Optional<Subnet> range(String address) {
            try {
                return Optional.of(InterfaceAddress.of(address).subnet());
            } catch (InvalidValueException network) {
                return subnet(address);
            }
        }

        private static Optional<Subnet> subnet(String text) {
            try {
                return Optional.of(Subnet.of(text));
            } catch (InvalidValueException unusable) {
                return Optional.empty();
            }
        }

        /** Of a netmask such as {@code 255.255.255.0}, or a length as it is. */
        private static String prefixLength(String text) {
            return text.contains(".")
                    ? String.valueOf(Stream.of(text.split("\\."))
                            .mapToInt(octet -> Integer.bitCount(Integer.parseInt(octet)))
                            .sum())
                    : text;
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
                        host.status(PODMAN).stream().map(there -> PODMANS),
                        DEFINITIONS.stream().flatMap(definitions -> definitions.networks(host, isOfOthers)))
                .filter(network -> network.subnet().prefixLength() > LONGEST_DEFAULT_PREFIX)
                .toList();
    }
}
