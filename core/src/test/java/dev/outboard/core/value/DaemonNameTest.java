package dev.outboard.core.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.testing.shared.SeededStrings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DaemonNameTest implements ReadableValueContract<DaemonName> {

    @Override
    public DaemonName read(String text) {
        return DaemonName.of(text);
    }

    @Override
    public String validText(SeededStrings random) {
        return "ci" + random.text(SeededStrings.LOWER_CASE + "0123456789_-", 0, 30);
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker2", "ci", "d", "docker-ci_2", "containerd2"})
    void accepts(String name) {
        assertThat(DaemonName.of(name)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Docker2", "2docker", "-ci", "_ci", "a b", "a/b", "..", "é", "a.b", "a\n"})
    void refuses(String name) {
        Refusal.of(() -> DaemonName.of(name)).isFor(name).advises("use e.g. \"docker2\"");
    }

    @Test
    void acceptsTheLongestName() {
        assertThat(DaemonName.of("a".repeat(32)).toString()).hasSize(32);
    }

    @Test
    void refusesALongerName() {
        Refusal.of(() -> DaemonName.of("a".repeat(32 + 1))).says("at most 31");
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker", "dockerd", "containerd"})
    void refusesTheNamesOfTheFirstDaemon(String name) {
        Refusal.of(() -> DaemonName.of(name)).says("first daemon does not use").advises("use e.g. \"docker2\"");
    }
}
