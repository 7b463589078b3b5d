package dev.outboard.network.host;

import dev.outboard.core.value.Subnet;

/** The two protocols for which a firewall has rules apart, with the names that its programs have for them. */
enum IpFamily {
    IPV4("iptables", "ip"),
    IPV6("ip6tables", "ip6");

    private final String iptables;
    private final String nftables;

    IpFamily(String iptables, String nftables) {
        this.iptables = iptables;
        this.nftables = nftables;
    }

    static IpFamily of(Subnet subnet) {
        return subnet.isIpv4() ? IPV4 : IPV6;
    }

    /** The program of iptables(8). */
    String iptables() {
        return iptables;
    }

    /** The family of a table, nft(8). */
    String nftables() {
        return nftables;
    }
}
