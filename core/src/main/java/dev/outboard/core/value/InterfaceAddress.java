package dev.outboard.core.value;

import dev.outboard.core.failure.InvalidValueException;
import java.math.BigInteger;
import java.net.InetAddress;

/**
 * The address of a network interface with the prefix length of its network, for example {@code 10.9.0.1/16}. It is one
 * that a host can have: not the network's own address (for IPv6 the subnet-router anycast address, RFC 4291, section
 * 2.6.1) and not its broadcast address, unless the network is a pair (RFC 3021, RFC 6164) or a single host; not
 * multicast, loopback or unspecified.
 */
public final class InterfaceAddress extends TextValue {
    private static final String KIND = "interface address";
    private static final String EXAMPLE = "\"10.9.0.1/16\"";
    private static final String LIMITED_BROADCAST = "255.255.255.255";

    private final PrefixedAddress address;

    private InterfaceAddress(PrefixedAddress address) {
        super(address.toString());
        this.address = address;
    }

    /**
     * Reads an address.
     *
     * @param address the host's address, a slash and the prefix length, for example {@code 10.9.0.1/16}
     * @return the address
     * @throws InvalidValueException if an interface can't have it
     */
    public static InterfaceAddress of(String address) {
        PrefixedAddress parsed = PrefixedAddress.parse(KIND, address, EXAMPLE);
        if (parsed.prefixLength() == 0) {
            throw new InvalidValueException(
                    KIND,
                    address,
                    "a network smaller than all addresses, prefix length 1 to "
                            + parsed.address().bits(),
                    "write e.g. " + EXAMPLE);
        }
        checkUnicast(address, parsed.address());
        checkHost(address, parsed);
        return new InterfaceAddress(parsed);
    }

    private static void checkUnicast(String text, IpAddress address) {
        InetAddress inetAddress = address.inetAddress();
        if (inetAddress.isAnyLocalAddress()
                || inetAddress.isLoopbackAddress()
                || inetAddress.isMulticastAddress()
                || address.toString().equals(LIMITED_BROADCAST)) {
            throw new InvalidValueException(
                    KIND,
                    text,
                    "the address of one host, not an unspecified, loopback, multicast or broadcast address",
                    "take one from a private network, e.g. " + EXAMPLE);
        }
    }

    private static void checkHost(String text, PrefixedAddress address) {
        if (address.hostBits() < 2) {
            return;
        }
        boolean network = address.hostPart().signum() == 0;
        boolean broadcast = address.address().isIpv4()
                && address.hostPart().equals(address.size().subtract(BigInteger.ONE));
        if (network || broadcast) {
            throw new InvalidValueException(
                    KIND,
                    text,
                    "a host's address, not the " + (network ? "network's own" : "network's broadcast") + " address",
                    "write e.g. \"" + address.withHostPart(BigInteger.ONE) + "\"");
        }
    }

    /**
     * The address alone.
     *
     * @return the address without the prefix length, for example {@code 10.9.0.1}
     */
    public String host() {
        return address.address().toString();
    }

    /**
     * How many bits name the network.
     *
     * @return the prefix length
     */
    public int prefixLength() {
        return address.prefixLength();
    }

    /**
     * The network that the interface is in.
     *
     * @return the subnet, for example {@code 10.9.0.0/16}
     */
    public Subnet subnet() {
        return Subnet.around(address);
    }

    /**
     * Whether this is an IPv4 address.
     *
     * @return true for IPv4, false for IPv6
     */
    public boolean isIpv4() {
        return address.address().isIpv4();
    }
}
