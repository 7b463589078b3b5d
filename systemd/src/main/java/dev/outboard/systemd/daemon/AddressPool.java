package dev.outboard.systemd.daemon;

import static java.util.Objects.requireNonNull;

import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.value.Subnet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
    private static final int MOST_CANDIDATES = 4096;
    private static final List<Subnet> PRIVATE_RANGES =
            List.of(Subnet.of("10.0.0.0/8"), Subnet.of("172.16.0.0/12"), Subnet.of("192.168.0.0/16"));

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

    /**
     * The pools that a daemon could have that names none, best first: the one that {@link #following follows} its bridge's
     * subnet, then those after it, then those of the other private ranges (RFC 1918).
     *
     * @param bridge the bridge's IPv4 subnet
     * @return pools of the bridge's size, as networks of 24 bits or smaller ones; at most {@value #MOST_CANDIDATES}
     */
    public static Stream<AddressPool> candidates(Subnet bridge) {
        Stream<Subnet> after = Stream.iterate(
                        bridge.privateRange()
                                .flatMap(ignored -> following(bridge))
                                .map(AddressPool::base),
                        Optional::isPresent,
                        base -> base.flatMap(AddressPool::following).map(AddressPool::base))
                .flatMap(Optional::stream);
        Stream<Subnet> elsewhere = PRIVATE_RANGES.stream()
                .map(range -> Subnet.of(range.network() + "/" + Math.max(range.prefixLength(), bridge.prefixLength())))
                .flatMap(first -> Stream.concat(
                        Stream.of(first),
                        Stream.iterate(
                                        following(first),
                                        Optional::isPresent,
                                        pool -> pool.flatMap(found -> following(found.base())))
                                .flatMap(pool -> pool.map(AddressPool::base).stream())));
        return Stream.concat(after, elsewhere)
                .filter(base -> base.prefixLength() <= LONGEST_PREFIX)
                .limit(MOST_CANDIDATES)
                .map(AddressPool::usual);
    }

    /**
     * A pool with networks of the usual size.
     *
     * @param base the whole range, IPv4
     * @return the pool, as networks of 24 bits, or smaller ones where that would be less than 16 networks
     * @throws InvalidValueException if the range is not IPv4, or too small
     */
    public static AddressPool usual(Subnet base) {
        return new AddressPool(base, sizeIn(base));
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
