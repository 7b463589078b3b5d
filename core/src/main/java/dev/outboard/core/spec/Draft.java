package dev.outboard.core.spec;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import dev.outboard.core.failure.InvalidSpecException;
import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.text.Quoted;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What was given to the builder of a spec. Nothing is checked before {@link #check}, which reports all problems at once.
 * Not thread-safe.
 */
public final class Draft {
    private final Schema schema;
    private final Map<Property<?>, Given<?, ?>> given = new LinkedHashMap<>();
    private final Map<Property<?>, List<Change<?>>> changes = new LinkedHashMap<>();

    Draft(Schema schema) {
        this.schema = schema;
    }

    private record Given<I, T>(I input, Function<? super I, ? extends T> parser) {
        T read() {
            return parser.apply(input);
        }
    }

    private record Change<T>(String name, UnaryOperator<T> operator) {}

    /**
     * Gives a property its value, in place of an earlier one.
     *
     * @param property the property
     * @param value the value
     * @param <T> the type of the value
     * @throws NullPointerException if the value is null
     */
    public <T> void set(Property<T> property, T value) {
        set(property, value, Function.identity());
    }

    /**
     * Gives a property its value, in place of an earlier one.
     *
     * @param property the property
     * @param input what the value is read from, usually a text
     * @param parser reads it, and throws {@link InvalidValueException} if that fails
     * @param <I> the type of the input
     * @param <T> the type of the value
     * @throws NullPointerException if the input is null
     */
    public <I, T> void set(Property<T> property, I input, Function<? super I, ? extends T> parser) {
        given.put(property, new Given<>(notNull(property, input), parser));
        changes.remove(property);
    }

    /**
     * Adds an element to a list.
     *
     * @param property the property
     * @param element the element
     * @param <E> the type of the elements
     * @throws NullPointerException if the element is null
     */
    public <E> void add(Property<List<E>> property, E element) {
        add(property, element, Function.identity());
    }

    /**
     * Adds an element to a list.
     *
     * @param property the property
     * @param input what the element is read from, usually a text
     * @param parser reads it, and throws {@link InvalidValueException} if that fails
     * @param <I> the type of the input
     * @param <E> the type of the elements
     * @throws NullPointerException if the input is null
     */
    public <I, E> void add(Property<List<E>> property, I input, Function<? super I, ? extends E> parser) {
        notNull(property, input);
        change(
                property,
                property.toString(),
                list -> ImmutableList.<E>builder()
                        .addAll(list)
                        .add(parser.apply(input))
                        .build());
    }

    /**
     * Puts an entry into a map. It replaces an earlier one with the same key, at its place.
     *
     * @param property the property
     * @param key the key
     * @param value the value
     * @param <K> the type of the keys
     * @param <V> the type of the values
     * @throws NullPointerException if the key or the value is null
     */
    public <K, V> void put(Property<Map<K, V>> property, K key, V value) {
        put(property, key, value, Function.identity());
    }

    /**
     * Puts an entry into a map. It replaces an earlier one with the same key, at its place.
     *
     * @param property the property
     * @param key the key
     * @param input what the value is read from, usually a text
     * @param parser reads it, and throws {@link InvalidValueException} if that fails
     * @param <K> the type of the keys
     * @param <I> the type of the input
     * @param <V> the type of the values
     * @throws NullPointerException if the key or the input is null
     */
    public <K, I, V> void put(Property<Map<K, V>> property, K key, I input, Function<? super I, ? extends V> parser) {
        notNull(property, key);
        notNull(property, input);
        change(property, property.toString(), map -> {
            Map<K, V> changed = new LinkedHashMap<>(map);
            changed.put(key, parser.apply(input));
            return Collections.unmodifiableMap(changed);
        });
    }

    /**
     * Changes the value that a property has so far, or its default.
     *
     * @param property the property
     * @param name what the problem is noted for, if the change has one
     * @param operator makes the new value of the old one, and throws {@link InvalidValueException} if that fails; then
     *     the old one stays
     * @param <T> the type of the value
     */
    public <T> void change(Property<T> property, String name, UnaryOperator<T> operator) {
        changes.computeIfAbsent(property, none -> new ArrayList<>()).add(new Change<>(name, operator));
    }

    /**
     * Whether a property was given.
     *
     * @param property the property
     * @return true if it was set or changed, even to what can't be read
     */
    public boolean has(Property<?> property) {
        return given.containsKey(property) || changes.containsKey(property);
    }

    /**
     * Checks everything.
     *
     * @param kind what is built, for example {@code bridge}
     * @param name the property by which a failure names it
     * @param rules notes the problems that values have, alone or together; sees the values that could be read
     * @return the values
     * @throws InvalidSpecException with every problem
     */
    public Values check(String kind, Property<?> name, BiConsumer<Values, Problems> rules) {
        Problems problems = new Problems();
        Values values = read(problems);
        rules.accept(values, problems);
        problems.throwIfAny(
                kind + " " + values.find(name).map(Object::toString).orElseGet(() -> Quoted.text(input(name))));
        return values;
    }

    /**
     * Checks everything.
     *
     * @param subject what is built, for example {@code traffic policy}
     * @param rules notes the problems that values have, alone or together; sees the values that could be read
     * @return the values
     * @throws InvalidSpecException with every problem
     */
    public Values check(String subject, BiConsumer<Values, Problems> rules) {
        Problems problems = new Problems();
        Values values = read(problems);
        rules.accept(values, problems);
        problems.throwIfAny(subject);
        return values;
    }

    private Values read(Problems problems) {
        Map<Property<?>, Object> read = new LinkedHashMap<>();
        Values values = new Values(schema, read);
        schema.properties()
                .forEach(property -> read(property, values, problems).ifPresent(value -> read.put(property, value)));
        return values;
    }

    @SuppressWarnings("unchecked") // set() and change() take what fits the type of the property
    private <T> Optional<T> read(Property<T> property, Values values, Problems problems) {
        Optional<T> value = Optional.ofNullable((Given<?, T>) given.get(property))
                .map(input -> problems.check(property.toString(), input::read))
                .orElseGet(() -> problems.check(property.toString(), () -> property.fallback(values))
                        .flatMap(Function.identity()));
        for (Change<?> change : changes.getOrDefault(property, List.of())) {
            value = value.map(old -> problems.check(
                            change.name(), () -> ((Change<T>) change).operator().apply(old))
                    .orElse(old));
        }
        return value;
    }

    private String input(Property<?> property) {
        return Optional.ofNullable(given.get(property))
                .map(Given::input)
                .map(Object::toString)
                .orElse("");
    }

    private static <T> T notNull(Property<?> property, T input) {
        return requireNonNull(input, () -> property + " is null");
    }
}
