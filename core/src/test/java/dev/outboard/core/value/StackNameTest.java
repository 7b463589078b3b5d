package dev.outboard.core.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.testing.shared.SeededStrings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StackNameTest implements ReadableValueContract<StackName> {

    @Override
    public StackName read(String text) {
        return StackName.of(text);
    }

    @Override
    public String validText(SeededStrings random) {
        return random.text(SeededStrings.LOWER_CASE + SeededStrings.DIGITS, 1, 1) + random.text("abc019_-", 0, 62);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ci", "2", "ci-1_a"})
    void accepts(String name) {
        assertThat(StackName.of(name)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ci", "-ci", "_ci", "a b", "a/b", "..", ".", "é", "a.json", "a\n"})
    void refuses(String name) {
        Refusal.of(() -> StackName.of(name)).isFor(name).advises("use e.g. \"ci\"");
    }

    @Test
    void acceptsTheLongestName() {
        assertThat(StackName.of("a".repeat(63)).toString()).hasSize(63);
    }

    @Test
    void refusesALongerName() {
        Refusal.of(() -> StackName.of("a".repeat(63 + 1))).says("1 to 63");
    }
}
