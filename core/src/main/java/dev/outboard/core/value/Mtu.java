package dev.outboard.core.value;

import dev.outboard.core.failure.InvalidValueException;
import org.jspecify.annotations.Nullable;

/**
 * The largest packet that an interface sends. From 68 bytes, which every IPv4 module must carry (RFC 791), to 65535,
 * where the kernel ends a bridge ({@code ETH_MAX_MTU}).
 */
public final class Mtu {
    private static final int MINIMUM = 68;
    private static final int MAXIMUM = 65_535;
    private static final int IPV6_MINIMUM = 1280;

    private final int bytes;

    private Mtu(int bytes) {
        this.bytes = bytes;
    }

    /**
     * An MTU from its size.
     *
     * @param bytes the size
     * @return the MTU
     * @throws InvalidValueException if a bridge can't have it
     */
    public static Mtu of(int bytes) {
        if (bytes < MINIMUM || bytes > MAXIMUM) {
            throw new InvalidValueException(
                    "MTU",
                    Integer.toString(bytes),
                    "from " + MINIMUM + " to " + MAXIMUM + " bytes",
                    "use the MTU of the interface that leads out, e.g. 1500");
        }
        return new Mtu(bytes);
    }

    /**
     * The size.
     *
     * @return the number of bytes
     */
    public int bytes() {
        return bytes;
    }

    /**
     * Whether the link is wide enough for IPv6: at least 1280 bytes (RFC 8200, section 5).
     *
     * @return true if the kernel keeps IPv6 on it
     */
    public boolean carriesIpv6() {
        return bytes >= IPV6_MINIMUM;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Mtu mtu && bytes == mtu.bytes;
    }

    @Override
    public int hashCode() {
        return bytes;
    }

    @Override
    public String toString() {
        return Integer.toString(bytes);
    }
}
