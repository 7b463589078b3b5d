package dev.outboard.core.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.testing.shared.SeededStrings;
import org.junit.jupiter.api.Test;

/**
 * What every value promises that is read from text.
 *
 * @param <T> the type of the value
 */
interface ReadableValueContract<T> {
    /** Of 20 types, and four times for each: more than a hundred thousand cases in a run. */
    int MANY = 2_000;

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
        SeededStrings.forEachSeed(MANY, random -> refusesOrReadsBack(random.trouble()));
        SeededStrings.forEachSeed(MANY, random -> refusesOrReadsBack(random.hostile()));
    }

    @Test
    default void refusesNearlyValidTextOrReadsItBack() {
        SeededStrings.forEachSeed(MANY, random -> refusesOrReadsBack(random.mutate(validText(random))));
        SeededStrings.forEachSeed(MANY, random -> refusesOrReadsBack(validText(random) + random.hostile()));
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
