package dev.outboard.machine;

import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Whether machine tests run here, for {@link MachineTest}. */
final class MachineCondition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return evaluate(Preconditions.missing(), "true".equals(System.getenv("CI")));
    }

    /**
     * Decides.
     *
     * @param missing what a machine needs and this computer lacks
     * @param required whether the tests must run
     */
    static ConditionEvaluationResult evaluate(Optional<String> missing, boolean required) {
        if (missing.isEmpty()) {
            return ConditionEvaluationResult.enabled("machines can be booted here");
        }
        if (required) {
            throw new IllegalStateException("machine tests must run where CI=true, but " + missing.get());
        }
        return ConditionEvaluationResult.disabled("no machine can be booted here: " + missing.get());
    }
}
