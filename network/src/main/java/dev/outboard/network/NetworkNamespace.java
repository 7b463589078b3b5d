package dev.outboard.network;

import com.google.common.net.InetAddresses;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.command.ShellWords;
import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.InterfaceAddress;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.core.value.Subnet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
     * Makes the namespace and all that is in it, whatever is there already.
     *
     * @return lines for a shell, each of which must succeed
     */
    public List<String> start() {
        List<String> lines = new ArrayList<>();
        lines.add("[ -e " + ShellWords.quote(path().toString()) + " ] || " + line("ip", "netns", "add", text()));
        lines.add(unless(
                line("ip", "link", "show", "dev", text()),
                line("ip", "link", "add", "name", text(), "type", "veth", "peer", "name", INSIDE, "netns", text())));
        lines.add(line("ip", "address", "replace", gateway().toString(), "dev", text()));
        lines.add(line("ip", "link", "set", "dev", text(), "up"));
        lines.add(inside("link", "set", "dev", "lo", "up"));
        lines.add(inside("address", "replace", address().toString(), "dev", INSIDE));
        lines.add(inside("link", "set", "dev", INSIDE, "up"));
        lines.add(inside("route", "replace", "default", "via", gateway().host()));
        String device = bridge.name().toString();
        lines.add(
                unless(inside("link", "show", "dev", device), inside("link", "add", "name", device, "type", "bridge")));
        LinkDrift.addresses(bridge)
                .forEach(address -> lines.add(inside("address", "replace", address.toString(), "dev", device)));
        bridge.mtu().ifPresent(mtu -> lines.add(inside("link", "set", "dev", device, "mtu", mtu.toString())));
        lines.add(inside("link", "set", "dev", device, "up"));
        // The engine switches it on where it is, and so in the namespace only.
        lines.add("echo 1 >/proc/sys/net/ipv4/ip_forward");
        return List.copyOf(lines);
    }

    /**
     * Takes the namespace away. What runs in it keeps its part until it ends.
     *
     * @return lines for a shell; one that fails finds nothing to take away
     */
    public List<String> stop() {
        return List.of(line("ip", "link", "delete", "dev", text()), line("ip", "netns", "delete", text()));
    }

    private String unless(String condition, String otherwise) {
        return condition + " >/dev/null 2>&1 || " + otherwise;
    }

    private String inside(String... arguments) {
        List<String> words = new ArrayList<>(List.of("ip", "-netns", text()));
        words.addAll(List.of(arguments));
        return ShellWords.join(words);
    }

    private static String line(String... words) {
        return ShellWords.join(List.of(words));
    }

    private String text() {
        return name.toString();
    }

    /**
     * Looks for what is missing, be it the namespace itself.
     *
     * @param host where
     * @return one line for each fault; empty if the host only records
     */
    public Optional<List<String>> faults(HostView host) {
        return addresses(host).map(CommandResult::output).map(this::faultsIn);
    }

    /**
     * Looks for what is missing in the namespace.
     *
     * @param host where
     * @return one line for each fault; none if the namespace does not exist or can't be inspected
     */
    public List<String> missing(HostView host) {
        return addresses(host)
                .filter(CommandResult::isSuccess)
                .map(CommandResult::output)
                .map(this::faultsIn)
                .orElse(List.of());
    }

    private Optional<CommandResult> addresses(HostView host) {
        return host.ask(Query.of("ip", "-netns", text(), "-oneline", "-family", "inet", "address", "show"));
    }

    private List<String> faultsIn(String output) {
        List<String> faults = new ArrayList<>();
        expect(output, INSIDE, address(), faults);
        expect(output, bridge.name().toString(), bridge.address(), faults);
        return List.copyOf(faults);
    }

    private void expect(String output, String device, InterfaceAddress address, List<String> faults) {
        if (output.lines().noneMatch(line -> line.contains(" " + device + " ") && line.contains(" " + address + " "))) {
            faults.add(device + " in network namespace " + name + " has no address " + address);
        }
    }
}
