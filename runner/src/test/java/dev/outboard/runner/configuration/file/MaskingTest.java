package dev.outboard.runner.configuration.file;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What others wrote into a {@code config.toml} is shown in plans without its secrets, wherever they stand. */
class MaskingTest {
    private static String masked(String lines) {
        return ConfigurationFile.parse("config.toml", "[[runners]]\n" + lines + "\n")
                .masked();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "# token = \"glrt-CANARY\" until March",
                "name = \"a\" # registered with GR1348941CANARY",
                "# password: canary",
                "# the password is canary",
                "name = \"a#b\" # DB_PASSWORD=canary",
                "# api_key = canary",
                "# old: CanaryCANARYcanary1234567",
                "# git clone https://ci:canary@gitlab.example.org/a.git",
                "Token = \"canary\"",
                "TOKEN = \"canary\"",
                "Environment = [\"A=canary\"]",
                "[runners.Cache.s3]\nsecretkey = \"canary\"\naccesskey = \"canary\"",
                "[runners.autoscaler.plugin_config]\napi_key = \"canary\"",
                "[runners.autoscaler.plugin_config]\nauth = \"canary\"",
                "[runners.autoscaler.plugin_config]\nlicense = \"CanaryCANARYcanary1234567\"",
                "[runners.autoscaler.connector_config]\npassword = \"canary\"",
                "[runners.ssh]\nPassword = \"canary\"",
                "[runners.custom]\nrun_args = [\"--password\", \"canary\"]",
                "[runners.custom]\nrun_args = [\"--token=canary-1\"]",
                "[runners.custom]\nrun_args = [[\"API_TOKEN=canary\"]]",
                "[runners.kubernetes]\nbearer_token = \"canary\"",
                "[[runners.docker.services]]\nname = \"a\"\nenvironment = [\"POSTGRES_PASSWORD=canary\"]",
                "clone_url = \"https://ci:canary@gitlab.example.org\"",
                "pre_build_script = \"\"\"\nexport A=b\ndocker login --password=canary registry\n\"\"\"",
                "pre_build_script = \"curl --header 'PRIVATE-TOKEN: canary' https://x\""
            })
    void secretsAreMasked(String lines) {
        assertThat(masked(lines)).doesNotContainIgnoringCase("canary").contains("****");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bearer_token_overwrite_allowed = false",
                "token_obtained_at = 2026-01-01T00:00:00Z",
                "[runners.cache.gcs]\nCredentialsFile = \"/etc/gitlab-runner/gcs.json\"",
                "tls-key-file = \"/etc/gitlab-runner/client.key\"",
                "# concurrency of the four runners, see the wiki",
                "# tokens are made by the administrators",
                "image = \"registry.example.org/group/image@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\"",
                "volumes = [\"/srv/m2:/root/.m2\", \"/cache\"]",
                "[runners.docker.sysctls]\n\"net.ipv4.ip_forward\" = \"1\""
            })
    void whatIsNoSecretIsShown(String lines) {
        assertThat(masked(lines).replace(" ", ""))
                .contains(lines.lines()
                        .reduce((first, last) -> last)
                        .orElseThrow()
                        .replace(" ", ""))
                .doesNotContain("****");
    }

    @Test
    void aChangedSecretIsToldAndNotShown() {
        ConfigurationFile before = ConfigurationFile.parse(
                "config.toml", "[[runners]]\ntoken = \"canary-1\"\nenvironment = [\"A=canary-2\", \"B=canary-3\"]\n");
        ConfigurationFile after = ConfigurationFile.parse(
                "config.toml", "[[runners]]\ntoken = \"canary-4\"\nenvironment = [\"A=canary-2\", \"B=canary-5\"]\n");

        assertThat(after.masked(before))
                .contains("token = \"**** (new)\"", "[\"A=****\", \"B=**** (new)\"]")
                .doesNotContain("canary");
        assertThat(before.masked(before)).isEqualTo(before.masked());
    }
}
