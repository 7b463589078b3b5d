package dev.outboard.systemd.daemon;

import static java.util.Objects.requireNonNull;

import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.value.Subnet;
import java.util.Optional;

/**
 * The range from which a daemon takes the subnets of the networks that its users create. Without one of its own, a
 * second daemon draws from the same ranges as the first.
 *
 * @param base the whole range, IPv4
 * @param size the prefix length of each network in it
 */
public record AddressPool(Subnet base, int size) {
    /** A network needs an address for its bridge and one for a container. */
    private static final int LONGEST_PREFIX = 30;

    private static final int USUAL_SIZE = 24;
    private static final int BITS_FOR_NETWORKS = 4;

    /**
     * Creates a pool.
     *
     * @param base the whole range, IPv4
     * @param size the prefix length of each network in it
     * @throws InvalidValueException if the range is not IPv4 or not for private use ({@link Subnet#privateRange()}), or the
     *     networks are larger than it or too small
     */
    public AddressPool {
        requireNonNull(base, "base is null");
        if (!base.isIpv4()) {
            throw new InvalidValueException("address pool", base.toString(), "an IPv4 subnet", "use \"10.10.0.0/16\"");
        }
        if (base.privateRange().isEmpty()) {
            throw new InvalidValueException(
                    "address pool",
                    base.toString(),
                    "a range for private use: in 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10",
                    "use a range that is free on the networks of the host, e.g. \"10.10.0.0/16\"");
        }
        if (size < base.prefixLength() || size > LONGEST_PREFIX) {
            throw new InvalidValueException(
                    "size of the networks in pool " + base,
                    Integer.toString(size),
                    "a prefix length from " + base.prefixLength() + " to " + LONGEST_PREFIX,
                    "write e.g. " + sizeIn(base));
        }
    }

    /**
     * The pool of a daemon that names none: the subnet of the same size that follows its bridge's, as networks of 24
     * bits, or smaller ones where that would be less than 16 networks.
     *
     * @param bridge the bridge's IPv4 subnet
     * @return the pool, or empty if the bridge's subnet is the last one of its {@linkplain Subnet#privateRange() private
     *     range}
     */
    public static Optional<AddressPool> following(Subnet bridge) {
        return bridge.next()
                .filter(next -> next.privateRange().equals(bridge.privateRange()))
                .map(next -> new AddressPool(next, sizeIn(next)));
    }

    private static int sizeIn(Subnet base) {
        return Math.min(LONGEST_PREFIX, Math.max(USUAL_SIZE, base.prefixLength() + BITS_FOR_NETWORKS));
    }

    /**
     * Range and size.
     *
     * @return for example {@code 10.10.0.0/16 in networks of /24}
     */
    @Override
    public String toString() {
        return base + " in networks of /" + size;
    }
}
