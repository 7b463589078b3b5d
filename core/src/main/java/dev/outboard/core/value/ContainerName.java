package dev.outboard.core.value;

import dev.outboard.core.failure.InvalidValueException;
import java.util.regex.Pattern;

/**
 * The name of a container. Docker takes two or more letters, digits, {@code _}, {@code .} and {@code -}, a letter or
 * digit first ({@code RestrictedNamePattern} in its source), and here at most 255.
 */
public final class ContainerName extends TextValue {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{1,254}");

    private ContainerName(String name) {
        super(name);
    }

    /**
     * Reads a name.
     *
     * @param name the name, for example {@code runner1}
     * @return the name
     * @throws InvalidValueException if Docker would not take it
     */
    public static ContainerName of(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidValueException(
                    "container name",
                    name,
                    "2 to 255 ASCII letters, digits, \"_\", \".\" and \"-\", a letter or digit first",
                    "use e.g. \"runner1\"");
        }
        return new ContainerName(name);
    }
}
