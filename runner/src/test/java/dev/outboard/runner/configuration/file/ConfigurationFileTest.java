package dev.outboard.runner.configuration.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.core.value.ByteSize;
import dev.outboard.core.value.HttpUrl;
import dev.outboard.core.value.Secret;
import dev.outboard.core.value.SocketPath;
import dev.outboard.runner.configuration.Capability;
import dev.outboard.runner.configuration.DockerSettings;
import dev.outboard.runner.configuration.JobImage;
import dev.outboard.runner.configuration.JobService;
import dev.outboard.runner.configuration.JobVolume;
import dev.outboard.runner.configuration.ProcessSettings;
import dev.outboard.runner.configuration.PullPolicy;
import dev.outboard.runner.configuration.RunnerCache;
import dev.outboard.runner.configuration.RunnerSettings;
import dev.outboard.runner.configuration.Section;
import dev.outboard.runner.configuration.Setting;
import dev.outboard.runner.configuration.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationFileTest {
    private static final Secret TOKEN = Secret.of("glrt-canary");
    private static final DecidedKeys NOTHING = DecidedKeys.none();
    private static final String URL = "https://gitlab.example.org/";

    /** As GitLab Runner writes it, with what people add. */
    private static final String FOUND = """
            # ours
            concurrent = 4 # four
            check_interval = 0

            [session_server]
              session_timeout = 1800

            # the first
            [[runners]]
              name = "one"
              url = "https://gitlab.example.org/"
              id = 7
              token = "glrt-one"
              token_obtained_at = 2026-01-01T00:00:00Z
              executor = "docker"
              [runners.cache]
                MaxUploadedArchiveSize = 0
                [runners.cache.s3]
              [runners.docker]
                host = "unix:///run/outboard/docker2.sock"
                tls_verify = false
                image = "busybox:1" # small
                privileged = false
                volumes = ["/cache"]
                shm_size = 0

            [[runners]]
              name = "two"
              executor = "shell"
            """;

    private static ConfigurationFile found() {
        return ConfigurationFile.parse("config.toml", FOUND);
    }

    private static ConfigurationFile empty() {
        return ConfigurationFile.parse("config.toml", "");
    }

    private static RunnerEntry entry(String name, Settings settings) {
        return new RunnerEntry(
                name,
                HttpUrl.of("https://gitlab.example.org/"),
                Optional.of(TOKEN),
                Optional.empty(),
                0,
                JobImage.of("debian:13"),
                false,
                List.of(),
                SocketPath.of("/run/outboard/docker2.sock"),
                List.of(),
                settings,
                new TreeMap<>(),
                Optional.empty());
    }

    private static RunnerIdentity identity(String name) {
        return RunnerIdentity.of(name, URL);
    }

    private static ConfigurationFile registered(ConfigurationFile file, String name, long id) {
        return file.with(
                identity(name),
                new RunnerCredentials(
                        OptionalLong.of(id), TOKEN, Instant.parse("2026-01-01T00:00:00Z"), Optional.empty()));
    }

    private static ConfigurationFile merged(ConfigurationFile file, RunnerEntry... entries) {
        return file.merge(Settings.none(), List.of(entries), NOTHING);
    }

    @Test
    void writesANewFileInTheFormOfGitLabRunner() {
        RunnerEntry entry = new RunnerEntry(
                "one",
                HttpUrl.of("https://gitlab.example.org/"),
                Optional.of(TOKEN),
                Optional.empty(),
                3,
                JobImage.of("debian:13"),
                true,
                List.of(JobVolume.of("/docker2/docker.sock:/var/run/docker.sock")),
                SocketPath.of("/run/outboard/docker2.sock"),
                List.of(JobService.of("postgres:17").as("db")),
                Settings.none()
                        .with(RunnerSettings.OUTPUT_LIMIT, 8192)
                        .with(RunnerSettings.ENVIRONMENT, List.of("A=b c"))
                        .with(DockerSettings.MEMORY, ByteSize.of("2G"))
                        .with(DockerSettings.SHM_SIZE, ByteSize.of("64M"))
                        .with(DockerSettings.CAP_DROP, List.of(Capability.of("cap_net_raw")))
                        .with(DockerSettings.PULL_POLICY, List.of(PullPolicy.ALWAYS, PullPolicy.IF_NOT_PRESENT))
                        .with(DockerSettings.SYSCTLS, Map.of("net.ipv4.ip_forward", "1"))
                        .with(Setting.untyped(Section.DOCKER, "brand_new"), List.of(1, 2)),
                new TreeMap<>(Map.of("FF_NETWORK_PER_BUILD", true)),
                Optional.of(RunnerCache.s3("minio:9000", "caches", Secret.of("id"), Secret.of("key"))
                        .shared(true)));
        Settings process = Settings.none()
                .with(ProcessSettings.CONCURRENT, 8)
                .with(ProcessSettings.CONNECTION_MAX_AGE, Duration.ofMinutes(15))
                .with(ProcessSettings.SESSION_TIMEOUT, Duration.ofMinutes(30));

        assertThat(empty().merge(process, List.of(entry), NOTHING).text()).isEqualTo("""
                concurrent = 8
                connection_max_age = "15m0s"

                [session_server]
                  session_timeout = 1800

                [[runners]]
                  name = "one"
                  limit = 3
                  output_limit = 8192
                  url = "https://gitlab.example.org/"
                  token = "glrt-canary"
                  executor = "docker"
                  environment = ["A=b c"]

                  [runners.feature_flags]
                    FF_NETWORK_PER_BUILD = true

                  [runners.cache]
                    Type = "s3"
                    Shared = true

                    [runners.cache.s3]
                      ServerAddress = "minio:9000"
                      AccessKey = "id"
                      SecretKey = "key"
                      BucketName = "caches"
                      AuthenticationType = "access-key"

                  [runners.docker]
                    host = "unix:///run/outboard/docker2.sock"
                    image = "debian:13"
                    privileged = true
                    volumes = ["/docker2/docker.sock:/var/run/docker.sock", "/cache"]
                    memory = "2g"
                    cap_drop = ["NET_RAW"]
                    shm_size = 67108864
                    pull_policy = ["always", "if-not-present"]
                    brand_new = [1, 2]

                    [runners.docker.sysctls]
                      "net.ipv4.ip_forward" = "1"

                    [[runners.docker.services]]
                      name = "postgres:17"
                      alias = "db"
                """);
    }

    @Test
    void leavesAFileThatSaysAlreadyWhatItShall() {
        ConfigurationFile file = merged(empty(), entry("one", Settings.none()));

        assertThat(merged(file, entry("one", Settings.none()))).isSameAs(file);
    }

    @Test
    void changesOnlyTheKeysThatDiffer() {
        ConfigurationFile file = merged(found(), entry("one", Settings.none()));

        assertThat(file.text()).isEqualTo(FOUND.replace("busybox:1", "debian:13"));
    }

    @Test
    void addsARunnerAfterThoseOfOthers() {
        ConfigurationFile file = merged(found(), entry("three", Settings.none()));

        assertThat(file.text()).startsWith(FOUND).contains("[[runners]]\n  name = \"three\"\n");
        assertThat(file.runners()).containsExactly("one", "two", "three");
    }

    @Test
    void takesAwayAKeyThatTheSpecDecidedBefore() {
        Settings before = Settings.none().with(DockerSettings.MEMORY, ByteSize.of("2G"));
        ConfigurationFile file = merged(found(), entry("one", before));
        DecidedKeys owned = DecidedKeys.of(Settings.none(), List.of(entry("one", before)));

        ConfigurationFile after = file.merge(Settings.none(), List.of(entry("one", Settings.none())), owned);

        assertThat(file.text()).contains("memory = \"2g\"");
        assertThat(after.text()).doesNotContain("memory").contains("shm_size = 0", "# small");
    }

    @Test
    void leavesARunnerThatNoSpecNamesAnyMore() {
        DecidedKeys owned = DecidedKeys.of(Settings.none(), List.of(entry("one", Settings.none())));

        assertThat(found().merge(Settings.none(), List.of(), owned).runners()).containsExactly("one", "two");
    }

    @Test
    void keepsTheTokenOfARunnerWhoseSpecHasNone() {
        RunnerEntry entry = entry("one", Settings.none());
        RunnerEntry created = new RunnerEntry(
                entry.name(),
                entry.url(),
                Optional.empty(),
                Optional.empty(),
                0,
                entry.image(),
                false,
                List.of(),
                SocketPath.of("/run/outboard/docker2.sock"),
                List.of(),
                Settings.none(),
                new TreeMap<>(),
                Optional.empty());

        ConfigurationFile file =
                found().merge(Settings.none(), List.of(created), DecidedKeys.of(Settings.none(), List.of(entry)));

        assertThat(file.runner(identity("one"))
                        .orElseThrow()
                        .token()
                        .orElseThrow()
                        .reveal())
                .isEqualTo("glrt-one");
    }

    @Test
    void readsWhatARunnerIsInGitLab() {
        RegisteredRunner one = found().runner(identity("one")).orElseThrow();

        assertThat(one.id()).isEqualTo(OptionalLong.of(7));
        assertThat(one.url()).isEqualTo("https://gitlab.example.org/");
        assertThat(one.line()).isEqualTo(9);
        assertThat(found().entries().get(1).token()).isEmpty();
        assertThat(found().runner(identity("two"))).isEmpty();
    }

    @Test
    void keepsWhatGitLabGave() {
        ConfigurationFile file = registered(registered(found(), "one", 9), "new", 10);

        assertThat(file.runner(identity("one")).orElseThrow().id()).isEqualTo(OptionalLong.of(9));
        assertThat(file.runner(identity("new"))
                        .orElseThrow()
                        .token()
                        .orElseThrow()
                        .reveal())
                .isEqualTo("glrt-canary");
        assertThat(file.text()).contains("image = \"busybox:1\" # small");
    }

    @Test
    void forgetsARunnerAndNothingElse() {
        assertThat(found().without(RunnerIdentity.of("two", "")).text())
                .isEqualTo(FOUND.substring(0, FOUND.indexOf("\n[[runners]]\n  name = \"two\"")));
        assertThat(found().without(identity("two"))).isEqualTo(found());
    }

    @Test
    void showsNoSecretToPeople() {
        RunnerCache cache = RunnerCache.azure("account", Secret.of("canary-key"), "caches");
        RunnerEntry entry = new RunnerEntry(
                "one",
                HttpUrl.of("https://gitlab.example.org/"),
                Optional.of(TOKEN),
                Optional.empty(),
                0,
                JobImage.of("debian:13"),
                false,
                List.of(),
                SocketPath.of("/run/outboard/docker2.sock"),
                List.of(),
                Settings.none().with(RunnerSettings.ENVIRONMENT, List.of("PASSWORD=canary")),
                new TreeMap<>(),
                Optional.of(cache));

        assertThat(merged(found(), entry).masked())
                .doesNotContain("canary")
                .contains("token = \"****\"", "AccountKey = \"****\"", "PASSWORD=****")
                .contains("token_obtained_at = 2026-01-01T00:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[[runners\n", "a = \n", "x = \"glrt-canary\n"})
    void refusesWhatIsNotTomlAndShowsNothingOfIt(String text) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> ConfigurationFile.parse("/srv/config.toml", text))
                .withMessageContaining("/srv/config.toml: is not TOML at line ")
                .withMessageNotContaining("canary");
    }

    @ParameterizedTest
    @ValueSource(strings = {"runners = 5\n", "[runners]\nname = \"one\"\n", "runners = [1]\n"})
    void refusesRunnersThatAreNoTables(String text) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> ConfigurationFile.parse("config.toml", text))
                .withMessageContaining("write each runner as a table [[runners]]");
    }

    @Test
    void refusesAKeyWhereATableShallBe() {
        ConfigurationFile file = ConfigurationFile.parse(
                "config.toml", "[[runners]]\n  name = \"one\"\n  url = \"" + URL + "\"\n  docker = 5\n");

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> merged(file, entry("one", Settings.none())))
                .withMessageContaining("config.toml: docker is not a table");
    }

    @ParameterizedTest
    @ValueSource(strings = {"concurrent = 2\n", "concurrent = 2\nrunners = []\n"})
    void writesTheFirstRunnerAsATableAlsoWhereThereWasNone(String text) {
        ConfigurationFile file = registered(ConfigurationFile.parse("config.toml", text), "one", 7);

        assertThat(file.text()).contains("[[runners]]\n  name = \"one\"\n");
    }

    @Test
    void writesARunnerAsATableAfterTheLastOneWasRemoved() {
        ConfigurationFile file = registered(empty(), "one", 7).without(identity("one"));

        assertThat(file.text()).doesNotContain("runners");
        assertThat(registered(file, "two", 8).text()).contains("[[runners]]\n  name = \"two\"\n");
    }
}
