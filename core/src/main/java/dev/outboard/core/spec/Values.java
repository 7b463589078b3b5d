package dev.outboard.core.spec;

import dev.outboard.core.text.ForeignText;
import java.util.Collections;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The values of a spec. Immutable; equal to others with the same values, whether these were given or are defaults.
 *
 * <p>The rules of a spec see the values that have no problem of their own, so they ask for the others by {@link #find}.
 */
public final class Values {
    private final Schema schema;
    private final Map<Property<?>, Object> values;

    /** A view of the values that were checked so far. */
    Values(Schema schema, Map<Property<?>, Object> values) {
        this.schema = schema;
        this.values = Collections.unmodifiableMap(values);
    }

    /**
     * The value of a property that is known to have one.
     *
     * @param property the property
     * @param <T> the type of its value
     * @return the value
     * @throws NoSuchElementException if the property has no value
     */
    public <T> T get(Property<T> property) {
        return find(property).orElseThrow(() -> new NoSuchElementException(property + " has no value"));
    }

    /**
     * The value of a property that may have none.
     *
     * @param property the property
     * @param <T> the type of its value
     * @return the value; empty if it was not given and has no default, or if it has a problem
     */
    @SuppressWarnings("unchecked") // a draft takes values of the right type alone
    public <T> Optional<T> find(Property<T> property) {
        return Optional.ofNullable((T) values.get(property));
    }

    /**
     * Starts a spec that differs from this one. Defaults follow the values that they are made from.
     *
     * @return a draft to which the values were given that are not defaults
     */
    public Draft toDraft() {
        Draft draft = schema.draft();
        schema.properties().stream()
                .filter(property -> !property.isDefault(this))
                .forEach(property -> giveTo(draft, property));
        return draft;
    }

    private <T> void giveTo(Draft draft, Property<T> property) {
        find(property).ifPresent(value -> draft.set(property, value));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Values that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /**
     * All values, for people.
     *
     * @return for example {@code [name=docker2, root=/docker2]}
     */
    @Override
    public String toString() {
        String shown = values.toString();
        return ForeignText.whole("[" + shown.substring(1, shown.length() - 1) + "]");
    }
}
