package dev.outboard.core.value;

import com.google.common.net.InetAddresses;
import dev.outboard.core.failure.InvalidValueException;
import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * One IPv4 or IPv6 address. Never a host name, so nothing is ever looked up; no zone ({@code %eth0}); and no leading
 * zeros in IPv4, which some programs read as octal. The text form is canonical: RFC 5952 for IPv6.
 */
public final class IpAddress extends TextValue {
    private static final Pattern CHARACTERS = Pattern.compile("[0-9A-Fa-f:.]+");
    private static final int IPV4_BITS = 32;
    private static final int IPV6_BITS = 128;
    private static final BigInteger IPV4_MAPPED = BigInteger.valueOf(0xffff).shiftLeft(IPV4_BITS);

    private final InetAddress address;

    private IpAddress(InetAddress address) {
        super(InetAddresses.toAddrString(address));
        this.address = address;
    }

    /**
     * Reads an address.
     *
     * @param address the address, for example {@code 10.9.0.1} or {@code fd00::1}
     * @return the address
     * @throws InvalidValueException if it is not an address
     */
    public static IpAddress of(String address) {
        if (!CHARACTERS.matcher(address).matches() || !InetAddresses.isInetAddress(address)) {
            throw new InvalidValueException(
                    "IP address",
                    address,
                    "an IPv4 or IPv6 address, no host name, no zone, no leading zeros",
                    "write e.g. \"10.9.0.1\" or \"fd00:9::1\"");
        }
        boolean ipv4 = address.indexOf(':') < 0;
        InetAddress parsed = InetAddresses.forString(address);
        BigInteger number = InetAddresses.toBigInteger(parsed);
        // The JDK turns an IPv4-mapped IPv6 address into an IPv4 one; it stays what was written here.
        return ofNumber(!ipv4 && parsed instanceof Inet4Address ? number.or(IPV4_MAPPED) : number, ipv4);
    }

    /** The address that a number stands for, if it is in range. */
    static IpAddress ofNumber(BigInteger number, boolean ipv4) {
        return new IpAddress(ipv4 ? InetAddresses.fromIPv4BigInteger(number) : ipv6(number));
    }

    private static InetAddress ipv6(BigInteger number) {
        byte[] bytes = new byte[IPV6_BITS / Byte.SIZE];
        BigInteger rest = number;
        for (int index = bytes.length - 1; index >= 0; index--) {
            bytes[index] = rest.byteValue();
            rest = rest.shiftRight(Byte.SIZE);
        }
        try {
            return Inet6Address.getByAddress(null, bytes, -1);
        } catch (UnknownHostException impossible) {
            throw new AssertionError("16 bytes are an IPv6 address", impossible);
        }
    }

    /**
     * Whether this is an IPv4 address.
     *
     * @return true for IPv4, false for IPv6
     */
    public boolean isIpv4() {
        return address instanceof Inet4Address;
    }

    /** The bits of the address as a number without sign. */
    BigInteger number() {
        return InetAddresses.toBigInteger(address);
    }

    /** How many bits an address of this family has. */
    int bits() {
        return isIpv4() ? IPV4_BITS : IPV6_BITS;
    }

    /** The JDK's form, for what it knows about ranges. */
    InetAddress inetAddress() {
        return address;
    }
}
