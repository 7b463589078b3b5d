package dev.outboard.core.failure;

import java.util.List;

/** A spec that can't be built. Holds all of its mistakes, each with its remedy. */
public final class InvalidSpecException extends ProvisioningException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /**
     * Creates the failure.
     *
     * @param subject what was to be built, for example {@code bridge docker1}
     * @param problems its mistakes, at least one
     */
    public InvalidSpecException(String subject, List<Problem> problems) {
        super(
                Problem.listed(
                        subject + " has " + problems.size() + (problems.size() == 1 ? " problem" : " problems"),
                        problems),
                "correct the values named above",
                null);
        this.problems = List.copyOf(problems);
    }

    /**
     * The mistakes, in the order they were found.
     *
     * @return an immutable list, never empty
     */
    public List<Problem> problems() {
        return problems;
    }
}
