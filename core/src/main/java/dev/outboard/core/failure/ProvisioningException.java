package dev.outboard.core.failure;

import static java.util.Objects.requireNonNull;

import dev.outboard.core.text.ForeignText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The root of everything Outboard throws on purpose. Subclasses differ by what the caller can do: correct a spec, resolve
 * a conflict, mend the host, or look at a command that failed.
 *
 * <p>The message is one text for people: the problem, then {@code Fix:} and the remedy. Both parts are also available on
 * their own. Problem, remedy and the messages of the causes are as {@link ForeignText} shows them.
 */
public abstract class ProvisioningException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String problem;
    private final String remedy;

    /**
     * Creates a failure without a cause.
     *
     * @param problem what failed, with the value, and what was expected; no final full stop
     * @param remedy what the reader can do about it; no final full stop
     */
    protected ProvisioningException(String problem, String remedy) {
        this(problem, remedy, null);
    }

    /**
     * Creates a failure with a cause.
     *
     * @param problem what failed, with the value, and what was expected; no final full stop
     * @param remedy what the reader can do about it; no final full stop
     * @param cause the failure below this one, or null
     */
    protected ProvisioningException(String problem, String remedy, @Nullable Throwable cause) {
        this(List.of(ForeignText.line(requireNonNull(problem, "problem is null"))), remedy, cause);
    }

    /**
     * Creates a failure whose problem takes several lines.
     *
     * @param problem the lines of the problem; no final full stop
     * @param remedy what the reader can do about it; no final full stop
     * @param cause the failure below this one, or null
     */
    protected ProvisioningException(List<String> problem, String remedy, @Nullable Throwable cause) {
        super(null, ForeignText.cause(cause, ProvisioningException.class::isInstance));
        this.problem = String.join("\n", ForeignText.lines(problem));
        this.remedy = ForeignText.line(requireNonNull(remedy, "remedy is null"));
    }

    /**
     * The problem and the remedy.
     *
     * @return one text for people, never null
     */
    @Override
    public final String getMessage() {
        return problem + (problem.contains("\n") ? "\n" : ". ") + "Fix: " + remedy;
    }

    /**
     * What failed, with the value, and what was expected.
     *
     * @return the problem, without the remedy
     */
    public final String problem() {
        return problem;
    }

    /**
     * What the reader can do about it.
     *
     * @return the remedy
     */
    public final String remedy() {
        return remedy;
    }
}
