package dev.outboard.runner.stack;

import dev.outboard.core.desired.Check;
import dev.outboard.core.host.Host;
import dev.outboard.core.value.InterfaceAddress;
import dev.outboard.core.value.Subnet;
import dev.outboard.core.verify.Finding;
import dev.outboard.runner.StackSpec;
import dev.outboard.systemd.daemon.AddressPool;
import dev.outboard.systemd.firstdaemon.FirstDaemonProfile;
import dev.outboard.systemd.firstdaemon.OwnRange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The ranges of a stack are apart from those of the first daemon, which may have changed since the stack was applied: it
 * may have made a network, or been given other pools. Where two daemons have one range, the rules of the second cut
 * containers of the first off.
 *
 * @param stack the stack, with a pool for each daemon
 * @param first what belongs to the first daemon now
 */
record FirstDaemonApartCheck(StackSpec stack, FirstDaemonProfile first) implements Check {
    @Override
    public String name() {
        return "the ranges of stack " + stack.name() + " are apart from the first daemon's";
    }

    @Override
    public List<Finding> run(Host host) {
        Map<String, Subnet> ranges = ranges();
        List<String> overlaps = new ArrayList<>();
        ranges.forEach((owner, range) -> first.ranges().stream()
                .filter(own -> own.kind().isReserved() && own.overlaps(range))
                .map(own -> own.what() + " has " + own.subnet() + " in " + range + " of " + owner + remedy(own))
                .forEach(overlaps::add));
        return List.of(new Finding(
                name(),
                overlaps.isEmpty(),
                overlaps.isEmpty()
                        ? String.join(
                                ", ",
                                ranges.values().stream().map(Subnet::toString).toList())
                        : String.join("; ", overlaps)));
    }

    private static String remedy(OwnRange own) {
        return own.what().startsWith("network ")
                ? ", so its containers are cut off; remove that network and make it with another --subnet, or move this"
                        + " stack by address and addressPool(..)"
                : "; give the first daemon another range in its daemon.json, or move this stack by address and"
                        + " addressPool(..)";
    }

    private Map<String, Subnet> ranges() {
        Map<String, Subnet> ranges = new LinkedHashMap<>();
        stack.bridges()
                .forEach(bridge -> Stream.concat(Stream.of(bridge.address()), bridge.ipv6Address().stream())
                        .map(InterfaceAddress::subnet)
                        .forEach(subnet ->
                                ranges.put("bridge " + bridge.name() + (subnet.isIpv4() ? "" : " (IPv6)"), subnet)));
        stack.daemons()
                .forEach(daemon -> daemon.addressPool()
                        .map(AddressPool::base)
                        .ifPresent(pool -> ranges.put("daemon " + daemon.name(), pool)));
        return ranges;
    }
}
