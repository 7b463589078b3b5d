package dev.outboard.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.outboard.core.failure.InvalidSpecException;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.testing.SpecContract;
import dev.outboard.core.value.Secret;
import dev.outboard.runner.docker.RestartPolicy;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunnerSpecTest {
    private static final Secret TOKEN = Secret.fromFile(Path.of("/root/runner-token"));

    private static RunnerSpec.Builder runner1() {
        return named("runner1", "https://gitlab.example.org");
    }

    private static RunnerSpec.Builder named(String name, String url) {
        return RunnerSpec.builder(name, URI.create(url))
                .daemon("docker2")
                .token(TOKEN)
                .defaultImage("debian:13");
    }

    private static List<Problem> problemsOf(RunnerSpec.Builder builder) {
        InvalidSpecException failure = catchThrowableOfType(InvalidSpecException.class, builder::build);
        assertThat(failure).isNotNull();
        return failure.problems();
    }

    private static Problem problemOf(RunnerSpec.Builder builder) {
        List<Problem> problems = problemsOf(builder);
        assertThat(problems).hasSize(1);
        return problems.get(0);
    }

    @Test
    void keepsTheContractOfSpecs() {
        Map<String, UnaryOperator<RunnerSpec.Builder>> changes = new LinkedHashMap<>();
        changes.put("name", builder -> named("runner2", "https://gitlab.example.org"));
        changes.put("url", builder -> named("runner1", "https://gitlab.example.com"));
        changes.put("daemon", builder -> builder.daemon("docker3"));
        changes.put("hostName", builder -> builder.hostName("ci"));
        changes.put("image", builder -> builder.image("gitlab/gitlab-runner:v17.0.0"));
        changes.put("imageArchive", builder -> builder.imageArchive(Path.of("/srv/runner.tar")));
        changes.put("restartPolicy", builder -> builder.restartPolicy(RestartPolicy.NO));
        changes.put("privileged", builder -> builder.privileged(true));
        changes.put("configurationDirectory", builder -> builder.configurationDirectory("/etc/runner1"));
        changes.put("volume", builder -> builder.addVolume("/srv/builds:/builds"));
        changes.put("link", builder -> builder.addLink("gitlab"));
        changes.put("network", builder -> builder.network("gitlab"));
        changes.put("token", builder -> builder.token(Secret.fromFile(Path.of("/root/another"))));
        changes.put("registrationToken", builder -> builder.registrationToken(TOKEN));
        changes.put("tag", builder -> builder.registrationToken(TOKEN).addTag("docker"));
        changes.put("defaultImage", builder -> builder.defaultImage("debian:12"));
        changes.put("jobsPrivileged", builder -> builder.jobsPrivileged(true));
        changes.put("jobsMayUseDocker", builder -> builder.jobsMayUseDocker(false));
        changes.put("jobVolume", builder -> builder.addJobVolume("/cache:/cache"));
        changes.put("limit", builder -> builder.limit(4));
        changes.put("jobMemory", builder -> builder.jobMemory("2G"));
        changes.put("jobCpus", builder -> builder.jobCpus(new BigDecimal("1.5")));
        SpecContract.of(RunnerSpecTest::runner1, RunnerSpec::toBuilder, RunnerSpec.Builder::build)
                .verify(changes);
    }

    @Test
    void fillsInWhatFollowsFromTheName() {
        RunnerSpec spec = runner1().build();

        assertThat(spec.hostName()).hasToString("runner1");
        assertThat(spec.configurationDirectory()).hasToString("/srv/gitlab-runner/runner1");
    }

    @Test
    void hasTheArticlesRunnerForDefault() {
        RunnerSpec spec = runner1().build();

        assertThat(spec.image()).hasToString("gitlab/gitlab-runner:latest");
        assertThat(spec.restartPolicy()).isEqualTo(RestartPolicy.ALWAYS);
        assertThat(spec.mayJobsUseDocker()).isTrue();
    }

    @Test
    void givesNoPrivilegeThatNobodyAskedFor() {
        RunnerSpec spec = runner1().build();

        assertThat(spec.isPrivileged()).isFalse();
        assertThat(spec.areJobsPrivileged()).isFalse();
    }

    @Test
    void showsNoTokenInItsText() {
        RunnerSpec spec = runner1().token(Secret.of("glrt-canary")).build();

        assertThat(spec).hasToString("runner runner1 of https://gitlab.example.org on docker2");
        assertThat(spec.token().toString()).doesNotContain("canary");
    }

    static List<Fault> faults() {
        return List.of(
                new Fault("url", named("runner1", "ftp://gitlab.example.org")),
                new Fault("url", named("runner1", "gitlab")),
                new Fault("daemon", runner1().daemon("docker 2")),
                new Fault("daemon", runner1().daemon("")),
                new Fault("hostName", runner1().hostName("a_b")),
                new Fault("image", runner1().image("Upper/Case")),
                new Fault("configurationDirectory", runner1().configurationDirectory("relative")),
                new Fault("volumes", runner1().addVolume("/only-a-source")),
                new Fault("links", runner1().addLink("git lab")),
                new Fault("network", runner1().network("a network")),
                new Fault("tags", runner1().registrationToken(TOKEN).addTag("a,b")),
                new Fault("defaultImage", runner1().defaultImage("")),
                new Fault("jobVolumes", runner1().addJobVolume("relative/source:/x")),
                new Fault("limit", runner1().limit(-1)),
                new Fault("jobMemory", runner1().jobMemory("a lot")),
                new Fault("jobCpus", runner1().jobCpus(BigDecimal.ZERO)));
    }

    record Fault(String property, RunnerSpec.Builder builder) {}

    @ParameterizedTest
    @MethodSource("faults")
    void refusesAFaultByTheNameOfItsProperty(Fault fault) {
        Problem problem = problemOf(fault.builder());

        assertThat(problem.property()).isEqualTo(fault.property());
        assertThat(problem.remedy()).isNotBlank();
    }

    @Test
    void refusesANameThatIsNoContainers() {
        assertThat(problemOf(named("runner 1", "https://gitlab.example.org")).property())
                .isEqualTo("name");
    }

    @Test
    void refusesARunnerWithoutToken() {
        Problem problem = problemOf(RunnerSpec.builder("runner1", URI.create("https://gitlab.example.org"))
                .daemon("docker2")
                .defaultImage("debian:13"));

        assertThat(problem.property()).isEqualTo("token");
        assertThat(problem.remedy()).contains("token(Secret.fromFile(");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/var/run/docker.sock:/var/run/docker.sock",
                "/run/docker.sock:/var/run/docker.sock",
                "/run/docker.sock:/other.sock:ro",
                "/var/run:/x",
                "/run:/x",
                "/var:/x",
                "/:/host"
            })
    void refusesAJobVolumeThatLeadsToTheFirstDaemon(String volume) {
        Problem problem = problemOf(runner1().addJobVolume(volume));

        assertThat(problem.property()).isEqualTo("jobVolumes");
        assertThat(problem.found()).isEqualTo(volume);
        assertThat(problem.remedy()).contains("jobsMayUseDocker(true)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/run/:/x", "/run/../run/docker.sock:/x", "//run/docker.sock:/x"})
    void refusesAJobVolumeThatHidesWhereItLeads(String volume) {
        assertThat(problemOf(runner1().addJobVolume(volume)).property()).isEqualTo("jobVolumes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/cache:/cache", "cache:/cache", "/run/user:/x", "/docker2/docker.sock:/x", "/var/run/docker:/x"
            })
    void takesAJobVolumeThatLeadsElsewhere(String volume) {
        assertThat(runner1().addJobVolume(volume).build().jobVolumes())
                .extracting(Object::toString)
                .containsExactly(volume);
    }

    @Test
    void refusesTagsWithAnAuthenticationToken() {
        Problem problem = problemOf(runner1().addTag("docker").addTag("linux"));

        assertThat(problem.property()).isEqualTo("tags");
        assertThat(problem.found()).isEqualTo("docker,linux");
        assertThat(problem.remedy()).contains("set the tags in GitLab");
    }

    @Test
    void takesTagsWithARegistrationToken() {
        assertThat(runner1().registrationToken(TOKEN).addTag("docker").build().tags())
                .containsExactly("docker");
    }

    @Test
    void refusesLinksTogetherWithANetwork() {
        Problem problem = problemOf(runner1().addLink("gitlab").network("ci"));

        assertThat(problem.property()).isEqualTo("links");
        assertThat(problem.remedy()).contains("leave the links out");
    }

    @Test
    void namesEveryFaultAtOnce() {
        List<Problem> problems = problemsOf(RunnerSpec.builder("runner1", URI.create("gitlab"))
                .daemon("docker 2")
                .hostName("a_b")
                .image("Upper/Case")
                .configurationDirectory("relative")
                .addVolume("/only-a-source")
                .addLink("git lab")
                .addLink("gitlab")
                .network("ci")
                .addTag("a,b")
                .defaultImage("")
                .addJobVolume("/run/docker.sock:/x")
                .limit(-1)
                .jobMemory("a lot")
                .jobCpus(BigDecimal.ZERO));

        assertThat(problems)
                .extracting(Problem::property)
                .containsOnlyOnce(
                        "url",
                        "daemon",
                        "hostName",
                        "image",
                        "configurationDirectory",
                        "volumes",
                        "token",
                        "tags",
                        "defaultImage",
                        "jobVolumes",
                        "limit",
                        "jobMemory",
                        "jobCpus")
                .contains("links");
    }

    @ParameterizedTest
    @CsvSource({"hostName", "network", "configurationDirectory", "jobMemory", "token", "imageArchive", "jobCpus"})
    @NullUnmarked // what this tests is what NullAway forbids
    void takesNoNull(String property) {
        Map<String, UnaryOperator<RunnerSpec.Builder>> setters = Map.of(
                "hostName", builder -> builder.hostName(null),
                "network", builder -> builder.network(null),
                "configurationDirectory", builder -> builder.configurationDirectory(null),
                "jobMemory", builder -> builder.jobMemory(null),
                "token", builder -> builder.token(null),
                "imageArchive", builder -> builder.imageArchive(null),
                "jobCpus", builder -> builder.jobCpus(null));

        assertThatNullPointerException().isThrownBy(() -> setters.get(property).apply(runner1()));
    }
}
