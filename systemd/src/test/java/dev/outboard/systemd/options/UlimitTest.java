package dev.outboard.systemd.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outboard.core.failure.InvalidValueException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UlimitTest {
    @ParameterizedTest
    @CsvSource({"nofile, 1024, 4096", "core, 0, 0", "memlock, -1, -1", "nproc, 100, -1"})
    void takesWhatAProcessCanHave(String name, long soft, long hard) {
        assertThat(new Ulimit(name, soft, hard)).hasToString(name + "=" + soft + ":" + hard);
    }

    @ParameterizedTest
    @CsvSource({"files, 1, 1", "'', 1, 1", "nofile, 2, 1", "nofile, -1, 1", "nofile, -2, 1"})
    void refusesWhatNoProcessCanHave(String name, long soft, long hard) {
        assertThatThrownBy(() -> new Ulimit(name, soft, hard)).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void knowsWhatTheKernelCallsIt() {
        assertThat(new Ulimit("nofile", 1, 2).title()).isEqualTo("Max open files");
    }
}
