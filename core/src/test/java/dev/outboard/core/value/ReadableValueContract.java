package dev.outboard.core.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.testing.SeededStrings;
import org.junit.jupiter.api.Test;

/**
 * What every value promises that is read from text.
 *
 * @param <T> the type of the value
 */
interface ReadableValueContract<T> {
    /** Reads a value. */
    T read(String text);

    /** Makes text that is valid for the type. */
    String validText(SeededStrings random);

    @Test
    default void readsBackItsOwnText() {
        SeededStrings.forEachSeed(random -> assertReadsBack(read(validText(random))));
    }

    @Test
    default void isEqualToAValueOfTheSameText() {
        SeededStrings.forEachSeed(random -> {
            String text = validText(random);
            assertThat(read(text)).isEqualTo(read(text)).hasSameHashCodeAs(read(text));
        });
    }

    @Test
    default void refusesStrangeTextOrReadsItBack() {
        SeededStrings.forEachSeed(random -> refusesOrReadsBack(random.trouble()));
    }

    @Test
    default void refusesNearlyValidTextOrReadsItBack() {
        SeededStrings.forEachSeed(random -> refusesOrReadsBack(random.mutate(validText(random))));
    }

    @Test
    default void refusesEmptyText() {
        Refusal.of(() -> read("")).isFor("");
    }

    private void refusesOrReadsBack(String text) {
        T value;
        try {
            value = read(text);
        } catch (InvalidValueException refused) {
            assertThat(refused.remedy()).isNotBlank();
            return;
        }
        assertReadsBack(value);
    }

    private void assertReadsBack(T value) {
        T again = read(value.toString());
        assertThat(again).isEqualTo(value).hasSameHashCodeAs(value).hasToString(value.toString());
    }
}
