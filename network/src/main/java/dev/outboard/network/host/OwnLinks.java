package dev.outboard.network.host;

import com.google.common.collect.ImmutableSet;
import dev.outboard.core.text.ForeignText;
import dev.outboard.core.value.InterfaceAddress;
import dev.outboard.core.value.Subnet;
import java.util.List;
import java.util.Set;

/**
 * What belongs to Outboard of a host's links.
 *
 * @param names links that it made
 * @param ranges ranges from which its daemons give addresses to the bridges of their networks
 */
public record OwnLinks(Set<String> names, List<Subnet> ranges) {
    /**
     * Creates a set.
     *
     * @param names links that Outboard made
     * @param ranges ranges of its daemons
     */
    public OwnLinks {
        names = ImmutableSet.copyOf(names);
        ranges = List.copyOf(ranges);
    }

    /** Whether a link is Outboard's, or a bridge of one of its daemons. */
    boolean has(String name, List<InterfaceAddress> addresses) {
        List<Subnet> ipv4 = addresses.stream()
                .filter(InterfaceAddress::isIpv4)
                .map(InterfaceAddress::subnet)
                .toList();
        return names.contains(name)
                || (!ipv4.isEmpty()
                        && ipv4.stream().allMatch(subnet -> ranges.stream().anyMatch(range -> range.contains(subnet))));
    }

    /** The parts, as {@link ForeignText} shows them. */
    @Override
    public String toString() {
        return ForeignText.of(this);
    }
}
