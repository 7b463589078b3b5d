package dev.outboard.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import dev.outboard.Provisioner;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.Secret;
import dev.outboard.runner.configuration.DockerSettings;
import dev.outboard.runner.configuration.JobService;
import dev.outboard.runner.configuration.RunnerSettings;
import dev.outboard.runner.testing.parts.DebianMachine;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The page {@code docs/docker-in-docker.md}: its code is the one below, and its file is what the code makes. */
class DockerInDockerTest {
    private static final Path PAGE = Path.of("docs/docker-in-docker.md");
    private static final Path THIS = Path.of("src/test/java/dev/outboard/runner/DockerInDockerTest.java");

    private final DebianMachine machine = DebianMachine.withDocker();
    private final Provisioner provisioner = machine.provisioner();

    private static RunnerSpec runner(URI gitLab, Secret token) {
        RunnerSpec runner = RunnerSpec.builder("runner1", gitLab)
                .daemon("docker2")
                .token(token)
                .defaultImage("docker:28-cli")
                .addService(JobService.of("docker:28-dind").as("docker").variable("DOCKER_TLS_CERTDIR", "/certs"))
                .addJobVolume("/certs/client")
                .set(DockerSettings.SERVICES_PRIVILEGED, true)
                .set(DockerSettings.ALLOWED_PRIVILEGED_SERVICES, List.of("docker:*-dind"))
                .set(
                        RunnerSettings.ENVIRONMENT,
                        List.of(
                                "DOCKER_HOST=tcp://docker:2376",
                                "DOCKER_TLS_VERIFY=1",
                                "DOCKER_CERT_PATH=/certs/client"))
                .build();
        return runner;
    }

    private static StackSpec stack() {
        return StackSpec.builder("ci")
                .bridge(Article.docker1().build())
                .daemon(Article.docker2().build())
                .runner(runner(Article.GITLAB, Secret.of(Article.TOKEN)))
                .build();
    }

    private static List<String> block(String language) throws IOException {
        String page = Files.readString(PAGE);
        String begin = "```" + language + "\n";
        int start = page.indexOf(begin) + begin.length();
        return Splitter.on('\n')
                .trimResults()
                .omitEmptyStrings()
                .splitToList(page.substring(start, page.indexOf("```", start)));
    }

    private static String withoutSpaces(String code) {
        return code.replaceAll("\\s", "");
    }

    @Test
    void thePageHasThisCode() throws IOException {
        assertThat(withoutSpaces(Files.readString(THIS))).contains(withoutSpaces(String.join("", block("java"))));
    }

    @Test
    void theCodeMakesTheFileOfThePage() throws IOException {
        provisioner.apply(provisioner.plan(stack()));

        String file = machine.host()
                .read(AbsolutePath.of("/srv/gitlab-runner/runner1/config.toml"))
                .map(FileContent::text)
                .orElseThrow();
        assertThat(Splitter.on('\n').trimResults().splitToList(file)).containsSubsequence(block("toml"));
        assertThat(provisioner.verify(stack()).failures()).isEmpty();
        assertThat(provisioner.plan(stack()).changes()).isEmpty();
    }

    /** But for the URL of the GitLab that the tests have. */
    @Test
    void nothingOfItIsARisk() {
        assertThat(provisioner.plan(stack()).notes()).noneMatch(note -> note.matches(".*config\\.toml: R0(?!10|11).*"));
    }
}
