package dev.outboard.network.host;

import dev.outboard.core.desired.ManagedFile;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.InterfaceAddress;
import dev.outboard.network.BridgeSpec;
import java.util.List;
import java.util.Optional;

/** The files from which systemd-networkd makes a bridge. A pure function of the spec. */
final class NetworkdFiles {
    /** Where an administrator's files for networkd lie. */
    static final AbsolutePath DIRECTORY = AbsolutePath.of("/etc/systemd/network");

    /**
     * networkd takes the first file that matches a link, in the order of their names (systemd.network(5)): a pattern of
     * others such as {@code docker*} must come later.
     */
    private static final String PREFIX = "00-outboard-";

    private static final String HEADER =
            "Written by Outboard. What is edited here is undone when the plan is applied again.";

    private NetworkdFiles() {}

    /** The {@code .netdev} and the {@code .network} file of a bridge. */
    static List<ManagedFile> of(BridgeSpec spec) {
        return List.of(file(netdev(spec)), file(network(spec)));
    }

    private static ManagedFile file(UnitFile unit) {
        return ManagedFile.ofText(
                DIRECTORY.resolve(unit.fileName()), unit.comment(HEADER).text());
    }

    /** What makes the link: systemd.netdev(5). */
    private static UnitFile netdev(BridgeSpec spec) {
        return UnitFile.empty(PREFIX + spec.name() + ".netdev")
                .set("NetDev", "Name", spec.name().toString())
                .set("NetDev", "Kind", "bridge");
    }

    /**
     * What configures the link: systemd.network(5).
     *
     * <ul>
     *   <li>{@code MTUBytes=} stands here and not in the {@code .netdev} file, where networkd reads it only when it makes
     *       the link, so that a later change would have no effect.
     *   <li>{@code RequiredForOnline=no}: a bridge without containers has no carrier, and boot must not wait for one.
     *   <li>{@code ConfigureWithoutCarrier=yes}: without it the bridge has no address before the first container, and
     *       dockerd gives it one of its own choice.
     *   <li>{@code LinkLocalAddressing=no}, {@code IPv6AcceptRA=no}: the bridge has the addresses of the spec and no
     *       others; nothing on it may tell the host about routes.
     *   <li>{@code LLMNR=no}: else systemd-resolved asks the containers for names that it does not know.
     * </ul>
     */
    private static UnitFile network(BridgeSpec spec) {
        UnitFile match = UnitFile.empty(PREFIX + spec.name() + ".network")
                .set("Match", "Name", spec.name().toString());
        UnitFile link = spec.mtu()
                .map(mtu -> match.set("Link", "MTUBytes", mtu.toString()))
                .orElse(match)
                .set("Link", "RequiredForOnline", "no");
        UnitFile network = link.set("Network", "Address", spec.address().toString())
                .set("Network", "ConfigureWithoutCarrier", "yes")
                .set("Network", "LinkLocalAddressing", "no")
                .set("Network", "IPv6AcceptRA", "no")
                .set("Network", "LLMNR", "no");
        return withIpv6(network, spec.ipv6Address());
    }

    /** Duplicates can't be looked for without a carrier; networkd would wait for the end of the search for ever. */
    private static UnitFile withIpv6(UnitFile network, Optional<InterfaceAddress> ipv6) {
        return ipv6.map(address -> network.set("Address", "Address", address.toString())
                        .set("Address", "DuplicateAddressDetection", "none"))
                .orElse(network);
    }
}
