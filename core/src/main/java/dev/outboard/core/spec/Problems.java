package dev.outboard.core.spec;

import dev.outboard.core.failure.InvalidSpecException;
import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.failure.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Collects every mistake of one {@code build()}, so that a user with four mistakes sees four messages. Not thread-safe;
 * lives as long as one check.
 */
public final class Problems {
    private final List<Problem> found = new ArrayList<>();

    /** Creates an empty collection. */
    public Problems() {}

    /**
     * Adds one problem.
     *
     * @param problem the problem
     */
    public void add(Problem problem) {
        found.add(problem);
    }

    /**
     * Adds one problem from its parts.
     *
     * @param property where it is
     * @param value the value found there
     * @param expected what is allowed there
     * @param remedy what to write instead
     */
    public void add(String property, String value, String expected, String remedy) {
        found.add(new Problem(property, value, expected, remedy));
    }

    /**
     * Adds the problems of something that this spec holds.
     *
     * @param owner what holds them, for example {@code daemon docker2}
     * @param problems the problems
     */
    public void addAll(String owner, List<Problem> problems) {
        problems.forEach(problem -> found.add(problem.of(owner)));
    }

    /**
     * Evaluates one value and notes its problem, if it has one.
     *
     * @param property the property that the value is for
     * @param value makes the value, and throws {@link InvalidValueException} if it can't be made; {@link
     *     InvalidSpecException}, whose problems name their own properties, if it is a whole spec
     * @param <T> the type of the value
     * @return the value, or empty if a problem was noted
     */
    public <T> Optional<T> check(String property, Supplier<T> value) {
        try {
            return Optional.of(value.get());
        } catch (InvalidValueException invalid) {
            found.add(invalid.problemOf(property));
            return Optional.empty();
        } catch (InvalidSpecException invalid) {
            found.addAll(invalid.problems());
            return Optional.empty();
        }
    }

    /**
     * Reads texts and notes the problem of each that has one.
     *
     * @param property the property that the texts are for
     * @param texts the texts
     * @param parser reads one, and throws {@link InvalidValueException} if it can't be read
     * @param <T> the type of the values
     * @return an immutable list of those that were read, in the order given
     */
    public <T> List<T> each(String property, List<String> texts, Function<String, T> parser) {
        return texts.stream()
                .flatMap(text -> check(property, () -> parser.apply(text)).stream())
                .toList();
    }

    /**
     * Evaluates one value inside a constructor whose object is thrown away if there is a problem.
     *
     * @param property the property that the value is for
     * @param value makes the value, and throws {@link InvalidValueException} if it can't be made
     * @param <T> the type of the value
     * @return the value; null after a problem was noted, which no caller sees if {@link #throwIfAny} ends the check
     */
    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // see the return value
    public <T> T checked(String property, Supplier<T> value) {
        return check(property, value).orElse(null);
    }

    /**
     * Whether nothing was noted.
     *
     * @return true if there is no problem
     */
    public boolean isEmpty() {
        return found.isEmpty();
    }

    /**
     * The problems noted so far, in the order they were noted.
     *
     * @return an immutable copy
     */
    public List<Problem> toList() {
        return List.copyOf(found);
    }

    /**
     * Ends the check.
     *
     * @param subject what was checked, for example {@code bridge docker1}
     * @throws InvalidSpecException with all problems, if there is one
     */
    public void throwIfAny(String subject) {
        if (!found.isEmpty()) {
            throw new InvalidSpecException(subject, found);
        }
    }
}
