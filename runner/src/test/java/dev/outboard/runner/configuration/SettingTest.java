package dev.outboard.runner.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.machine.EveryKey;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingTest {
    private static Stream<Setting<?>> typed() throws IllegalAccessException {
        return EveryKey.typed().stream();
    }

    @Test
    void isThereForEachKeyOnce() throws IllegalAccessException {
        Set<String> seen = new HashSet<>();

        assertThat(typed().map(Setting::toString)).hasSizeGreaterThan(95).allMatch(seen::add);
    }

    @ParameterizedTest
    @MethodSource("typed")
    void isRefusedUntypedIfItHasAType(Setting<?> setting) {
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> Setting.untyped(setting.section(), setting.key()))
                .withMessageContaining("use the constant for " + setting);
    }

    @ParameterizedTest
    @CsvSource({
        "RUNNER, token, token(…)",
        "RUNNER, executor, leave it out",
        "DOCKER, privileged, jobsPrivileged(…)",
        "DOCKER, host, daemon(…)",
        "DOCKER, cgroup_parent, leave it out",
        "CACHE, Type, cache(RunnerCache…)",
        "FEATURE_FLAGS, FF_X, 'featureFlag(name, value)'",
        "GLOBAL, runners, StackSpec.Builder.runner(…)",
        "DOCKER, a key, letters",
        "DOCKER, a.key, letters"
    })
    void isRefusedUntypedIfItFollowsFromASpecOrIsNoKey(Section section, String key, String remedy) {
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> Setting.untyped(section, key))
                .withMessageContaining(remedy);
    }

    @ParameterizedTest
    @CsvSource({"PT5S, 5s", "PT1M, 1m0s", "PT1H, 1h0m0s", "PT90M5S, 1h30m5s", "PT48H, 48h0m0s"})
    void writesDurationsAsGoReadsThem(Duration duration, String text) {
        assertThat(TomlValues.goDuration(duration)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-5S", "PT1.5S"})
    void takesOnlyWholeSeconds(Duration duration) {
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> Settings.none().with(ProcessSettings.CHECK_INTERVAL, duration));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\nb", "a\u0000b", "\u007f"})
    void takesOneLineOfText(String text) {
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> Settings.none().with(DockerSettings.USER, text));
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> Settings.none().with(DockerSettings.ALLOWED_IMAGES, List.of(text)));
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> Settings.none().with(DockerSettings.TMPFS, Map.of("/tmp", text)));
    }

    @Test
    void takesSeveralLinesOfAScript() {
        Settings settings = Settings.none().with(RunnerSettings.PRE_BUILD_SCRIPT, "umask 0077\nid\n");

        assertThat(settings.get(RunnerSettings.PRE_BUILD_SCRIPT)).contains("umask 0077\nid\n");
    }

    /** GitLab Runner before 13.8 ends at a list with "cannot load TOML value of type []interface {} into a Go string". */
    @Test
    void writesOnePullPolicyAsEveryVersionReadsIt() {
        Settings one = Settings.none().with(DockerSettings.PULL_POLICY, List.of(PullPolicy.NEVER));
        Settings two = one.with(DockerSettings.PULL_POLICY, List.of(PullPolicy.NEVER, PullPolicy.ALWAYS));

        assertThat(one.encoded()).containsEntry(DockerSettings.PULL_POLICY, "never");
        assertThat(two.encoded()).containsEntry(DockerSettings.PULL_POLICY, List.of("never", "always"));
    }

    @Test
    void comesInTheOrderOfGitLabRunner() {
        Settings settings = Settings.none()
                .with(Setting.untyped(Section.GLOBAL, "aaa"), true)
                .with(DockerSettings.PULL_POLICY, List.of(PullPolicy.NEVER))
                .with(RunnerSettings.SHELL, "sh")
                .with(RunnerSettings.OUTPUT_LIMIT, 1)
                .with(ProcessSettings.CONCURRENT, 1);

        assertThat(settings.keys())
                .extracting(Object::toString)
                .containsExactly(
                        "concurrent", "aaa", "runners.output_limit", "runners.shell", "runners.docker.pull_policy");
    }

    @ParameterizedTest
    @CsvSource({"v19.3.0, 19.3", "alpine-v16.1.0, 16.1", "ubuntu-v9.5.0, 9.5", "17.0, 17.0"})
    void readsTheVersionOfATag(String tag, String version) {
        assertThat(RunnerVersion.ofTag(tag).orElseThrow()).hasToString(version);
    }

    @ParameterizedTest
    @ValueSource(strings = {"latest", "alpine", "bleeding", "v19"})
    void readsNoVersionWhereThereIsNone(String tag) {
        assertThat(RunnerVersion.ofTag(tag)).isEmpty();
    }

    @Test
    void ordersVersionsByNumber() {
        assertThat(new RunnerVersion(9, 5)).isLessThan(new RunnerVersion(16, 1));
        assertThat(new RunnerVersion(16, 10)).isGreaterThan(new RunnerVersion(16, 9));
    }
}
