package dev.outboard.systemd.firstdaemon;

import dev.outboard.core.text.ForeignText;
import dev.outboard.core.value.Subnet;

/**
 * A range of addresses that belongs to the first daemon.
 *
 * @param what what it is to the daemon and where that is set, for example {@code bip of the first daemon
 *     (/etc/docker/daemon.json)}
 * @param subnet the range
 * @param kind how firmly the daemon holds it
 */
public record OwnRange(String what, Subnet subnet, Kind kind) {

    /** How firmly a range is held. */
    public enum Kind {
        /** A network that exists, or the range of the default bridge. */
        NETWORK,
        /** A range that an administrator gave the daemon for networks to come. */
        POOL,
        /**
         * A range that the engine uses for networks to come where no pool is set. It takes the first part of it to which
         * the host has no route, so a bridge that is up is safe in it; a pool is not, since its networks come and go.
         */
        BUILT_IN_POOL,
        /**
         * A range from which a swarm takes overlay networks unless it is told otherwise. It is all of 10.0.0.0/8, and the
         * networks come one after the other from its beginning, so a range in it is safe until they come to it.
         */
        OVERLAY_POOL;

        /**
         * Whether the range is its alone.
         *
         * @return true for what exists and what an administrator set
         */
        public boolean isReserved() {
            return this == NETWORK || this == POOL;
        }
    }

    /**
     * Whether this range and another have an address in common.
     *
     * @param other the other range
     * @return true if one contains the other
     */
    public boolean overlaps(Subnet other) {
        return subnet.overlaps(other);
    }

    /** The parts, as {@link ForeignText} shows them. */
    @Override
    public String toString() {
        return ForeignText.of(this);
    }
}
