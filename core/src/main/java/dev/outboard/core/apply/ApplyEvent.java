package dev.outboard.core.apply;

import dev.outboard.core.change.Change;
import dev.outboard.core.change.Step;

/** Progress of an apply, for people and for logs. Holds no secret. */
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
            return "    " + step.describe();
        }
    }

    /**
     * A step that takes long goes on.
     *
     * @param step the step
     * @param progress what it did, or waits for, in one line
     */
    record StepProgressed(Step step, String progress) implements ApplyEvent {
        @Override
        public String summary() {
            return "      " + progress;
        }
    }

    /**
     * The plan was carried out.
     *
     * @param count how many changes were made
     */
    record Finished(int count) implements ApplyEvent {
        @Override
        public String summary() {
            return count + (count == 1 ? " change made" : " changes made");
        }
    }
}
