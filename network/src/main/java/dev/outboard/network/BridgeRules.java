package dev.outboard.network;

import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.spec.Problems;
import dev.outboard.core.spec.Values;
import dev.outboard.core.value.InterfaceAddress;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.core.value.Subnet;
import dev.outboard.network.BridgeSpec.Persistence;
import dev.outboard.network.BridgeSpec.Tool;
import java.util.List;
import java.util.regex.Pattern;

/** What a bridge may be called, which addresses it may have, and what does not go together. */
final class BridgeRules {
    // The name stands in file names, in globs of [Match] (systemd.network(5)) and after "dev" in commands of ip(8).
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");
    private static final String FIRST_DAEMONS_BRIDGE = "docker0";

    /** RFC 4291, section 2.4, and the examples of RFC 3849 and RFC 9637, which are routed nowhere. */
    private static final Subnet GLOBAL_IPV6 = Subnet.of("2000::/3");

    private static final List<Subnet> DOCUMENTATION = List.of(Subnet.of("2001:db8::/32"), Subnet.of("3fff::/20"));

    private static final int SHORTEST_IPV4_PREFIX = 8;
    private static final int LONGEST_IPV4_PREFIX = 30;

    private BridgeRules() {}

    /** Notes what does not go together. */
    static void check(Values values, Problems problems) {
        if (values.find(BridgeSpec.IPV6_ADDRESS).isPresent()) {
            values.find(BridgeSpec.MTU)
                    .filter(mtu -> !mtu.carriesIpv6())
                    .ifPresent(mtu -> problems.add(
                            "mtu",
                            mtu.toString(),
                            "at least 1280 bytes on a bridge with IPv6 (RFC 8200, section 5)",
                            "raise the MTU to 1280 or more, or leave the IPv6 address out"));
        }
        Tool tool = values.get(BridgeSpec.TOOL);
        if (tool == Tool.BRCTL && values.get(BridgeSpec.PERSISTENCE) == Persistence.NETWORKD) {
            problems.add(
                    "tool",
                    tool.toString(),
                    "no tool, since networkd makes the bridge",
                    "leave the tool out, or set persistence(UNIT) or persistence(UNTIL_REBOOT)");
        }
    }

    static InterfaceName name(String name) {
        InterfaceName valid = InterfaceName.of(name);
        if (!NAME.matcher(name).matches()) {
            throw new InvalidValueException(
                    "bridge name",
                    name,
                    "letters, digits, \"_\", \".\" and \"-\", with a letter, digit or \"_\" first",
                    "choose another name, e.g. \"docker1\"");
        }
        if (name.equals(FIRST_DAEMONS_BRIDGE)) {
            throw new InvalidValueException(
                    "bridge name",
                    name,
                    "a bridge of its own; docker0 is the first daemon's",
                    "choose another name, e.g. \"docker1\"");
        }
        return valid;
    }

    static InterfaceAddress ipv4(String text) {
        InterfaceAddress address = InterfaceAddress.of(text);
        if (!address.isIpv4()) {
            throw new InvalidValueException(
                    "bridge address",
                    text,
                    "an IPv4 address; Docker's bridge has always one",
                    "give an IPv4 address, e.g. \"10.9.0.1/16\", and this one by ipv6Address(…)");
        }
        if (address.prefixLength() < SHORTEST_IPV4_PREFIX || address.prefixLength() > LONGEST_IPV4_PREFIX) {
            throw new InvalidValueException(
                    "bridge address",
                    text,
                    "a prefix length from " + SHORTEST_IPV4_PREFIX + " to " + LONGEST_IPV4_PREFIX
                            + ", which leaves addresses for containers",
                    "write e.g. \"" + address.host() + "/16\"");
        }
        if (address.subnet().privateRange().isEmpty()) {
            throw new InvalidValueException(
                    "bridge address",
                    text,
                    "a subnet for private use: in 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10; the host"
                            + " could no longer reach the real owner of another one",
                    "use a range that is free on the networks of the host, e.g. \"10.9.0.1/16\"");
        }
        return address;
    }

    static InterfaceAddress ipv6(String text) {
        InterfaceAddress address = InterfaceAddress.of(text);
        if (address.isIpv4()) {
            throw new InvalidValueException(
                    "bridge address",
                    text,
                    "an IPv6 address",
                    "write e.g. \"fd00:9::1/64\"; the IPv4 address belongs into builder(…)");
        }
        boolean isGlobal = GLOBAL_IPV6.contains(address.subnet())
                && DOCUMENTATION.stream().noneMatch(range -> range.overlaps(address.subnet()));
        if (!isGlobal && address.subnet().privateRange().isEmpty()) {
            throw new InvalidValueException(
                    "bridge address",
                    text,
                    "a unique local subnet (fc00::/7), or a global one that is routed to this host",
                    "use a range that is free on the networks of the host, e.g. \"fd00:9::1/64\"");
        }
        return address;
    }
}
