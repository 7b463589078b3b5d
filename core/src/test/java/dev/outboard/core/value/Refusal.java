package dev.outboard.core.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.outboard.core.failure.InvalidValueException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** The refusal of a value, with what a test expects of it. */
final class Refusal {
    private final InvalidValueException exception;

    private Refusal(InvalidValueException exception) {
        this.exception = exception;
    }

    /** Runs what must be refused. */
    static Refusal of(ThrowingCallable call) {
        InvalidValueException exception = catchThrowableOfType(InvalidValueException.class, call);
        assertThat(exception).as("the refusal").isNotNull();
        return new Refusal(exception);
    }

    /** The value that it says it refuses. */
    Refusal isFor(String found) {
        assertThat(exception.found()).isEqualTo(found);
        return this;
    }

    /** What it says about the value. */
    Refusal says(String part) {
        assertThat(exception.problem()).contains(part);
        return this;
    }

    /** The remedy. */
    Refusal advises(String part) {
        assertThat(exception.remedy()).contains(part);
        return this;
    }

    /** What the whole message must not show. */
    void hides(String secret) {
        assertThat(exception.getMessage()).doesNotContain(secret);
    }
}
