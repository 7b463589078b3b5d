package dev.outboard.network;

import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.InterfaceName;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The bridges of a host that belong to somebody else than a second daemon, as far as their names do not tell whose they
 * are. Docker names the bridge of a network {@code br-} and twelve digits, unless its maker gives a name; others have
 * bridges whose names begin so, too.
 *
 * @param ofDaemons bridges of other daemons' networks, unless their names begin with {@code docker} or {@code br-}
 * @param ofNobody links whose names begin with {@code br-}, and which are no daemon's
 */
public record OtherBridges(List<String> ofDaemons, List<String> ofNobody) {
    /** A host on which names tell. */
    public static final OtherBridges NONE = new OtherBridges(List.of(), List.of());

    /** What the name of a network's bridge begins with, and that of a default network's. */
    static final String NETWORK = "br-";

    static final String DEFAULT_NETWORK = "docker";

    private static final Pattern NAMED_BY_DOCKER = Pattern.compile(NETWORK + "[0-9a-f]{12}");
    private static final AbsolutePath LINKS = AbsolutePath.of("/sys/class/net");

    /** What the programs of the firewall take for a name and nothing else. */
    private static final Predicate<String> PLAIN =
            Pattern.compile("[A-Za-z0-9_.-]+").asMatchPredicate();

    /**
     * Creates a description.
     *
     * @param ofDaemons bridges of other daemons' networks
     * @param ofNobody links that only look so
     */
    public OtherBridges {
        ofDaemons = List.copyOf(ofDaemons);
        ofNobody = List.copyOf(ofNobody);
    }

    /**
     * Looks at the links of a host.
     *
     * @param host the host
     * @param ofDaemons the bridges of every network of other daemons, as far as they tell
     * @return what their names do not tell
     */
    public static OtherBridges readFrom(HostView host, Collection<InterfaceName> ofDaemons) {
        SortedSet<String> known =
                ofDaemons.stream().map(InterfaceName::toString).collect(Collectors.toCollection(TreeSet::new));
        return new OtherBridges(
                known.stream()
                        .filter(PLAIN)
                        .filter(name -> !name.startsWith(NETWORK) && !name.startsWith(DEFAULT_NETWORK))
                        .toList(),
                host.list(LINKS).stream()
                        .filter(PLAIN)
                        .filter(name -> name.startsWith(NETWORK))
                        .filter(name -> !NAMED_BY_DOCKER.matcher(name).matches() && !known.contains(name))
                        .toList());
    }

    /**
     * The same without a bridge that is not of others.
     *
     * @param own its name
     * @return the others
     */
    public OtherBridges without(InterfaceName own) {
        Predicate<String> isOther = name -> !name.equals(own.toString());
        return new OtherBridges(
                ofDaemons.stream().filter(isOther).toList(),
                ofNobody.stream().filter(isOther).toList());
    }
}
