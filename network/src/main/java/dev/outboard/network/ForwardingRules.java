package dev.outboard.network;

import dev.outboard.core.value.Subnet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The firewall's rules for the addresses of containers: whether they reach the outside, whom they do not reach, and that
 * nobody reaches them but through a published port. By address and not by interface, since networks that users create
 * have bridges of any name. IPv4 only. A pure function of its values.
 *
 * <p>Always refused are:
 *
 * <ul>
 *   <li>containers of other daemons: what lies behind a bridge that is named {@code docker} and something, or {@code
 *       br-} and something with an address of 172.16.0.0/12, where Docker takes its networks from. The whole range
 *       would be too much, since it may be the LAN: that of a default VPC at AWS is 172.31.0.0/16.
 *   <li>a cloud's metadata at 169.254.169.254, where keys are given away; DNS stays, since at Google it is there too.
 * </ul>
 *
 * @param chain the name of the chains that hold the rules, one in table filter and one in table nat
 * @param ranges the containers' addresses, IPv4
 * @param denied addresses that the containers do not reach, IPv4
 * @param egress whether they reach everything else
 */
public record ForwardingRules(String chain, List<Subnet> ranges, List<Subnet> denied, boolean egress) {
    /** The longest name of a chain: XT_EXTENSION_MAXNAMELEN of the kernel, less the NUL at its end. */
    public static final int MAXIMUM_CHAIN_BYTES = 28;

    /** Multicast and broadcast: never routed here, but seen by these rules where bridges call iptables. */
    private static final String GROUPS = "224.0.0.0/3";

    private static final List<String> ALWAYS_DENIED =
            List.of("-o docker+", "-d 172.16.0.0/12 -o br-+", "-d 169.254.169.254/32 -p tcp -m tcp ! --dport 53");

    /**
     * Creates rules.
     *
     * @param chain the name of the chains that hold the rules
     * @param ranges the containers' addresses
     * @param denied addresses that the containers do not reach
     * @param egress whether they reach everything else
     */
    public ForwardingRules {
        ranges = List.copyOf(ranges);
        denied = List.copyOf(denied);
    }

    /**
     * The rules as iptables-restore(8) reads them. With {@code --noflush} it replaces these two chains, each at once, and
     * touches no other.
     *
     * @return the text of a file
     */
    public String text() {
        StringBuilder text = new StringBuilder("# Forwarding and NAT for containers at "
                + ranges.stream().map(Subnet::toString).collect(Collectors.joining(" and ")) + ".\n"
                + "# Written by Outboard. What is edited here is undone when the plan is applied again.\n");
        tables().forEach((table, rules) ->
                text.append("*" + table + "\n:" + chain + " - [0:0]\n" + String.join("\n", rules) + "\nCOMMIT\n"));
        return text.toString();
    }

    /** The rules of each table, in order, as iptables-save(8) writes them. */
    Map<String, List<String>> tables() {
        Map<String, List<String>> tables = new LinkedHashMap<>();
        tables.put("filter", filter());
        tables.put("nat", nat());
        return tables;
    }

    /** The first rule that matches decides: answers and neighbours first, then who is refused, then the rest. */
    private List<String> filter() {
        List<String> rules = new ArrayList<>();
        for (Subnet range : ranges) {
            rules.add(rule("-d " + range + " -m conntrack --ctstate RELATED,ESTABLISHED", "ACCEPT"));
        }
        for (Subnet range : ranges) {
            ranges.forEach(other -> rules.add(rule("-s " + range + " -d " + other, "ACCEPT")));
            rules.add(rule("-s " + range + " -d " + GROUPS, "ACCEPT"));
        }
        // Published ports need no rule: they lead through a program of the daemon on the host.
        ranges.forEach(range -> rules.add(rule("-d " + range, "DROP")));
        for (Subnet range : ranges) {
            ALWAYS_DENIED.forEach(target -> rules.add(rule("-s " + range + " " + target, "DROP")));
            denied.forEach(target -> rules.add(rule("-s " + range + " -d " + target, "DROP")));
        }
        ranges.forEach(range -> rules.add(rule("-s " + range, egress ? "ACCEPT" : "DROP")));
        return rules;
    }

    private List<String> nat() {
        List<String> rules = new ArrayList<>();
        ranges.forEach(range -> rules.add(rule("-d " + range, "RETURN")));
        rules.add(rule("-d " + GROUPS, "RETURN"));
        ranges.forEach(range -> rules.add(rule("-s " + range, "MASQUERADE")));
        return rules;
    }

    private String rule(String match, String target) {
        return "-A " + chain + " " + match + " -j " + target;
    }
}
