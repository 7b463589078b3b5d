package dev.outboard.systemd.docker;

import dev.outboard.core.text.ForeignText;
import dev.outboard.core.value.AbsolutePath;

/**
 * A path of the host that a container has, by a bind mount or a volume.
 *
 * @param source the path on the host
 * @param target the path in the container
 */
public record MountedPath(AbsolutePath source, AbsolutePath target) {

    /** The parts, as {@link ForeignText} shows them. */
    @Override
    public String toString() {
        return ForeignText.of(this);
    }
}
