package dev.outboard.runner.gitlab.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.runner.gitlab.RunnerRegistration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CreationMarkTest {
    private static final CreationMark MARK = new CreationMark("Outboard 0123456789abcdef0123456789abcdef");

    @Test
    void isLikeNoOther() {
        assertThat(CreationMark.random()).isNotEqualTo(CreationMark.random());
    }

    @Test
    void standsAloneWhereThereIsNoNote() {
        assertThat(MARK.on(RunnerRegistration.builder().build()).maintenanceNote())
                .contains(MARK.text());
    }

    @Test
    void standsBelowANote() {
        assertThat(MARK.on(RunnerRegistration.builder()
                                .maintenanceNote("ask me")
                                .build())
                        .maintenanceNote())
                .contains("ask me\n" + MARK);
    }

    @Test
    void isLeftOutWhereGitLabWouldRefuseTheNote() {
        RunnerRegistration longest =
                RunnerRegistration.builder().maintenanceNote("x".repeat(1000)).build();

        assertThat(MARK.on(longest)).isEqualTo(longest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Outboard", "Outboard 0123", "outboard 0123456789abcdef0123456789abcdef"})
    void refusesWhatIsNone(String text) {
        assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> new CreationMark(text));
    }
}
