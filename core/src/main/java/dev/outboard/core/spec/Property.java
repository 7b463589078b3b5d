package dev.outboard.core.spec;

import dev.outboard.core.failure.InvalidSpecException;
import dev.outboard.core.failure.InvalidValueException;
import java.util.Optional;
import java.util.function.Function;

/**
 * A property of a spec: its name, the type of its value, and its default. Declared by a {@link Schema}.
 *
 * @param <T> the type of the value
 */
public final class Property<T> {
    private final String name;
    private final Function<Values, Optional<T>> fallback;

    Property(String name, Function<Values, Optional<T>> fallback) {
        this.name = name;
        this.fallback = fallback;
    }

    /** The default, which may follow from properties that were declared earlier; empty for none. */
    Optional<T> fallback(Values values) {
        return fallback.apply(values);
    }

    /** Whether the value is the default, and so changes together with the values that it follows from. */
    boolean isDefault(Values values) {
        try {
            return fallback(values).equals(values.find(this));
        } catch (InvalidValueException | InvalidSpecException none) {
            return false;
        }
    }

    /**
     * The name.
     *
     * @return the name, as problems and the text of a spec show it
     */
    @Override
    public String toString() {
        return name;
    }
}
