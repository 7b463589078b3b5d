package dev.outboard.core.apply;

import dev.outboard.core.change.Change;
import dev.outboard.core.change.Step;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.text.ForeignText;
import dev.outboard.core.value.StackName;
import java.util.stream.Collectors;

/**
 * Progress of an apply or a roll-back, for people and for logs. Holds no secret.
 *
 * <p>An apply ends with one of {@link Finished}, {@link Failed} and {@link Cancelled}. A roll-back is between {@link
 * RollBackStarted} and {@link RollBackFinished}, and its changes are numbered from 1; that of a failed apply comes after its
 * {@link Failed}.
 */
public sealed interface ApplyEvent {

    /**
     * The event in one line.
     *
     * @return text without secrets
     */
    String summary();

    /**
     * A change begins.
     *
     * @param change the change
     * @param number its number in the plan, from 1
     * @param count how many changes the plan has
     */
    record ChangeStarted(Change change, int number, int count) implements ApplyEvent {
        @Override
        public String summary() {
            return "[" + number + "/" + count + "] " + change.summary();
        }
    }

    /**
     * A step begins.
     *
     * @param step the step
     */
    record StepStarted(Step step) implements ApplyEvent {
        @Override
        public String summary() {
            return "    " + ForeignText.whole(step.describe());
        }

        /** The step, as {@link ForeignText} shows it. */
        @Override
        public String toString() {
            return ForeignText.of(this);
        }
    }

    /**
     * A step that takes long makes progress.
     *
     * @param step the step
     * @param progress what it did, or waits for, in one line
     */
    record StepProgressed(Step step, String progress) implements ApplyEvent {
        @Override
        public String summary() {
            return "      " + ForeignText.line(progress);
        }

        /** The parts, as {@link ForeignText} shows them. */
        @Override
        public String toString() {
            return ForeignText.of(this);
        }
    }

    /**
     * The plan was carried out to its end.
     *
     * @param count how many changes were made
     */
    record Finished(int count) implements ApplyEvent {
        @Override
        public String summary() {
            return count + (count == 1 ? " change made" : " changes made");
        }
    }

    /**
     * The apply failed. What was done before stays, unless a {@link RollBackStarted} follows.
     *
     * @param failure why, with the change and the step
     */
    record Failed(ProvisioningException failure) implements ApplyEvent {
        @Override
        public String summary() {
            return "failed: " + firstLine(failure.problem());
        }
    }

    /**
     * The apply was cancelled. What was done before stays.
     *
     * @param cancellation the change before which it ended
     */
    record Cancelled(ApplyCancelledException cancellation) implements ApplyEvent {
        @Override
        public String summary() {
            return firstLine(cancellation.problem());
        }
    }

    /**
     * What an apply did is about to be taken back.
     *
     * @param stack of which stack
     */
    record RollBackStarted(StackName stack) implements ApplyEvent {
        @Override
        public String summary() {
            return "rolling back stack " + stack;
        }
    }

    /**
     * The roll-back came to its end.
     *
     * @param result how far it came
     */
    record RollBackFinished(RolledBack result) implements ApplyEvent {
        @Override
        public String summary() {
            return firstLine(result.toString())
                    + result.remaining().stream()
                            .map(ApplyEvent::firstLine)
                            .collect(Collectors.joining("; ", " ", ""))
                            .stripTrailing();
        }
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
