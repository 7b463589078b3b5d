package dev.outboard.systemd.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outboard.core.failure.InvalidValueException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeccompProfileTest {
    private static final String ALLOW = "{\"defaultAction\": \"SCMP_ACT_ALLOW\"}";

    @Test
    void keepsTheTextAsItIs() {
        assertThat(SeccompProfile.ofJson(ALLOW + "\n").json()).isEqualTo(ALLOW + "\n");
    }

    @Test
    void isItsText() {
        assertThat(SeccompProfile.ofJson(ALLOW))
                .isEqualTo(SeccompProfile.ofJson(ALLOW))
                .hasSameHashCodeAs(SeccompProfile.ofJson(ALLOW))
                .isNotEqualTo(SeccompProfile.ofJson(ALLOW + "\n"))
                .hasToString("seccomp profile of 35 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "[]", "{}", "\"unconfined\"", "{\"defaultAction\": 1}", "{\"defaultAction\""})
    void refusesWhatTheEngineCouldNotRead(String json) {
        assertThatThrownBy(() -> SeccompProfile.ofJson(json)).isInstanceOf(InvalidValueException.class);
    }
}
