package dev.outboard.core.value;

import dev.outboard.core.failure.InvalidValueException;
import java.util.regex.Pattern;

/**
 * The owner of a file: a user and a group, each by name or number. Names follow the stricter of useradd(8) and systemd's
 * rules for user names: ASCII letters, digits, {@code _} and {@code -}, not a digit or {@code -} first, at most 31
 * bytes. The numbers 65535 and 4294967295 mean "no user" to the kernel and are refused.
 */
public final class FileOwner extends TextValue {
    /** The superuser and its group. */
    public static final FileOwner ROOT = new FileOwner("root", "root");

    private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_-]{0,30}");
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,9}");
    private static final long NO_ID_16_BIT = 0xffffL;
    private static final long NO_ID_32_BIT = 0xffffffffL;

    private final String user;
    private final String group;

    private FileOwner(String user, String group) {
        super(user + ":" + group);
        this.user = user;
        this.group = group;
    }

    /**
     * An owner from its parts.
     *
     * @param user a user's name or number
     * @param group a group's name or number
     * @return the owner
     * @throws InvalidValueException if one is neither a name nor a number
     */
    public static FileOwner of(String user, String group) {
        check("user", user);
        check("group", group);
        return new FileOwner(user, group);
    }

    /**
     * Reads an owner as chown(1) spells it.
     *
     * @param owner user and group with a colon between, for example {@code root:docker}
     * @return the owner
     * @throws InvalidValueException if a part is missing or invalid
     */
    public static FileOwner parse(String owner) {
        int colon = owner.indexOf(':');
        if (colon < 0) {
            throw new InvalidValueException(
                    "file owner", owner, "user and group with a colon between", "write e.g. \"root:root\"");
        }
        return of(owner.substring(0, colon), owner.substring(colon + 1));
    }

    private static void check(String kind, String name) {
        if (!NAME.matcher(name).matches() && !isNumber(name)) {
            throw new InvalidValueException(
                    kind,
                    name,
                    "1 to 31 ASCII letters, digits, \"_\" or \"-\", not a digit or \"-\" first, or a numeric id",
                    "write e.g. \"root\", or the id that \"id\" or \"getent " + (kind.equals("user") ? "passwd" : kind)
                            + "\" shows");
        }
    }

    private static boolean isNumber(String text) {
        if (!NUMBER.matcher(text).matches()) {
            return false;
        }
        long id = Long.parseLong(text);
        return id != NO_ID_16_BIT && id < NO_ID_32_BIT;
    }

    /**
     * The user.
     *
     * @return a name or number
     */
    public String user() {
        return user;
    }

    /**
     * The group.
     *
     * @return a name or number
     */
    public String group() {
        return group;
    }
}
