package dev.outboard.core.value;

import dev.outboard.core.failure.InvalidValueException;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An IPv4 or IPv6 network with its prefix length, for example {@code 10.9.0.0/16}. Sorts IPv4 before IPv6, then by
 * address, then with the larger network first.
 */
public final class Subnet extends TextValue implements Comparable<Subnet> {
    private static final Comparator<Subnet> ORDER = Comparator.<Subnet, Boolean>comparing(subnet -> !subnet.isIpv4())
            .thenComparing(subnet -> subnet.network.address().number())
            .thenComparing(Subnet::prefixLength);

    /** RFC 1918, RFC 6598 (shared address space behind a provider's address translation), and RFC 4193. */
    private static final List<Subnet> PRIVATE_RANGES = Stream.of(
                    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
            .map(Subnet::of)
            .toList();

    private final PrefixedAddress network;

    private Subnet(PrefixedAddress network) {
        super(network.toString());
        this.network = network;
    }

    /**
     * Reads a subnet.
     *
     * @param subnet the network address, a slash and the prefix length, for example {@code 10.9.0.0/16}
     * @return the subnet
     * @throws InvalidValueException if it is not a network, or has bits behind the prefix
     */
    public static Subnet of(String subnet) {
        PrefixedAddress network = PrefixedAddress.parse("subnet", subnet, "\"10.9.0.0/16\"");
        if (network.hostPart().signum() != 0) {
            throw new InvalidValueException(
                    "subnet",
                    subnet,
                    "zeros behind the first " + network.prefixLength() + " bits",
                    "write \"" + network.withHostPart(BigInteger.ZERO) + "\"");
        }
        return new Subnet(network);
    }

    /** The subnet that an address lies in. */
    static Subnet around(PrefixedAddress address) {
        return new Subnet(address.withHostPart(BigInteger.ZERO));
    }

    /**
     * Whether all of another subnet lies in this one.
     *
     * @param other the other subnet
     * @return true if it does, or is equal
     */
    public boolean contains(Subnet other) {
        return prefixLength() <= other.prefixLength() && network.holds(other.network.address());
    }

    /**
     * Whether this subnet and another have an address in common.
     *
     * @param other the other subnet
     * @return true if one contains the other
     */
    public boolean overlaps(Subnet other) {
        return contains(other) || other.contains(this);
    }

    /**
     * The range for private use that all of this subnet lies in: {@code 10.0.0.0/8}, {@code 172.16.0.0/12}, {@code
     * 192.168.0.0/16} (RFC 1918), {@code 100.64.0.0/10} (RFC 6598) or {@code fc00::/7} (RFC 4193).
     *
     * @return the range, or empty if the subnet is not for private use
     */
    public Optional<Subnet> privateRange() {
        return PRIVATE_RANGES.stream().filter(range -> range.contains(this)).findFirst();
    }

    /**
     * Whether an address lies in this subnet.
     *
     * @param ip the address; one of the other family does not
     * @return true if it does
     * @throws InvalidValueException if the text is not an address
     */
    public boolean containsHost(String ip) {
        return network.holds(IpAddress.of(ip));
    }

    /**
     * The subnet of the same size that follows.
     *
     * @return the next subnet, or empty at the end of the address space
     */
    public Optional<Subnet> next() {
        BigInteger number = network.address().number().add(network.size());
        return number.bitLength() > network.address().bits()
                ? Optional.empty()
                : Optional.of(
                        new Subnet(new PrefixedAddress(IpAddress.ofNumber(number, isIpv4()), network.prefixLength())));
    }

    /**
     * The first address of the subnet.
     *
     * @return the network address without the prefix length
     */
    public String network() {
        return network.address().toString();
    }

    /**
     * How many bits name the network.
     *
     * @return the prefix length
     */
    public int prefixLength() {
        return network.prefixLength();
    }

    /**
     * Whether this is an IPv4 subnet.
     *
     * @return true for IPv4, false for IPv6
     */
    public boolean isIpv4() {
        return network.address().isIpv4();
    }

    @Override
    public int compareTo(Subnet other) {
        return ORDER.compare(this, other);
    }
}
