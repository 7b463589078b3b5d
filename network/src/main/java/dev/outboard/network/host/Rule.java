package dev.outboard.network.host;

import dev.outboard.core.value.Subnet;
import dev.outboard.network.HostPorts;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * One rule of a firewall: what happens to a packet that matches all of its conditions.
 *
 * @param matches the conditions, in the order in which iptables-save(8) writes them
 * @param verdict what happens
 */
record Rule(List<Match> matches, Verdict verdict) {

    /** What happens to a packet. */
    enum Verdict {
        ACCEPT,
        DROP,
        RETURN,
        MASQUERADE
    }

    static Rule of(Verdict verdict, Match... matches) {
        return new Rule(List.of(matches), verdict);
    }

    /** The same with a condition more, in front. */
    Rule from(Subnet source) {
        return new Rule(
                Stream.concat(Stream.of(Match.source(source)), matches.stream()).toList(), verdict);
    }

    /** The rule as iptables-save(8) writes it. */
    String iptables(String chain) {
        return "-A " + chain + " " + join(matches.stream().map(Match::iptables).toList()) + " -j " + verdict;
    }

    /** The rule as nft(8) lists it. */
    String nftables() {
        return join(matches.stream().map(Match::nftables).toList()) + " "
                + verdict.name().toLowerCase(Locale.ROOT);
    }

    private static String join(List<String> texts) {
        return String.join(" ", texts);
    }

    /**
     * A condition, in both spellings.
     *
     * @param iptables as iptables-save(8) writes it
     * @param nftables as nft(8) reads it
     */
    record Match(String iptables, String nftables) {
        static Match source(Subnet range) {
            return new Match("-s " + range, IpFamily.of(range).nftables() + " saddr " + nftables(range));
        }

        static Match destination(Subnet range) {
            return new Match("-d " + range, IpFamily.of(range).nftables() + " daddr " + nftables(range));
        }

        /** nft lists a single address without its prefix length. */
        private static String nftables(Subnet range) {
            boolean isAddress = range.prefixLength() == (range.isIpv4() ? Integer.SIZE : 4 * Integer.SIZE);
            return isAddress ? range.network() : range.toString();
        }

        static Match in(String device) {
            return new Match("-i " + device, "iifname \"" + device + "\"");
        }

        static Match out(String device) {
            return new Match("-o " + device, "oifname \"" + device + "\"");
        }

        /** Devices whose names begin so. */
        static Match outOfDevices(String prefix) {
            return new Match("-o " + prefix + "+", "oifname \"" + prefix + "*\"");
        }

        /** Any bridge, whatever its name; iptables has no word for it. */
        static Match outOfAnyBridge() {
            return new Match("", "meta oifkind \"bridge\"");
        }

        static Match answer() {
            return new Match("-m conntrack --ctstate RELATED,ESTABLISHED", "ct state established,related");
        }

        static Match port(HostPorts ports) {
            return new Match(
                    "-p %1$s -m %1$s --dport %2$s".formatted(ports.protocol(), ports.range(":")),
                    ports.protocol() + " dport " + ports.range("-"));
        }

        static Match otherThanTcpPort(int port) {
            return new Match("-p tcp -m tcp ! --dport " + port, "tcp dport != " + port);
        }

        /** A ping; with IPv6 all of ICMP, since hosts find their neighbours by it. */
        static Match echo(IpFamily family) {
            return family == IpFamily.IPV4
                    ? new Match("-p icmp -m icmp --icmp-type 8", "icmp type echo-request")
                    : new Match("-p ipv6-icmp", "meta l4proto ipv6-icmp");
        }
    }
}
