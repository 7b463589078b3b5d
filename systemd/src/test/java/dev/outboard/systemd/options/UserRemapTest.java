package dev.outboard.systemd.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outboard.core.failure.InvalidValueException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserRemapTest {
    @Test
    void callsTheEnginesAccountByItsWord() {
        assertThat(UserRemap.ofEngine().value()).isEqualTo("default");
        assertThat(UserRemap.ofEngine()).hasToString("dockremap").isEqualTo(new UserRemap("dockremap"));
    }

    @Test
    void callsAnotherByItsName() {
        assertThat(new UserRemap("ci").value()).isEqualTo("ci");
        assertThat(new UserRemap("ci").isEngines()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "root", "default", "1000", "ci:ci", "a b", "Ci"})
    void refusesWhatIsNoAccountForIt(String account) {
        assertThatThrownBy(() -> new UserRemap(account)).isInstanceOf(InvalidValueException.class);
    }
}
