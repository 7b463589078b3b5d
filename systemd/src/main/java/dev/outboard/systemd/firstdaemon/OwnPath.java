package dev.outboard.systemd.firstdaemon;

import com.google.common.collect.ImmutableSet;
import dev.outboard.core.text.ForeignText;
import dev.outboard.core.value.AbsolutePath;
import java.util.Set;

/**
 * A file or directory that belongs to the first daemon.
 *
 * @param what what it is to the daemon and where that is set, for example {@code data root of the first daemon
 *     (/etc/docker/daemon.json)}
 * @param path where it is, as it is set
 * @param places every path under which the host shows it: without symbolic links, and through each bind mount
 */
public record OwnPath(String what, AbsolutePath path, Set<AbsolutePath> places) {

    /**
     * Creates a path.
     *
     * @param what what it is to the daemon
     * @param path where it is
     * @param places every path under which the host shows it
     */
    public OwnPath {
        places = ImmutableSet.copyOf(places);
    }

    /**
     * Whether another path is the same, lies in this one, or contains it.
     *
     * @param real the other path, without symbolic links ({@link RealPaths#of})
     * @return true if a program that uses the other path would use this one too
     */
    public boolean collidesWith(AbsolutePath real) {
        return places.stream().anyMatch(place -> real.startsWith(place) || place.startsWith(real));
    }

    /**
     * Whether another path is the same or lies in this one.
     *
     * @param real the other path, without symbolic links
     * @return true if the other path belongs to the first daemon as well
     */
    public boolean contains(AbsolutePath real) {
        return places.stream().anyMatch(real::startsWith);
    }

    /** The parts, as {@link ForeignText} shows them. */
    @Override
    public String toString() {
        return ForeignText.of(this);
    }
}
