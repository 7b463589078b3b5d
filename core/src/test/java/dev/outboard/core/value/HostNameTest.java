package dev.outboard.core.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.testing.shared.SeededStrings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostNameTest implements ReadableValueContract<HostName> {

    @Override
    public HostName read(String text) {
        return HostName.of(text);
    }

    @Override
    public String validText(SeededStrings random) {
        return random.text(SeededStrings.ALPHANUMERIC, 1, 20)
                + random.oneOf("", "-", ".", "--")
                + random.text(SeededStrings.ALPHANUMERIC, 1, 20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"runner1", "a", "3com", "10", "Runner-1.example.org"})
    void accepts(String name) {
        assertThat(HostName.of(name)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-a", "a-", "a..b", ".a", "a.", "a_b", "a b", "é", "a\n", "a.-b"})
    void refuses(String name) {
        Refusal.of(() -> HostName.of(name)).isFor(name).advises("\"runner1\"");
    }

    @Test
    void acceptsNameOf64Bytes() {
        assertThat(HostName.of("a".repeat(60) + ".bcd").toString()).hasSize(64);
    }

    @Test
    void refusesNameOf65Bytes() {
        Refusal.of(() -> HostName.of("a".repeat(60) + ".bcde")).says("at most 64");
    }

    @Test
    void refusesPartOf64Bytes() {
        Refusal.of(() -> HostName.of("a".repeat(64))).says("each part at most 63");
    }
}
