package dev.outboard.core.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.testing.shared.SeededStrings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerNameTest implements ReadableValueContract<ContainerName> {

    @Override
    public ContainerName read(String text) {
        return ContainerName.of(text);
    }

    @Override
    public String validText(SeededStrings random) {
        return random.text(SeededStrings.ALPHANUMERIC, 1, 1) + random.text(SeededStrings.ALPHANUMERIC + "_.-", 1, 40);
    }

    @ParameterizedTest
    @ValueSource(strings = {"runner1", "Runner_1.a-b", "00"})
    void accepts(String name) {
        assertThat(ContainerName.of(name)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "-ab", "_ab", ".ab", "a b", "a/b", "é1", "ab\n"})
    void refuses(String name) {
        Refusal.of(() -> ContainerName.of(name)).isFor(name).advises("use e.g. \"runner1\"");
    }

    @Test
    void acceptsTheLongestName() {
        assertThat(ContainerName.of("a".repeat(255)).toString()).hasSize(255);
    }

    @Test
    void refusesALongerName() {
        Refusal.of(() -> ContainerName.of("a".repeat(255 + 1))).says("2 to 255");
    }
}
