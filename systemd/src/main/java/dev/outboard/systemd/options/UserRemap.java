package dev.outboard.systemd.options;

import static java.util.Objects.requireNonNull;

import dev.outboard.core.failure.InvalidValueException;
import java.util.regex.Pattern;

/**
 * The account whose subordinate ids the users of containers become on the host: user_namespaces(7), subuid(5). Root in a
 * container then has no privileges outside of it. A client of the daemon's socket can leave that out for a container that
 * it starts, by {@code --userns host}.
 *
 * @param account a user with a group of the same name
 */
public record UserRemap(String account) {
    /** The account that the engine itself makes. */
    private static final String ENGINES_ACCOUNT = "dockremap";

    /** The word by which the engine is asked for it. */
    private static final String DEFAULT = "default";

    /** useradd(8), CAVEATS. */
    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_-]{0,30}");

    /**
     * Creates the choice of an account.
     *
     * @param account a user with a group of the same name
     * @throws InvalidValueException if there can't be such an account, or it is root
     */
    public UserRemap {
        requireNonNull(account, "account is null");
        if (!NAME.matcher(account).matches() || account.equals("root") || account.equals(DEFAULT)) {
            throw new InvalidValueException(
                    "account for user namespaces",
                    account,
                    "a user of the host other than root, with a group of the same name",
                    "use UserRemap.ofEngine(), or name a user that has lines in /etc/subuid and /etc/subgid");
        }
    }

    /**
     * The account {@code dockremap}, which the engine makes where it is not there. Two daemons that both use it map to the
     * same ids, so their containers' files could be one another's; for a first daemon with {@code userns-remap} choose
     * another.
     *
     * @return that account
     */
    public static UserRemap ofEngine() {
        return new UserRemap(ENGINES_ACCOUNT);
    }

    /**
     * Whether the engine makes the account where it is not there.
     *
     * @return true for the engine's own
     */
    public boolean isEngines() {
        return account.equals(ENGINES_ACCOUNT);
    }

    /**
     * The account as the engine reads it.
     *
     * @return {@code default} for its own, else the name
     */
    public String value() {
        return isEngines() ? DEFAULT : account;
    }

    /**
     * The account.
     *
     * @return for example {@code dockremap}
     */
    @Override
    public String toString() {
        return account;
    }
}
