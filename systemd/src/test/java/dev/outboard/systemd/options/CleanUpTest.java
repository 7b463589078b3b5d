package dev.outboard.systemd.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.outboard.core.failure.InvalidSpecException;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.testing.shared.SpecContract;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.SocketPath;
import dev.outboard.core.value.UnitName;
import dev.outboard.systemd.cleanup.CleanUpScript;
import dev.outboard.systemd.cleanup.CleanUpUnits;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CleanUpTest {
    private static CleanUp.Builder daily() {
        return CleanUp.at("daily");
    }

    private static List<Problem> problemsOf(CleanUp.Builder builder) {
        InvalidSpecException failure = catchThrowableOfType(InvalidSpecException.class, builder::build);
        assertThat(failure).isNotNull();
        return failure.problems();
    }

    private static String script(CleanUp.Builder builder) {
        return CleanUpScript.render(
                builder.build(), "docker2", SocketPath.of("/docker2/docker.sock"), AbsolutePath.of("/docker2/graph"));
    }

    private static CleanUpUnits units(CleanUp.Builder builder) {
        return new CleanUpUnits(
                "docker2",
                UnitName.of("docker2.service"),
                AbsolutePath.of("/etc/docker2/clean-up.sh"),
                builder.build());
    }

    @Test
    void keepsTheContractOfSpecs() {
        Map<String, UnaryOperator<CleanUp.Builder>> changes = new LinkedHashMap<>();
        changes.put("schedule", builder -> CleanUp.at("weekly"));
        changes.put("randomizedDelay", builder -> builder.randomizedDelay(Duration.ofMinutes(5)));
        changes.put("minimumAge", builder -> builder.minimumAge(Duration.ofDays(1)));
        changes.put("aboveUsage", builder -> builder.aboveUsage(70));
        changes.put("aboveSize", builder -> builder.aboveSize("30G"));
        changes.put("keepImage", builder -> builder.keepImage("debian:13"));
        changes.put("keepLabel", builder -> builder.keepLabel("keep=yes"));
        changes.put("volumes", builder -> builder.volumes(true));
        changes.put("buildCache", builder -> builder.buildCache(false));
        SpecContract.of(CleanUpTest::daily, CleanUp::toBuilder, CleanUp.Builder::build)
                .verify(changes);
    }

    @Test
    void reportsAllMistakesAtOnce() {
        CleanUp.Builder builder = CleanUp.at("")
                .randomizedDelay(Duration.ofSeconds(-1))
                .minimumAge(Duration.ofMillis(1))
                .aboveUsage(100)
                .aboveSize("much")
                .keepImage("Not An Image")
                .keepLabel("=x");

        assertThat(problemsOf(builder))
                .extracting(Problem::property)
                .containsExactly(
                        "schedule",
                        "randomizedDelay",
                        "minimumAge",
                        "aboveUsage",
                        "aboveSize",
                        "keepImage",
                        "keepLabel");
    }

    @ParameterizedTest
    @ValueSource(strings = {"daily", "03:30", "Sat *-*-* 02:00", "*-*-1/7 4:00:00 Europe/Berlin", "Mon..Fri 22:00"})
    void takesCalendarEvents(String schedule) {
        assertThat(CleanUp.at(schedule).build().schedule()).isEqualTo(schedule);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " daily", "daily\nOnBootSec=1", "%h", "-daily"})
    void refusesWhatNoCalendarEventIsMadeOf(String schedule) {
        assertThat(problemsOf(CleanUp.at(schedule)))
                .extracting(Problem::property)
                .containsExactly("schedule");
    }

    @Test
    void refusesABlankBehindTheScheduleAndHalfOfASurrogatePairInALabel() {
        assertThat(problemsOf(CleanUp.at("Mon 03:00 ").keepLabel("keep=\ud83d")))
                .extracting(Problem::property)
                .containsExactly("schedule", "keepLabel");
    }

    @Test
    void runsAlwaysUnlessThereIsAThreshold() {
        assertThat(script(daily())).doesNotContain("room enough");
        assertThat(script(daily().aboveUsage(70).aboveSize("1K")))
                .contains("-le 70 ] && [ \"$(du --summarize --one-file-system --block-size=1 \"$data\"", "-le 1024 ]");
    }

    @Test
    void quotesWhatTheUserNames() {
        assertThat(script(daily().keepLabel("why=it's $HOME"))).contains("--filter 'label=why=it'\\''s $HOME'");
    }

    @Test
    void leavesVolumesUnlessToldOtherwise() {
        assertThat(script(daily())).doesNotContain("docker volume rm", "remove volume");
        assertThat(script(daily().volumes(true))).contains("remove volume");
    }

    @Test
    void asksOnlyItsDaemon() {
        assertThat(script(daily()))
                .contains("DOCKER_HOST=unix:///docker2/docker.sock\nexport DOCKER_HOST\n")
                .contains("unset DOCKER_CONTEXT DOCKER_TLS DOCKER_TLS_VERIFY DOCKER_API_VERSION\n");
    }

    @Test
    void startsNoDaemon() {
        assertThat(units(daily()).service().text())
                .contains("Requisite=docker2.service\n", "ExecStart=/bin/sh /etc/docker2/clean-up.sh\n")
                .doesNotContain("Requires=", "Wants=");
    }

    @Test
    void makesUpForARunThatWasMissed() {
        assertThat(units(daily().randomizedDelay(Duration.ofMinutes(5))).timer().text())
                .contains("OnCalendar=daily\n", "Persistent=true\n", "RandomizedDelaySec=300\n", "timers.target\n");
    }
}
