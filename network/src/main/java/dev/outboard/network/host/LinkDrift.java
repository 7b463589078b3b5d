package dev.outboard.network.host;

import dev.outboard.core.value.InterfaceAddress;
import dev.outboard.core.value.Mtu;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.host.NetworkState.Link;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * In what a bridge differs from its spec.
 *
 * @param missing addresses that it lacks
 * @param outdated addresses that Outboard gave it earlier and that it must lose
 * @param mtu the MTU that it must get, if it has another
 * @param isDown whether it is down
 */
record LinkDrift(List<InterfaceAddress> missing, List<InterfaceAddress> outdated, Optional<Mtu> mtu, boolean isDown) {

    /** Compares a link with its spec. Addresses that others gave it don't matter. */
    static LinkDrift of(BridgeSpec spec, Link link, List<String> givenEarlier) {
        List<InterfaceAddress> wanted = addresses(spec);
        return new LinkDrift(
                wanted.stream()
                        .filter(address -> !link.addresses().contains(address))
                        .toList(),
                link.addresses().stream()
                        .filter(address -> givenEarlier.contains(address.toString()) && !wanted.contains(address))
                        .toList(),
                spec.mtu().filter(mtu -> mtu.bytes() != link.mtu()),
                !link.isUp());
    }

    /** The addresses of a spec. */
    static List<InterfaceAddress> addresses(BridgeSpec spec) {
        return Stream.concat(Stream.of(spec.address()), spec.ipv6Address().stream())
                .toList();
    }

    boolean isEmpty() {
        return missing.isEmpty() && outdated.isEmpty() && mtu.isEmpty() && !isDown;
    }

    /** The differences in one line. */
    @Override
    public String toString() {
        List<String> differences = new ArrayList<>();
        missing.forEach(address -> differences.add("it lacks " + address));
        outdated.forEach(address -> differences.add("it still has " + address));
        mtu.ifPresent(wanted -> differences.add("its MTU is not " + wanted));
        if (isDown) {
            differences.add("it is down");
        }
        return String.join(", ", differences);
    }
}
