package dev.outboard.systemd.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.entry;

import dev.outboard.core.failure.InvalidSpecException;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.testing.shared.SpecContract;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogSettingsTest {
    private static final LogLimits THREE_FILES = LogLimits.of("10M", 3);

    private static List<Problem> problemsOf(LogSettings.Builder builder) {
        return catchThrowableOfType(InvalidSpecException.class, builder::build).problems();
    }

    @Test
    void keepTheContractOfSpecs() {
        Map<String, UnaryOperator<LogSettings.Builder>> changes = new LinkedHashMap<>();
        changes.put("driver", builder -> builder.driver("local"));
        changes.put("option", builder -> builder.addOption("tag", "x"));
        changes.put("limits", builder -> builder.limits(THREE_FILES));
        SpecContract.of(LogSettings::builder, LogSettings::toBuilder, LogSettings.Builder::build)
                .verify(changes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"journald", "syslog", "none"})
    void refuseLimitsForADriverThatKeepsNoFiles(String driver) {
        assertThat(problemsOf(LogSettings.builder().driver(driver).limits(THREE_FILES)))
                .singleElement()
                .hasToString("limits: found \"3 files of 10M with the driver " + driver
                        + "\", expected a driver that keeps files: json-file or local. Fix: leave the limits out, and limit"
                        + " the logs where this driver sends them");
    }

    @Test
    void takeLimitsForTheEnginesOwnDriver() {
        assertThat(LogSettings.builder()
                        .limits(THREE_FILES)
                        .addOption("tag", "ci")
                        .build()
                        .allOptions())
                .containsExactly(entry("max-size", "10m"), entry("max-file", "3"), entry("tag", "ci"));
    }

    @Test
    void refuseAnOptionThatTheLimitsSay() {
        assertThat(problemsOf(LogSettings.builder().limits(THREE_FILES).addOption("max-file", "5")))
                .extracting(Problem::property)
                .containsExactly("option");
    }

    @Test
    void reportAllMistakesAtOnce() {
        assertThat(problemsOf(LogSettings.builder()
                        .driver("two words")
                        .addOption("max size", "1")
                        .addOption("tag", "\ud83d")))
                .extracting(Problem::property)
                .containsExactly("driver", "option", "option tag");
    }

    @Test
    void sayWhatIsSet() {
        assertThat(LogSettings.ofEngine()).hasToString("the engine's defaults");
        assertThat(LogSettings.builder()
                        .driver("local")
                        .limits(THREE_FILES)
                        .addOption("tag", "ci")
                        .build())
                .hasToString("local, 3 files of 10M, tag=ci");
    }
}
