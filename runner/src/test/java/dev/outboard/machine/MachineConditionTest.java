package dev.outboard.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class MachineConditionTest {
    private static final Optional<String> MISSING = Optional.of("mmdebstrap is not installed");

    @Test
    void runsWhereNothingIsMissing() {
        assertThat(MachineCondition.evaluate(Optional.empty(), true).isDisabled())
                .isFalse();
    }

    @Test
    void skipsWithTheReason() {
        var result = MachineCondition.evaluate(MISSING, false);

        assertThat(result.isDisabled()).isTrue();
        assertThat(result.getReason()).contains("no machine can be booted here: mmdebstrap is not installed");
    }

    @Test
    void failsWithTheReasonWhereTestsMustRun() {
        assertThatThrownBy(() -> MachineCondition.evaluate(MISSING, true))
                .hasMessage("machine tests must run where CI=true, but mmdebstrap is not installed");
    }
}
