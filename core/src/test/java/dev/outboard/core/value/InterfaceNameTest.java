package dev.outboard.core.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.testing.shared.SeededStrings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InterfaceNameTest implements ReadableValueContract<InterfaceName> {

    @Override
    public InterfaceName read(String text) {
        return InterfaceName.of(text);
    }

    @Override
    public String validText(SeededStrings random) {
        return random.text("bdry", 1, 1) + random.text(SeededStrings.ALPHANUMERIC + "-_.@", 0, 14);
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker1", "br-ci", "eth0.100", "a", "...", "veth1@if2", "1a"})
    void acceptsWhatTheKernelAccepts(String name) {
        assertThat(InterfaceName.of(name)).hasToString(name);
    }

    @Test
    void acceptsNameOfFifteenBytes() {
        assertThat(InterfaceName.of("br-ci-for-build")).hasToString("br-ci-for-build");
    }

    @Test
    void refusesNameOfSixteenBytes() {
        Refusal.of(() -> InterfaceName.of("br-ci-for-builds"))
                .says("interface name \"br-ci-for-builds\": expected at most 15 bytes, found 16")
                .advises("choose a shorter name, e.g. \"br-ci\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "a b", "a\tb", "eth0:1", "br%d", "é", "a\u0000", "a\n", "\u00a0"})
    void refusesCharactersThatBreakNames(String name) {
        Refusal.of(() -> InterfaceName.of(name)).isFor(name).says("printable ASCII");
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "..", "all", "default", "0", "42"})
    void refusesNamesThatMeanSomethingElse(String name) {
        Refusal.of(() -> InterfaceName.of(name)).isFor(name).says("not \".\"");
    }
}
