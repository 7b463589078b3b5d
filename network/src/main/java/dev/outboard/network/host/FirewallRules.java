package dev.outboard.network.host;

import dev.outboard.core.value.Subnet;
import dev.outboard.network.HostPorts;
import dev.outboard.network.TrafficPolicy;
import dev.outboard.network.host.Rule.Match;
import dev.outboard.network.host.Rule.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The firewall's rules for the addresses of containers: whether they reach the outside, which ranges they do not reach, and
 * that they are reached through published ports only. By address and not by interface, since networks that users create
 * have bridges of any name. A pure function of its values.
 *
 * <p>Packets from outside of the daemon's addresses are refused, before any rule accepts them, so that this also holds
 * for other daemons with rules like these, whichever come first. From one network of the daemon to another nothing goes
 * either, as it is with Docker's own rules; a container that is on both reaches both.
 *
 * <p>Always refused are also:
 *
 * <ul>
 *   <li>containers of other daemons: what lies behind a bridge that may be a daemon's; see {@link ForeignBridges}. By
 *       bridge and not by address, since the addresses that Docker takes may be those of the LAN: that of a default VPC at
 *       AWS is 172.31.0.0/16.
 *   <li>a cloud's metadata, at 169.254.169.254 and for IPv6 where AWS and Google have it, since keys are given away there;
 *       DNS stays, since at Google it is there too.
 * </ul>
 *
 * <p>Unless the policy gives access to the host, its services are refused as well, at whichever of its addresses. Left are
 * answers, DNS and ping. What the host does refuse by rules of its own stays refused.
 *
 * @param chain the name of the chains that hold the rules; {@code -IN} after it is that of another
 * @param networks what the default network of the daemon has, one range for each family
 * @param pools where the networks that users create are
 * @param policy what the containers may reach
 * @param bridges whose bridges a name does not tell
 */
public record FirewallRules(
        String chain, List<Subnet> networks, List<NetworkPool> pools, TrafficPolicy policy, ForeignBridges bridges) {
    /** What the name of the chain for the host's own services has at its end. */
    private static final String HOST_SUFFIX = "-IN";

    /** The longest name of a chain: XT_EXTENSION_MAXNAMELEN of the kernel, less the NUL at its end, and a suffix. */
    public static final int MAXIMUM_CHAIN_BYTES = 28 - HOST_SUFFIX.length();

    private static final int DNS = 53;

    /** Multicast and broadcast: never routed here, but seen by these rules where bridges call iptables. */
    private static final List<Subnet> GROUPS = List.of(Subnet.of("224.0.0.0/3"), Subnet.of("ff00::/8"));

    private static final List<Subnet> METADATA =
            List.of(Subnet.of("169.254.169.254/32"), Subnet.of("fd00:ec2::254/128"), Subnet.of("fd20:ce::254/128"));

    /**
     * Creates rules.
     *
     * @param chain the name of the chains that hold the rules
     * @param networks what the default network of the daemon has
     * @param pools where the networks that users create are
     * @param policy what the containers may reach
     * @param bridges whose bridges a name does not tell
     */
    public FirewallRules {
        networks = List.copyOf(networks);
        pools = List.copyOf(pools);
    }

    /** Where the kernel asks for rules. */
    enum Hook {
        /** What is forwarded, before {@link #FORWARD}: what is dropped here is not accepted there. */
        ENTRANCE("mangle", "FORWARD"),
        /** What is forwarded, and has to be accepted where others drop the rest. */
        FORWARD("filter", "FORWARD"),
        INPUT("filter", "INPUT"),
        POSTROUTING("nat", "POSTROUTING");

        private final String table;
        private final String chain;

        Hook(String table, String chain) {
            this.table = table;
            this.chain = chain;
        }

        /** The table of iptables that has it. */
        String table() {
            return table;
        }

        /** Whether its rules refuse; those of the others let through. */
        boolean refuses() {
            return this == ENTRANCE || this == INPUT;
        }

        /** The chain of that table, which has the name that the kernel has for the hook. */
        String chain() {
            return chain;
        }
    }

    /**
     * Every address that is the daemon's.
     *
     * @return the ranges of its networks
     */
    public List<Subnet> ranges() {
        return Stream.concat(networks.stream(), pools.stream().map(NetworkPool::base))
                .toList();
    }

    /** The families that the containers have addresses of. */
    List<IpFamily> families() {
        return Arrays.stream(IpFamily.values())
                .filter(family -> !of(family, ranges()).isEmpty())
                .toList();
    }

    /** The chain of a hook. */
    String chain(Hook hook) {
        return hook == Hook.INPUT ? chain + HOST_SUFFIX : chain;
    }

    /** The rules of a family for each hook, in order: the first one that matches decides. */
    Map<Hook, List<Rule>> rules(IpFamily family) {
        Map<Hook, List<Rule>> rules = new EnumMap<>(Hook.class);
        List<Subnet> ranges = of(family, ranges());
        rules.put(Hook.ENTRANCE, entrance(family, ranges));
        rules.put(Hook.FORWARD, forward(family, ranges));
        rules.put(Hook.INPUT, policy.hostAccess() ? List.of() : input(family, ranges));
        rules.put(Hook.POSTROUTING, nat(family, ranges));
        return rules;
    }

    /** Between the ports of the default network's bridge, where no router is asked. */
    List<Rule> betweenPorts() {
        if (policy.interContainerTraffic()) {
            return List.of();
        }
        return networks.stream()
                .flatMap(network -> Stream.concat(Stream.of(network), of(IpFamily.of(network), GROUPS).stream())
                        .map(other ->
                                Rule.of(Verdict.DROP, Match.destination(other)).from(network)))
                .toList();
    }

    /**
     * What is refused. No rule in {@link Hook#FORWARD} can accept a packet that is dropped here. Published
     * ports need no rule: they lead through a program of the daemon on the host.
     */
    private List<Rule> entrance(IpFamily family, List<Subnet> ranges) {
        List<Rule> rules = new ArrayList<>();
        ranges.forEach(range -> rules.add(Rule.of(Verdict.RETURN, Match.destination(range), Match.answer())));
        pools.stream().filter(pool -> ranges.contains(pool.base())).forEach(pool -> rules.addAll(pool.apart()));
        for (Subnet range : ranges) {
            if (isOpen(range)) {
                rules.add(Rule.of(Verdict.RETURN, Match.destination(range)).from(range));
            }
            rules.add(Rule.of(Verdict.DROP, Match.destination(range)));
        }
        for (Subnet range : ranges) {
            of(family, GROUPS)
                    .forEach(group -> rules.add(
                            Rule.of(Verdict.RETURN, Match.destination(group)).from(range)));
            denied(family).forEach(rule -> rules.add(rule.from(range)));
        }
        return List.copyOf(rules);
    }

    /** Answers, neighbours, and the rest, of what was not refused before. */
    private List<Rule> forward(IpFamily family, List<Subnet> ranges) {
        List<Rule> rules = new ArrayList<>();
        ranges.forEach(range -> rules.add(Rule.of(Verdict.ACCEPT, Match.destination(range), Match.answer())));
        if (policy.egress()) {
            ranges.forEach(range -> rules.add(Rule.of(Verdict.ACCEPT).from(range)));
            return List.copyOf(rules);
        }
        for (Subnet range : ranges) {
            Stream.concat(Stream.of(range), of(family, GROUPS).stream())
                    .forEach(other -> rules.add(
                            Rule.of(Verdict.ACCEPT, Match.destination(other)).from(range)));
        }
        return List.copyOf(rules);
    }

    /** Whether those of one network reach one another; two networks of a pool were told apart before. */
    private boolean isOpen(Subnet range) {
        return policy.interContainerTraffic() || !networks.contains(range);
    }

    private List<Rule> denied(IpFamily family) {
        if (!policy.egress()) {
            return List.of(Rule.of(Verdict.DROP));
        }
        List<Rule> rules = new ArrayList<>();
        of(family, METADATA)
                .forEach(address ->
                        rules.add(Rule.of(Verdict.DROP, Match.destination(address), Match.otherThanTcpPort(DNS))));
        of(family, policy.deniedRanges()).forEach(range -> rules.add(Rule.of(Verdict.DROP, Match.destination(range))));
        rules.addAll(bridges.refusals());
        return rules;
    }

    /**
     * Nothing is let in that the host's own rules refuse: what is not dropped goes back to them. The host's own way to
     * itself has such an address as well, that of the bridge.
     */
    private List<Rule> input(IpFamily family, List<Subnet> ranges) {
        List<HostPorts> ports =
                new ArrayList<>(List.of(new HostPorts("udp", DNS, DNS), new HostPorts("tcp", DNS, DNS)));
        ports.addAll(policy.allowedHostPorts());
        List<Rule> rules = new ArrayList<>();
        for (Subnet range : ranges) {
            Stream.concat(
                            Stream.of(Match.in("lo"), Match.answer(), Match.echo(family)),
                            ports.stream().map(Match::port))
                    .forEach(match -> rules.add(Rule.of(Verdict.RETURN, match).from(range)));
            rules.add(Rule.of(Verdict.DROP).from(range));
        }
        return List.copyOf(rules);
    }

    private static List<Rule> nat(IpFamily family, List<Subnet> ranges) {
        List<Rule> rules = new ArrayList<>();
        Stream.concat(ranges.stream(), of(family, GROUPS).stream())
                .forEach(range -> rules.add(Rule.of(Verdict.RETURN, Match.destination(range))));
        ranges.forEach(range -> rules.add(Rule.of(Verdict.MASQUERADE).from(range)));
        return List.copyOf(rules);
    }

    private static List<Subnet> of(IpFamily family, List<Subnet> subnets) {
        return subnets.stream().filter(subnet -> IpFamily.of(subnet) == family).toList();
    }
}
