package dev.outboard.network.host;

import dev.outboard.core.host.HostView;
import dev.outboard.core.text.ForeignText;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.network.host.Rule.Match;
import dev.outboard.network.host.Rule.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The bridges of a host that do not belong to a second daemon, and how those of other daemons, behind which nothing may be
 * reached, are told from the rest.
 *
 * <p>With nft(8), every bridge counts as a daemon's unless it is known not to be one: so a network that the first daemon
 * makes is refused from the beginning, whatever the name of its bridge. iptables can't match bridges by kind, so names have
 * to tell: Docker names the bridge of a network {@code br-} and twelve digits, unless its maker gives a name; other
 * programs have bridges whose names begin so, too.
 *
 * @param byKind whether every bridge that is not named here counts as a daemon's
 * @param ofDaemons bridges of other daemons' networks, unless their names begin with {@code docker} or {@code br-}; none
 *     by kind
 * @param ofNoDaemon links that belong to no daemon: by kind, all bridges, else those whose names begin with {@code br-}
 */
public record ForeignBridges(boolean byKind, List<String> ofDaemons, List<String> ofNoDaemon) {
    /** A host on which names tell. */
    public static final ForeignBridges NONE = new ForeignBridges(false, List.of(), List.of());

    /** What the name of a network's bridge begins with, and that of a default network's. */
    private static final String NETWORK = "br-";

    private static final String DEFAULT_NETWORK = "docker";

    private static final Pattern NAMED_BY_DOCKER = Pattern.compile(NETWORK + "[0-9a-f]{12}");
    private static final AbsolutePath LINKS = AbsolutePath.of("/sys/class/net");

    /** A directory that only a bridge has there. */
    private static final String BRIDGE = "bridge";

    /** What the programs of the firewall take for a name and nothing else. */
    private static final Predicate<String> PLAIN =
            Pattern.compile("[A-Za-z0-9_.-]+").asMatchPredicate();

    /**
     * Creates a description.
     *
     * @param byKind whether every bridge that is not named here counts as a daemon's
     * @param ofDaemons bridges of other daemons' networks
     * @param ofNoDaemon links that belong to no daemon
     */
    public ForeignBridges {
        ofDaemons = List.copyOf(ofDaemons);
        ofNoDaemon = List.copyOf(ofNoDaemon);
    }

    /**
     * Looks at the links of a host.
     *
     * @param host the host
     * @param backend what tells them apart
     * @param ofDaemons the bridges of every network of other daemons, as far as they tell
     * @return whose they are
     */
    public static ForeignBridges readFrom(HostView host, FirewallBackend backend, Collection<InterfaceName> ofDaemons) {
        SortedSet<String> known =
                ofDaemons.stream().map(InterfaceName::toString).collect(Collectors.toCollection(TreeSet::new));
        boolean byKind = backend.knowsBridges(host);
        Predicate<String> mayBeOfADaemon = byKind ? name -> isBridge(name, host) : name -> name.startsWith(NETWORK);
        return new ForeignBridges(
                byKind,
                byKind
                        ? List.of()
                        : known.stream()
                                .filter(PLAIN)
                                .filter(name -> !name.startsWith(NETWORK) && !name.startsWith(DEFAULT_NETWORK))
                                .toList(),
                host.list(LINKS).stream()
                        .filter(PLAIN)
                        .filter(mayBeOfADaemon)
                        .filter(name -> !isNamedByDocker(name) && !known.contains(name))
                        .sorted()
                        .toList());
    }

    private static boolean isBridge(String link, HostView host) {
        return host.status(LINKS.resolve(link + "/" + BRIDGE)).isPresent();
    }

    private static boolean isNamedByDocker(String name) {
        return name.startsWith(DEFAULT_NETWORK) || NAMED_BY_DOCKER.matcher(name).matches();
    }

    /** Drops packets on the way to another daemon; links that belong to no daemon are let through. */
    List<Rule> refusals() {
        List<Rule> rules = new ArrayList<>();
        if (!byKind) {
            rules.add(Rule.of(Verdict.DROP, Match.outOfDevices(DEFAULT_NETWORK)));
            ofDaemons.forEach(device -> rules.add(Rule.of(Verdict.DROP, Match.out(device))));
        }
        ofNoDaemon.forEach(device -> rules.add(Rule.of(Verdict.RETURN, Match.out(device))));
        rules.add(Rule.of(Verdict.DROP, byKind ? Match.outOfAnyBridge() : Match.outOfDevices(NETWORK)));
        return List.copyOf(rules);
    }

    /**
     * The same without a bridge that is not of others.
     *
     * @param own its name
     * @return the others
     */
    public ForeignBridges without(InterfaceName own) {
        Predicate<String> isOther = name -> !name.equals(own.toString());
        return new ForeignBridges(
                byKind,
                ofDaemons.stream().filter(isOther).toList(),
                ofNoDaemon.stream().filter(isOther).toList());
    }

    /** The parts, as {@link ForeignText} shows them. */
    @Override
    public String toString() {
        return ForeignText.of(this);
    }
}
