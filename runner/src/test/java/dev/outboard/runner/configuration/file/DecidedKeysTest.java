package dev.outboard.runner.configuration.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.value.HttpUrl;
import dev.outboard.core.value.SocketPath;
import dev.outboard.runner.configuration.JobImage;
import dev.outboard.runner.configuration.ProcessSettings;
import dev.outboard.runner.configuration.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DecidedKeysTest {
    private static final Settings PROCESS = Settings.none()
            .with(ProcessSettings.CONCURRENT, 4)
            .with(ProcessSettings.SESSION_TIMEOUT, Duration.ofMinutes(15));

    private static RunnerEntry entry(String name) {
        return new RunnerEntry(
                name,
                HttpUrl.of("https://gitlab.example.org"),
                Optional.empty(),
                Optional.empty(),
                0,
                JobImage.of("debian:13"),
                false,
                List.of(),
                SocketPath.of("/run/outboard/docker2.sock"),
                List.of(),
                Settings.none(),
                new TreeMap<>(),
                Optional.empty());
    }

    private static ConfigurationFile merged(ConfigurationFile file, Settings process, DecidedKeys owned) {
        return file.merge(process, List.of(entry("session_server")), owned);
    }

    @Test
    void areReadAsTheyWereWritten() {
        DecidedKeys keys = DecidedKeys.of(PROCESS, List.of(entry("one"), entry("session_server")));

        assertThat(DecidedKeys.read(keys.attributes())).isEqualTo(keys);
        assertThat(keys.attributes())
                .containsEntry("key one/url", "https://gitlab.example.org")
                .containsEntry("key session_server/docker/image", "")
                .containsEntry("process key session_server/session_timeout", "");
    }

    @Test
    void ofAProcessGoAlsoWhereARunnerIsCalledAsItsTable() {
        DecidedKeys before = DecidedKeys.of(PROCESS, List.of(entry("session_server")));
        ConfigurationFile file = merged(ConfigurationFile.parse("config.toml", ""), PROCESS, DecidedKeys.none());

        ConfigurationFile after = merged(file, Settings.none(), before);

        assertThat(file.text()).contains("session_timeout = 900");
        assertThat(after.text()).doesNotContain("session_timeout").contains("name = \"session_server\"");
    }

    @Test
    void ofEarlierVersionsAreToldApart() {
        DecidedKeys keys = DecidedKeys.read(Map.of(
                "key concurrent", "",
                "key session_server/session_timeout", "",
                "key session_server/name", "",
                "key one/docker/memory", ""));

        assertThat(keys.process()).containsExactly("concurrent", "session_server/session_timeout");
        assertThat(keys.runners().keySet()).containsExactly("one", "session_server");
        assertThat(keys.urls()).isEmpty();
    }

    @Test
    void ofEarlierVersionsNeedNoChangeOfTheReceipt() {
        DecidedKeys keys = DecidedKeys.of(Settings.none().with(ProcessSettings.CONCURRENT, 4), List.of(entry("one")));
        Map<String, String> earlier = new TreeMap<>();
        keys.attributes().keySet().forEach(key -> earlier.put(key.replace("process key", "key"), ""));

        assertThat(keys.areAsIn(DecidedKeys.read(earlier))).isTrue();
    }
}
