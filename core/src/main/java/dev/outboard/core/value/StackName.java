package dev.outboard.core.value;

import dev.outboard.core.failure.InvalidValueException;
import java.util.regex.Pattern;

/** The name of a stack, under which its receipt is kept on the host. */
public final class StackName extends TextValue {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");

    private StackName(String name) {
        super(name);
    }

    /**
     * Reads a name.
     *
     * @param name the name, for example {@code ci}
     * @return the name
     * @throws InvalidValueException if it can't name a receipt
     */
    public static StackName of(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidValueException(
                    "stack name",
                    name,
                    "1 to 63 of a-z, 0-9, \"_\" and \"-\", a letter or digit first",
                    "use e.g. \"ci\"");
        }
        return new StackName(name);
    }
}
