package dev.outboard.core.testing.shared;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What every spec promises, for a unit test to check: two of the same parts are equal, each property changes equality
 * and survives {@code toBuilder().build()}, and a builder used again does not change what it built. It also guards the
 * test: an accessor whose value none of the changes alters is an error, so no property is forgotten.
 *
 * @param <S> the spec
 * @param <B> its builder
 */
public final class SpecContract<S, B> {
    private static final List<String> NOT_PROPERTIES = List.of("toBuilder", "toString", "hashCode");

    private final Supplier<B> base;
    private final Function<S, B> toBuilder;
    private final Function<B, S> build;

    private SpecContract(Supplier<B> base, Function<S, B> toBuilder, Function<B, S> build) {
        this.base = base;
        this.toBuilder = toBuilder;
        this.build = build;
    }

    /**
     * Names the spec.
     *
     * @param base makes a new builder of a valid spec, with as many properties set as possible
     * @param toBuilder the spec's {@code toBuilder}
     * @param build the builder's {@code build}
     * @param <S> the spec
     * @param <B> its builder
     * @return a contract to verify
     */
    public static <S, B> SpecContract<S, B> of(Supplier<B> base, Function<S, B> toBuilder, Function<B, S> build) {
        return new SpecContract<>(base, toBuilder, build);
    }

    /**
     * Checks the whole contract.
     *
     * @param changes by property, what gives it another value; may return another builder, where the property is an
     *     argument of the factory
     * @throws AssertionError if the spec breaks a promise, or the changes leave a property out
     */
    public void verify(Map<String, UnaryOperator<B>> changes) {
        S spec = build.apply(base.get());
        S twin = build.apply(base.get());
        requireEqual("two specs of the same parts", spec, twin);
        requireEqual("a spec and its toBuilder().build()", spec, rebuilt(spec));
        require(!spec.equals(new Object()), "the spec equals a bare object");
        changes.forEach((property, change) -> verifyChange(property, change, twin));
        List<S> changed = changes.values().stream()
                .map(change -> build.apply(change.apply(base.get())))
                .toList();
        accessors(spec.getClass())
                .forEach(accessor -> require(
                        changed.stream()
                                .anyMatch(other -> !Objects.equals(read(accessor, other), read(accessor, spec))),
                        "no change alters " + accessor.getName() + "(): add one to the test"));
    }

    private void verifyChange(String property, UnaryOperator<B> change, S unchanged) {
        B builder = base.get();
        S before = build.apply(builder);
        S after = build.apply(change.apply(builder));
        require(!after.equals(unchanged), "a change of " + property + " does not change equality");
        requireEqual("a spec before and after its builder got another " + property, before, unchanged);
        requireEqual("with another " + property + ", a spec and its toBuilder().build()", after, rebuilt(after));
    }

    private S rebuilt(S spec) {
        return build.apply(toBuilder.apply(spec));
    }

    private static List<Method> accessors(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !Modifier.isStatic(method.getModifiers()))
                .filter(method -> method.getParameterCount() == 0 && !NOT_PROPERTIES.contains(method.getName()))
                .toList();
    }

    private static @Nullable Object read(Method accessor, Object spec) {
        try {
            return accessor.invoke(spec);
        } catch (ReflectiveOperationException failure) {
            throw new LinkageError(accessor.getName() + "() can't be read", failure);
        }
    }

    private static void requireEqual(String what, Object one, Object other) {
        require(one.equals(other) && other.equals(one), what + " are not equal: " + one + " and " + other);
        require(one.hashCode() == other.hashCode(), what + " have different hash codes: " + one);
        require(one.toString().equals(other.toString()), what + " have different texts: " + one + " and " + other);
    }

    private static void require(boolean kept, String broken) {
        if (!kept) {
            throw new AssertionError(broken);
        }
    }
}
