package dev.outboard.core.failure;

import static java.util.Objects.requireNonNull;

import dev.outboard.core.text.ForeignText;
import dev.outboard.core.text.Quoted;
import java.util.List;
import java.util.stream.Stream;

/**
 * One mistake in what a caller asked for.
 *
 * @param property where it is, as the builder spells it, for example {@code bridge docker1: mtu}
 * @param found the value found there, as text
 * @param expected what is allowed there
 * @param remedy what to write instead
 */
public record Problem(String property, String found, String expected, String remedy) {

    /**
     * Creates a problem.
     *
     * @param property where it is
     * @param found the value found there
     * @param expected what is allowed there
     * @param remedy what to write instead
     */
    public Problem {
        requireNonNull(property, "property is null");
        requireNonNull(found, "found is null");
        requireNonNull(expected, "expected is null");
        requireNonNull(remedy, "remedy is null");
    }

    /**
     * The same problem, seen from further outside.
     *
     * @param owner what holds the property, for example {@code daemon docker2}
     * @return a problem whose property starts with the owner
     */
    public Problem of(String owner) {
        return new Problem(owner + ": " + property, found, expected, remedy);
    }

    /**
     * The problem without its remedy.
     *
     * @return property, what was found, and what is expected
     */
    public String summary() {
        return ForeignText.line(property) + ": found " + Quoted.text(found) + ", expected "
                + ForeignText.line(expected);
    }

    @Override
    public String toString() {
        return summary() + ". Fix: " + ForeignText.line(remedy);
    }

    /** A headline, and a line for each problem. */
    static List<String> listed(String headline, List<Problem> problems) {
        return Stream.concat(Stream.of(headline), problems.stream().map(problem -> "  - " + problem))
                .toList();
    }
}
