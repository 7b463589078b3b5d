package dev.outboard.network.host;

import com.google.common.net.InetAddresses;
import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.value.Subnet;
import dev.outboard.network.host.Rule.Match;
import dev.outboard.network.host.Rule.Verdict;
import java.util.ArrayList;
import java.util.List;

/**
 * An IPv4 range of which each network that a user creates takes a part, all of one size.
 *
 * @param base the whole range
 * @param size the prefix length of each part
 */
public record NetworkPool(Subnet base, int size) {
    /**
     * Creates a pool.
     *
     * @param base the whole range
     * @param size the prefix length of each part
     * @throws InvalidValueException if the range is not IPv4, or the parts are larger than it
     */
    public NetworkPool {
        if (!base.isIpv4() || size < base.prefixLength() || size > Integer.SIZE) {
            throw new InvalidValueException(
                    "pool of networks",
                    base + " in networks of /" + size,
                    "an IPv4 range and smaller networks",
                    "write e.g. 10.10.0.0/16 and 24");
        }
    }

    /**
     * Refuses what goes from one part to another. Two addresses are of different parts if one of the bits that number the
     * part is not the same in both: so there are two rules for each such bit, 16 for the 256 parts of a usual pool. What
     * stays in its part matches none of them, also where bridges show it to the firewall.
     */
    List<Rule> apart() {
        List<Rule> rules = new ArrayList<>();
        for (int bit = base.prefixLength(); bit < size; bit++) {
            Half set = new Half(bit, true);
            Half notSet = new Half(bit, false);
            rules.add(Rule.of(Verdict.DROP, set.source(), notSet.destination()));
            rules.add(Rule.of(Verdict.DROP, notSet.source(), set.destination()));
        }
        return List.copyOf(rules);
    }

    /** Those addresses of the pool in which one bit, counted from the left, is set, or those in which it is not. */
    private final class Half {
        private final int mask;
        private final int value;
        private final boolean isSubnet;

        Half(int bit, boolean set) {
            int own = 1 << (Integer.SIZE - 1 - bit);
            int prefix = (int) (-1L << (Integer.SIZE - base.prefixLength()));
            mask = prefix | own;
            value = InetAddresses.coerceToInteger(InetAddresses.forString(base.network())) | (set ? own : 0);
            isSubnet = bit == base.prefixLength();
        }

        Match source() {
            return new Match("-s " + iptables(), "ip saddr " + nftables());
        }

        Match destination() {
            return new Match("-d " + iptables(), "ip daddr " + nftables());
        }

        /** With a number where the mask is a prefix, as iptables-save(8) does. */
        private String iptables() {
            return text(value) + "/" + (isSubnet ? Integer.toString(Integer.bitCount(mask)) : text(mask));
        }

        private String nftables() {
            return isSubnet ? iptables() : "& " + text(mask) + " == " + text(value);
        }

        private static String text(int address) {
            return InetAddresses.fromInteger(address).getHostAddress();
        }
    }
}
