package dev.outboard.core.value;

import dev.outboard.core.failure.InvalidValueException;
import java.math.BigInteger;
import java.util.regex.Pattern;

/**
 * An address and a prefix length as written, before it is known to be a network or an interface's address. Holds the
 * arithmetic of both.
 *
 * @param address the address
 * @param prefixLength how many of its first bits name the network
 */
record PrefixedAddress(IpAddress address, int prefixLength) {
    private static final Pattern PREFIX_LENGTH = Pattern.compile("0|[1-9][0-9]{0,2}");

    static PrefixedAddress parse(String kind, String text, String example) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new InvalidValueException(
                    kind, text, "an address with a prefix length", "add the prefix length, e.g. " + example);
        }
        IpAddress address = addressOf(kind, text, text.substring(0, slash), example);
        String prefix = text.substring(slash + 1);
        if (!PREFIX_LENGTH.matcher(prefix).matches() || Integer.parseInt(prefix) > address.bits()) {
            throw new InvalidValueException(
                    kind, text, "a prefix length from 0 to " + address.bits(), "write e.g. " + example);
        }
        return new PrefixedAddress(address, Integer.parseInt(prefix));
    }

    private static IpAddress addressOf(String kind, String text, String address, String example) {
        try {
            return IpAddress.of(address);
        } catch (InvalidValueException notAnAddress) {
            throw new InvalidValueException(
                    kind,
                    text,
                    "an IPv4 or IPv6 address before the slash, no host name, no zone, no leading zeros",
                    "write e.g. " + example);
        }
    }

    int hostBits() {
        return address.bits() - prefixLength;
    }

    /** How many addresses the network has. */
    BigInteger size() {
        return BigInteger.ONE.shiftLeft(hostBits());
    }

    /** The part of the address that differs inside the network. */
    BigInteger hostPart() {
        return address.number().mod(size());
    }

    /** The same network with another host part. */
    PrefixedAddress withHostPart(BigInteger hostPart) {
        BigInteger network = address.number().subtract(hostPart());
        return new PrefixedAddress(IpAddress.ofNumber(network.add(hostPart), address.isIpv4()), prefixLength);
    }

    /** Whether another address is in the same network. */
    boolean holds(IpAddress other) {
        return address.isIpv4() == other.isIpv4()
                && address.number().shiftRight(hostBits()).equals(other.number().shiftRight(hostBits()));
    }

    @Override
    public String toString() {
        return address + "/" + prefixLength;
    }
}
