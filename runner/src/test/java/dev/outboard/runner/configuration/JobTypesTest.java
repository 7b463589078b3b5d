package dev.outboard.runner.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.value.HttpUrl;
import dev.outboard.core.value.SocketPath;
import dev.outboard.runner.configuration.file.ConfigurationFile;
import dev.outboard.runner.configuration.file.DecidedKeys;
import dev.outboard.runner.configuration.file.RunnerEntry;
import dev.outboard.systemd.container.ExtraHost;
import dev.outboard.systemd.container.Link;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Types of {@code config.toml} are as wide as what GitLab Runner reads: each text comes to the file as it was given. */
class JobTypesTest {
    private static String file(RunnerEntry entry) {
        return ConfigurationFile.parse("config.toml", "")
                .merge(Settings.none(), List.of(entry), DecidedKeys.none())
                .text();
    }

    private static RunnerEntry entry(
            String image, List<JobVolume> volumes, List<JobService> services, Settings settings) {
        return new RunnerEntry(
                "one",
                HttpUrl.of("https://gitlab.example.org"),
                Optional.empty(),
                Optional.empty(),
                0,
                JobImage.of(image),
                true,
                volumes,
                SocketPath.of("/run/outboard/docker2.sock"),
                services,
                settings,
                new TreeMap<>(),
                Optional.empty());
    }

    private static String with(Settings settings) {
        return file(entry("debian:13", List.of(), List.of(), settings));
    }

    /** {@code ExpandValue} in {@code executors/docker/docker.go} replaces variables in the image and in the helper image. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "debian:13",
                "registry.example.org/helper:x86_64-v${CI_RUNNER_VERSION}",
                "registry.example.org/helper:x86_64-$CI_RUNNER_REVISION",
                "${CI_REGISTRY}/group/image:1",
                "$CI_REGISTRY_IMAGE",
                "${CI_REGISTRY_IMAGE}/build:$CI_COMMIT_REF_SLUG",
                "registry.example.org:5000/${GROUP}/image",
                "image@${DIGEST}",
                "image@sha256:$DIGEST"
            })
    void variablesMayStandInImages(String image) {
        assertThat(file(entry(image, List.of(), List.of(JobService.of(image)), Settings.none())))
                .contains("image = \"" + image + "\"", "name = \"" + image + "\"");
        assertThat(with(Settings.none()
                        .with(DockerSettings.HELPER_IMAGE, JobImage.of(image))
                        .with(RunnerSettings.STEP_RUNNER_IMAGE, JobImage.of(image))))
                .contains("helper_image = \"" + image + "\"", "step_runner_image = \"" + image + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Debian:13", "a b", "image:${", "image:$", "image:${A B}", "image:$(id)", "IMAGE/${A}"})
    void otherTextsAreNoImages(String image) {
        assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> JobImage.of(image));
    }

    @Test
    void anImageWithAVariableIsNotKnownBefore() {
        assertThat(JobImage.of("debian:$VERSION").reference()).isEmpty();
        assertThat(JobImage.of("debian:13").reference().orElseThrow()).hasToString("debian:13");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/certs/client",
                "/cache:ro",
                "/srv/models:/models",
                "/srv/models:/models:ro,z",
                "m2:/root/.m2",
                "/srv/${CI_CONCURRENT_ID}:/scratch"
            })
    void volumesMayHaveNoSource(String volume) {
        assertThat(file(entry("debian:13", List.of(JobVolume.of(volume)), List.of(), Settings.none())))
                .contains("volumes = [\"" + volume + "\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "cache", "ro", "/a:/b:/c", "/a:sometimes", "/a:/b:ro:z", ":/a", "/a:", "relative/path:/a"})
    void otherTextsAreNoVolumes(String volume) {
        assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> JobVolume.of(volume));
    }

    @Test
    void aPathAloneMayBeTheCache() {
        assertThat(file(entry("debian:13", List.of(JobVolume.of("/cache")), List.of(), Settings.none())))
                .contains("volumes = [\"/cache\"]\n");
    }

    /** {@code type Service} in {@code common/config.go}. */
    @Test
    void aServiceHasAllThatGitLabRunnerReads() {
        JobService service = JobService.of("postgres:17")
                .as("db,database")
                .command("-c", "fsync=off")
                .entrypoint("docker-entrypoint.sh")
                .variable("POSTGRES_PASSWORD", "canary")
                .variable("EMPTY", "");

        assertThat(file(entry("debian:13", List.of(), List.of(service), Settings.none())))
                .contains("""
                    [[runners.docker.services]]
                      name = "postgres:17"
                      alias = "db,database"
                      command = ["-c", "fsync=off"]
                      entrypoint = ["docker-entrypoint.sh"]
                      environment = ["EMPTY=", "POSTGRES_PASSWORD=canary"]
                """);
        assertThat(service).hasToString("postgres:17 as db,database");
        assertThat(service.requirement().since()).hasToString("15.8");
    }

    @Test
    void aMergeOfTheSameServicesChangesNothing() {
        RunnerEntry entry = entry(
                "debian:13",
                List.of(),
                List.of(JobService.of("postgres:17").command("-v").variable("A", "b")),
                Settings.none());
        ConfigurationFile file =
                ConfigurationFile.parse("config.toml", "").merge(Settings.none(), List.of(entry), DecidedKeys.none());

        assertThat(file.merge(Settings.none(), List.of(entry), DecidedKeys.none()))
                .isSameAs(file);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"host.docker.internal:host-gateway", "gitlab.example.org:10.0.0.5", "gitlab.example.org:fd00::1"
            })
    void extraHostsAreWhatDockerTakes(String host) {
        assertThat(with(Settings.none().with(DockerSettings.EXTRA_HOSTS, List.of(ExtraHost.of(host)))))
                .contains("extra_hosts = [\"" + host + "\"]");
    }

    @Test
    void anAddressMayStandInBrackets() {
        assertThat(ExtraHost.of("gitlab.example.org:[fd00::1]")).isEqualTo(ExtraHost.of("gitlab.example.org:fd00::1"));
        assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> ExtraHost.of("gitlab:[fd00::1"));
    }

    @Test
    void devicesOfServicesAndLinksHaveTypes() {
        assertThat(with(Settings.none()
                        .with(DockerSettings.SERVICES_DEVICES, Map.of("docker:*-dind", List.of("/dev/fuse")))
                        .with(DockerSettings.LINKS, List.of(Link.of("database:db")))
                        .with(DockerSettings.SERVICE_SLOT_CGROUP_TEMPLATE, "docker2.slice/${slot}")))
                .contains(
                        "\"docker:*-dind\" = [\"/dev/fuse\"]",
                        "links = [\"database:db\"]",
                        "service_slot_cgroup_template = \"docker2.slice/${slot}\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOEQUALS", "=value", ""})
    void aVariableWithoutANameIsRefused(String variable) {
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> Settings.none().with(RunnerSettings.ENVIRONMENT, List.of("A=b", variable)))
                .withMessageContaining("expected NAME=VALUE");
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> JobService.of("a").variable("", "value"));
    }

    @Test
    void aValueThatATypeDoesNotTakeCanBeGivenRaw() {
        Settings settings = Settings.none()
                .with(Setting.raw(Section.DOCKER, "helper_image"), "%strange%")
                .with(Setting.raw(Section.DOCKER, "extra_hosts"), List.of("a:host-gateway-v6"))
                .with(Setting.raw(Section.DOCKER, "volumes"), List.of("whatever:comes", "/next"))
                .with(Setting.raw(Section.DOCKER, "services"), List.of(Map.of("name", "a", "new_key", 1)))
                .with(Setting.raw(Section.DOCKER, "image"), "IMAGE");

        assertThat(file(entry(
                        "debian:13", List.of(JobVolume.of("/certs")), List.of(JobService.of("postgres:17")), settings)))
                .contains(
                        "helper_image = \"%strange%\"",
                        "extra_hosts = [\"a:host-gateway-v6\"]",
                        "volumes = [\"whatever:comes\", \"/next\"]",
                        "new_key = 1",
                        "image = \"IMAGE\"")
                .doesNotContain("postgres", "/certs", "debian");
    }

    @Test
    void theLastOfATypedAndARawValueCounts() {
        Settings raw = Settings.none()
                .with(DockerSettings.HELPER_IMAGE, JobImage.of("helper:1"))
                .with(Setting.raw(Section.DOCKER, "helper_image"), "RAW");

        assertThat(raw.get(DockerSettings.HELPER_IMAGE)).isEmpty();
        assertThat(raw.get(Setting.raw(Section.DOCKER, "helper_image"))).contains("RAW");
        assertThat(raw.requirements()).hasSize(1);
        assertThat(raw.with(DockerSettings.HELPER_IMAGE, JobImage.of("helper:2"))
                        .get(DockerSettings.HELPER_IMAGE))
                .contains(JobImage.of("helper:2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"host", "privileged", "cgroup_parent", "brand_new"})
    void whatFollowsFromASpecCannotBeGivenRaw(String key) {
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> Setting.raw(Section.DOCKER, key))
                .withMessageContaining("runners.docker." + key);
        assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> Setting.raw(Section.RUNNER, "token"));
    }

    @Test
    void aKeyOfTheCacheThatHasNoMethodCanBeSet() {
        RunnerCache cache = RunnerCache.s3("s3.example.org", "ci")
                .set("s3.DualStack", false)
                .set("Path", "p");

        assertThat(cache.values())
                .containsEntry(List.of("s3", "DualStack"), false)
                .containsEntry(List.of("Path"), "p");
    }
}
