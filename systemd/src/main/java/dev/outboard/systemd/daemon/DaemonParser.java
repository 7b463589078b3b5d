package dev.outboard.systemd.daemon;

import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.unitfile.UnitValue;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.DaemonName;
import dev.outboard.core.value.FileOwner;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.core.value.SocketPath;
import dev.outboard.network.host.FirewallRules;
import java.util.List;
import java.util.regex.Pattern;

/** Reads what a builder of a daemon is given. */
final class DaemonParser {
    /** The beginning of the names of firewall chains. */
    static final String CHAIN_PREFIX = "OUTBOARD-";

    /** The longest name of a daemon whose chains the firewall takes. */
    private static final int MAXIMUM_NAME_BYTES = FirewallRules.MAXIMUM_CHAIN_BYTES - CHAIN_PREFIX.length();

    private static final Pattern DRIVER = Pattern.compile("[a-z][a-z0-9_./:-]*");

    /** Whose slices hold the rest of the host, systemd.special(7): taking one away would stop all that is in it. */
    private static final List<String> SYSTEM_SLICES = List.of("system", "user", "machine", "capsule");

    private DaemonParser() {}

    static DaemonName name(String text) {
        DaemonName name = DaemonName.of(text);
        if (text.length() > MAXIMUM_NAME_BYTES) {
            throw new InvalidValueException(
                    "daemon name",
                    text,
                    "at most " + MAXIMUM_NAME_BYTES + " bytes, since chains of the firewall carry it",
                    "choose a shorter name");
        }
        if (SYSTEM_SLICES.contains(text)) {
            throw new InvalidValueException(
                    "daemon name",
                    text,
                    "a name whose slice is not one of systemd's own: " + String.join(", ", SYSTEM_SLICES),
                    "choose another name, e.g. \"docker2\"");
        }
        return name;
    }

    static InterfaceName bridge(String text) {
        InterfaceName name = InterfaceName.of(text);
        if (text.equals("none") || text.equals("docker0")) {
            throw new InvalidValueException(
                    "bridge",
                    text,
                    "a bridge of this daemon's own; \"none\" would make the engine delete the first daemon's docker0",
                    "use e.g. \"docker1\"");
        }
        return name;
    }

    /** A path that units can name by keys that take their value as it stands. */
    static AbsolutePath path(String text) {
        AbsolutePath path = AbsolutePath.of(text);
        UnitValue.literal(text);
        return path;
    }

    static AbsolutePath socket(String text) {
        return path(SocketPath.of(text).toString());
    }

    static String user(String name) {
        return FileOwner.of(name, "root").user();
    }

    static String group(String name) {
        return FileOwner.of("root", name).group();
    }

    static String driver(String name) {
        if (!DRIVER.matcher(name).matches()) {
            throw new InvalidValueException(
                    "storage driver", name, "the name of a driver", "write it as the engine does, e.g. \"overlay2\"");
        }
        return name;
    }
}
