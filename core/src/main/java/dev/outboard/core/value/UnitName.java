package dev.outboard.core.value;

import com.google.common.base.CharMatcher;
import dev.outboard.core.failure.InvalidValueException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The name of a systemd unit, as systemd.unit(5) describes it: ASCII letters, digits and {@code :-_.\@}, then the suffix
 * of a unit type; at most 255 bytes. Templates ({@code docker@.service}) and instances are units too.
 */
public final class UnitName extends TextValue {
    private static final String KIND = "unit name";
    private static final int MAXIMUM_BYTES = 255;
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9:_.\\\\-][a-zA-Z0-9:_.\\\\@-]*"
            + "\\.(service|socket|target|device|mount|automount|swap|timer|path|slice|scope)");

    /** What systemd-escape(1) leaves as it is. */
    private static final CharMatcher PLAIN = CharMatcher.inRange('a', 'z')
            .or(CharMatcher.inRange('A', 'Z'))
            .or(CharMatcher.inRange('0', '9'))
            .or(CharMatcher.anyOf(":_."));

    private UnitName(String name) {
        super(name);
    }

    /**
     * Reads a name.
     *
     * @param name the name with its suffix, for example {@code docker2.service}
     * @return the name
     * @throws InvalidValueException if systemd would not take it
     */
    public static UnitName of(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidValueException(
                    KIND,
                    name,
                    "ASCII letters, digits and \":-_.\\@\", then a suffix such as \".service\"",
                    "write e.g. \"docker2.service\"; systemd-escape(1) turns other text into a name");
        }
        if (name.length() > MAXIMUM_BYTES) {
            throw new InvalidValueException(
                    KIND, name, "at most " + MAXIMUM_BYTES + " bytes, found " + name.length(), "shorten the name");
        }
        return new UnitName(name);
    }

    /**
     * The name of a service.
     *
     * @param prefix the name without its suffix, for example {@code docker2}
     * @return the name, for example {@code docker2.service}
     * @throws InvalidValueException if systemd would not take it
     */
    public static UnitName service(String prefix) {
        return of(prefix + ".service");
    }

    /**
     * The name of a socket unit.
     *
     * @param prefix the name without its suffix, for example {@code docker2}
     * @return the name, for example {@code docker2.socket}
     * @throws InvalidValueException if systemd would not take it
     */
    public static UnitName socket(String prefix) {
        return of(prefix + ".socket");
    }

    /**
     * The name of a slice that is in no other. Systemd reads {@code a-b.slice} as a slice in {@code a.slice}, so each dash
     * is escaped as systemd-escape(1) does it.
     *
     * @param prefix the name without its suffix, for example {@code docker2}
     * @return the name, for example {@code docker2.slice}
     * @throws InvalidValueException if systemd would not take it
     */
    public static UnitName slice(String prefix) {
        return of(prefix.replace("-", "\\x2d") + ".slice");
    }

    /**
     * The name of the unit that mounts something at a path, as {@code systemd-escape --path --suffix=mount} makes it:
     * systemd takes no other, systemd.mount(5).
     *
     * @param mountPoint the path
     * @return the name, for example {@code srv-docker2.mount}
     * @throws InvalidValueException if the name would be too long
     */
    public static UnitName mount(AbsolutePath mountPoint) {
        String bare = mountPoint.toString().substring(1);
        if (bare.isEmpty()) {
            return of("-.mount");
        }
        StringBuilder name = new StringBuilder();
        for (byte octet : bare.getBytes(StandardCharsets.UTF_8)) {
            char character = (char) (octet & 0xff);
            boolean plain = PLAIN.matches(character) && !(character == '.' && name.isEmpty());
            if (character == '/') {
                name.append('-');
            } else if (plain) {
                name.append(character);
            } else {
                name.append("\\x").append(HexFormat.of().toHexDigits(octet));
            }
        }
        return of(name + ".mount");
    }

    /**
     * What stands before the suffix.
     *
     * @return for example {@code docker2}
     */
    public String prefix() {
        return toString().substring(0, lastDot());
    }

    /**
     * The suffix that tells the type of unit.
     *
     * @return with its dot, for example {@code .service}
     */
    public String suffix() {
        return toString().substring(lastDot());
    }

    private int lastDot() {
        return toString().lastIndexOf('.');
    }
}
