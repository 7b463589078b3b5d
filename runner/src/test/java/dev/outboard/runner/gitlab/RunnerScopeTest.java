package dev.outboard.runner.gitlab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.core.failure.InvalidValueException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunnerScopeTest {
    @Test
    void printsForPeople() {
        assertThat(RunnerScope.instance()).hasToString("instance");
        assertThat(RunnerScope.group(12)).hasToString("group 12");
        assertThat(RunnerScope.project(7)).hasToString("project 7");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1})
    void refusesGroupWithoutNumber(long id) {
        assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> RunnerScope.group(id));
        assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> RunnerScope.project(id));
    }

    @Test
    void refusesInstanceWithNumber() {
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> new RunnerScope(RunnerScope.Level.INSTANCE, 1))
                .withMessageContaining("instance id \"1\": expected 0");
    }
}
