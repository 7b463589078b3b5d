package dev.outboard.systemd.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.outboard.core.failure.InvalidValueException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogLimitsTest {
    @Test
    void areWrittenAsTheEngineReadsThem() {
        assertThat(LogLimits.of("10M", 3).options()).containsExactly(entry("max-size", "10m"), entry("max-file", "3"));
    }

    @Test
    void saySizeAndNumber() {
        assertThat(LogLimits.of("10m", 3)).hasToString("3 files of 10M");
    }

    @ParameterizedTest
    @CsvSource({"10M, 0", "0, 3", "ten, 3"})
    void refuseALogWithoutFilesOrSize(String size, int files) {
        assertThatThrownBy(() -> LogLimits.of(size, files)).isInstanceOf(InvalidValueException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"json-file", "local"})
    void areKeptByDriversThatWriteFiles(String driver) {
        assertThat(LogLimits.areKeptBy(driver)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"journald", "syslog", "none", "fluentd"})
    void areNotKeptByOthers(String driver) {
        assertThat(LogLimits.areKeptBy(driver)).isFalse();
    }
}
