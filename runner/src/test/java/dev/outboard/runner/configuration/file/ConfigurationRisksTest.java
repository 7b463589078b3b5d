package dev.outboard.runner.configuration.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.runner.configuration.Risk;
import dev.outboard.runner.configuration.Risk.Code;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ConfigurationRisksTest {
    private static List<Code> codes(String toml) {
        return ConfigurationRisks.risks(ConfigurationFile.parse("config.toml", toml)).stream()
                .map(Risk::code)
                .toList();
    }

    private static List<Code> ofRunner(String line) {
        return codes("[[runners]]\nname = \"one\"\n" + line + "\n");
    }

    private static List<Code> ofDocker(String lines) {
        return codes("[[runners]]\nname = \"one\"\n[runners.docker]\n" + lines.replace('|', '\n') + "\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "R001 ~ volumes = ['/var/run/docker.sock:/var/run/docker.sock']",
                "R001 ~ volumes = ['/run/docker.sock:/x:ro']",
                "R002 ~ privileged = true",
                "R003 ~ volumes = ['/docker2/docker.sock:/var/run/docker.sock']",
                "R005 ~ volumes = ['/:/host']",
                "R005 ~ volumes = ['/etc/:/etc:ro']",
                "R006 ~ network_mode = 'host'",
                "R006 ~ pid_mode = 'host'",
                "R007 ~ pull_policy = 'if-not-present'",
                "R007 ~ pull_policy = ['always', 'never']",
                "R008 ~ cap_add = ['CAP_SYS_ADMIN']",
                "R009 ~ security_opt = ['seccomp=unconfined']",
                "R012 ~ host = 'tcp://127.0.0.1:2375'",
                "R013 ~ devices = ['/dev/kvm']",
                "R014 ~ oom_kill_disable = true",
                "R015 ~ image_ttl = 5"
            })
    void namesARiskOfJobs(Code code, String lines) {
        assertThat(ofDocker(lines)).containsExactly(code);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "R010 ~ url = 'http://gitlab.example.org'",
                "R011 ~ url = 'https://gitlab.example.org/ci'",
                "R015 ~ pre_clone_script = 'true'",
                "R016 ~ token = 'abcdef'"
            })
    void namesARiskOfARunner(Code code, String line) {
        assertThat(ofRunner(line)).containsExactly(code);
    }

    @Test
    void namesAKeyOfTheProcessThatDoesNothingAnyMore() {
        assertThat(codes("metrics_server = ':9252'\n")).containsExactly(Code.R015);
    }

    @ParameterizedTest
    @CsvSource({
        "docker:dind",
        "docker:28-dind",
        "docker:28.5-dind-rootless",
        "registry.example.org/docker:dind",
        "gitlab/dind"
    })
    void namesASocketBesideDockerInDocker(String image) {
        assertThat(ofDocker("volumes = ['/d2.docker.sock:/var/run/docker.sock']|[[runners.docker.services]]|name = '"
                        + image + "'"))
                .containsExactly(Code.R003, Code.R004);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "privileged = true|allowed_privileged_images = ['docker:*']|services_privileged = false",
                "volumes = ['/cache', 'cache:/cache', '/srv/ci:/srv/ci']",
                "host = 'unix:///run/outboard/docker2.sock'",
                "host = 'tcp://10.0.0.1:2376'|tls_verify = true",
                "oom_kill_disable = true|memory = '2g'",
                "cap_add = ['NET_RAW']",
                "pull_policy = 'always'",
                "network_mode = 'bridge'"
            })
    void findsNothingInWhatIsRight(String lines) {
        assertThat(ofDocker(lines)).isEmpty();
    }

    @Test
    void showsTheCodeThePlaceAndTheRemedyButNoToken() {
        Risk risk = ConfigurationRisks.risks(
                        ConfigurationFile.parse("config.toml", "[[runners]]\nname = \"one\"\ntoken = \"canary\"\n"))
                .get(0);

        assertThat(risk.toString())
                .startsWith("R016 one: token = ****: ")
                .contains(". Fix: create the runner in GitLab")
                .doesNotContain("canary");
    }

    @ParameterizedTest
    @EnumSource
    void saysOfEachRiskWhatToDo(Code code) {
        assertThat(code.problem()).isNotBlank().doesNotEndWith(".");
        assertThat(code.remedy()).isNotBlank().doesNotEndWith(".");
    }
}
