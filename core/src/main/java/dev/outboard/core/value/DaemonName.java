package dev.outboard.core.value;

import dev.outboard.core.failure.InvalidValueException;
import java.util.regex.Pattern;

/**
 * The name of a Docker daemon beside the host's first one. Its units, directories and wrapper command carry it, so it
 * must not be one that the first daemon's programs or units have.
 */
public final class DaemonName extends TextValue {
    private static final String KIND = "daemon name";
    private static final String REMEDY = "use e.g. \"docker2\"";
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,31}");
    private static final Pattern FIRST_DAEMON = Pattern.compile("dockerd?|containerd");

    private DaemonName(String name) {
        super(name);
    }

    /**
     * Reads a name.
     *
     * @param name the name, for example {@code docker2}
     * @return the name
     * @throws InvalidValueException if it can't name units and files, or is the first daemon's
     */
    public static DaemonName of(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidValueException(
                    KIND, name, "a lower-case letter, then at most 31 of a-z, 0-9, \"_\" and \"-\"", REMEDY);
        }
        if (FIRST_DAEMON.matcher(name).matches()) {
            throw new InvalidValueException(KIND, name, "a name that the host's first daemon does not use", REMEDY);
        }
        return new DaemonName(name);
    }
}
