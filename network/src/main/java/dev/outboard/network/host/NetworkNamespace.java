package dev.outboard.network.host;

import static java.util.stream.Collectors.joining;

import com.google.common.net.InetAddresses;
import dev.outboard.core.text.ShellWords;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.InterfaceAddress;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.core.value.Subnet;
import dev.outboard.network.BridgeSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * A network namespace with a bridge in it, and a pair of virtual links that leads to the host: network_namespaces(7),
 * veth(4). The host's end has the namespace's name. A name that starts with {@code ve-} would be taken over by
 * systemd-networkd, whose file {@code 80-container-ve.network} takes addresses away. Commands as pure functions.
 *
 * @param name the name of the namespace and of the link on the host
 * @param bridge the bridge inside
 * @param link a subnet of four addresses for the two ends
 */
public record NetworkNamespace(InterfaceName name, BridgeSpec bridge, Subnet link) {
    /** The namespace's end of the pair, named as in every container. */
    private static final String INSIDE = "eth0";

    private static final String IP = "/sbin/ip";

    private static final String TEXT = """
            #!/bin/sh
            # The network namespace of %1$s. Written by Outboard, which will overwrite changes.
            #
            # start    makes it and all that is in it, whatever is there already
            # check    says what is missing in it, and ends with 1 if something is
            set -eu

            inside() {
                ip -netns %1$s "$@"
            }

            start() {
            %2$s}

            expect() { # link, address
                printf '%%s\\n' "$shown" | grep -F " $1 " | grep -qF " $2 " || {
                    printf '%%s\\n' "$1 in network namespace %1$s has no address $2"
                    faulty=1
                }
            }

            check() {
                if ! [ -e %3$s ]; then
                    echo "there is no network namespace %1$s"
                    exit 1
                fi
                shown=$(inside -oneline -family inet address show) || exit 2
                faulty=0
                expect %4$s %5$s
                expect %6$s %7$s
                return "$faulty"
            }
            %8$s""";

    private static final int LINK_PREFIX = 30;
    private static final int LINK_ADDRESSES = 4;

    /**
     * The last four addresses of a range. The engine gives no network that holds them, since it looks for routes first.
     *
     * @param range an IPv4 range of more than four addresses
     * @return a subnet for the two ends of the pair
     */
    public static Subnet lastLinkOf(Subnet range) {
        int first = InetAddresses.coerceToInteger(InetAddresses.forString(range.network()));
        int size = 1 << (Integer.SIZE - range.prefixLength());
        return Subnet.of(
                InetAddresses.fromInteger(first + size - LINK_ADDRESSES).getHostAddress() + "/" + LINK_PREFIX);
    }

    /**
     * The address of the namespace, where published ports answer.
     *
     * @return the address of its end of the pair
     */
    public InterfaceAddress address() {
        return end(2);
    }

    /**
     * The address of the host in the pair, which is the namespace's way out.
     *
     * @return the address of the host's end of the pair
     */
    public InterfaceAddress gateway() {
        return end(1);
    }

    private InterfaceAddress end(int number) {
        int first = InetAddresses.coerceToInteger(InetAddresses.forString(link.network()));
        return InterfaceAddress.of(
                InetAddresses.fromInteger(first + number).getHostAddress() + "/" + link.prefixLength());
    }

    /**
     * Where ip-netns(8) shows the namespace.
     *
     * @return a path
     */
    public AbsolutePath path() {
        return AbsolutePath.of("/run/netns").resolve(name.toString());
    }

    /**
     * The script that makes the namespace and all that is in it, whatever is there already, and looks for what is missing.
     *
     * @param directory where the script is
     * @return the script
     */
    public ControlScript script(AbsolutePath directory) {
        String device = ShellWords.quote(bridge.name().toString());
        List<String> start = new ArrayList<>(List.of(
                "[ -e " + path() + " ] || ip netns add " + name,
                "ip link show dev " + name + " >/dev/null 2>&1 ||",
                "    ip link add name " + name + " type veth peer name " + INSIDE + " netns " + name,
                "ip address replace " + gateway() + " dev " + name,
                "ip link set dev " + name + " up",
                "inside link set dev lo up",
                "inside address replace " + address() + " dev " + INSIDE,
                "inside link set dev " + INSIDE + " up",
                "inside route replace default via " + gateway().host(),
                "inside link show dev " + device + " >/dev/null 2>&1 ||",
                "    inside link add name " + device + " type bridge"));
        LinkDrift.addresses(bridge)
                .forEach(address -> start.add("inside address replace " + address + " dev " + device));
        bridge.mtu().ifPresent(mtu -> start.add("inside link set dev " + device + " mtu " + mtu));
        start.add("inside link set dev " + device + " up");
        start.add("# the engine switches it on where it is, and so in the namespace only");
        start.add("echo 1 >/proc/sys/net/ipv4/ip_forward");
        return new ControlScript(
                directory.resolve("namespace.sh"),
                TEXT.formatted(
                        name,
                        start.stream().map(line -> "    " + line + "\n").collect(joining()),
                        path(),
                        INSIDE,
                        address(),
                        device,
                        bridge.address(),
                        ControlScript.dispatch(List.of("start", "check"))));
    }

    /**
     * Takes the namespace away. What runs in it keeps its part until it ends. Not by the script: when a daemon moves to the
     * network of the host, the file is gone before the unit stops.
     *
     * @return the commands, each the value of an Exec line; one that fails finds nothing to take away
     */
    public List<String> stop() {
        return List.of(IP + " link delete dev " + name, IP + " netns delete " + name);
    }
}
