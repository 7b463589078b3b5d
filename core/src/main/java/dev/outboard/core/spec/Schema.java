package dev.outboard.core.spec;

import com.google.common.collect.ImmutableMap;
import dev.outboard.core.failure.InvalidValueException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The properties of one kind of spec. Each is declared once, as a constant of the spec's class; the order is the one in
 * which they are checked and shown.
 *
 * <pre>{@code
 * private static final Schema SCHEMA = new Schema();
 * static final Property<AbsolutePath> ROOT = SCHEMA.required("root", "a directory", "call root(..)");
 * static final Property<AbsolutePath> DATA_ROOT = SCHEMA.derived("dataRoot",
 *         values -> values.find(ROOT).map(root -> root.resolve("graph")));
 * static final Property<List<IpAddress>> DNS = SCHEMA.list("dns");
 * }</pre>
 *
 * <p>Thread-safe once all properties are declared.
 */
public final class Schema {
    private final List<Property<?>> properties = new ArrayList<>();

    /** Creates a schema without properties. */
    public Schema() {}

    /**
     * Starts the schema of a special kind.
     *
     * @return a schema that begins with the properties of this one
     */
    public Schema extend() {
        Schema special = new Schema();
        special.properties.addAll(properties);
        return special;
    }

    /**
     * Declares a property without a default.
     *
     * @param name its name
     * @param <T> the type of its value
     * @return the property
     */
    public <T> Property<T> value(String name) {
        return derived(name, values -> Optional.empty());
    }

    /**
     * Declares a property with a default.
     *
     * @param name its name
     * @param value the default
     * @param <T> the type of its value
     * @return the property
     */
    public <T> Property<T> value(String name, T value) {
        return derived(name, values -> Optional.of(value));
    }

    /**
     * Declares a property whose default follows from properties that were declared before it.
     *
     * @param name its name
     * @param fallback makes the default; empty if there is none, or if what it follows from has a problem
     * @param <T> the type of its value
     * @return the property
     */
    public <T> Property<T> derived(String name, Function<Values, Optional<T>> fallback) {
        Property<T> property = new Property<>(name, fallback);
        properties.add(property);
        return property;
    }

    /**
     * Declares a property that must be given.
     *
     * @param name its name
     * @param expected what is expected, if it was not given
     * @param remedy what to call then
     * @param <T> the type of its value
     * @return the property
     */
    public <T> Property<T> required(String name, String expected, String remedy) {
        return derived(name, values -> {
            throw new InvalidValueException(name, "nothing", expected, remedy);
        });
    }

    /**
     * Declares a property whose value is a list, empty unless a builder adds to it.
     *
     * @param name its name
     * @param <E> the type of the elements
     * @return the property
     */
    public <E> Property<List<E>> list(String name) {
        return value(name, List.of());
    }

    /**
     * Declares a property whose value is a map, empty unless a builder puts entries into it.
     *
     * @param name its name
     * @param <K> the type of the keys
     * @param <V> the type of the values
     * @return the property
     */
    public <K, V> Property<Map<K, V>> map(String name) {
        return value(name, ImmutableMap.of());
    }

    /**
     * Starts a spec.
     *
     * @return a draft to which nothing was given
     */
    public Draft draft() {
        return new Draft(this);
    }

    List<Property<?>> properties() {
        return properties;
    }
}
