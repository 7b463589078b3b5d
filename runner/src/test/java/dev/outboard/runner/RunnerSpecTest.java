package dev.outboard.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.outboard.core.failure.InvalidSpecException;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.testing.shared.SpecContract;
import dev.outboard.core.value.ByteSize;
import dev.outboard.core.value.Secret;
import dev.outboard.runner.configuration.DockerSettings;
import dev.outboard.runner.configuration.JobService;
import dev.outboard.runner.configuration.ProcessSettings;
import dev.outboard.runner.configuration.PullPolicy;
import dev.outboard.runner.configuration.RunnerCache;
import dev.outboard.runner.gitlab.RunnerRegistration;
import dev.outboard.runner.gitlab.RunnerScope;
import dev.outboard.systemd.container.ImageSource;
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
    private static final RunnerRegistration REGISTRATION =
            RunnerRegistration.builder().scope(RunnerScope.project(7)).build();
    private static final List<PullPolicy> SEVERAL = List.of(PullPolicy.ALWAYS, PullPolicy.IF_NOT_PRESENT);
    private static final JobService DIND = JobService.of("docker:28-dind");

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
        changes.put("process", builder -> builder.process(Article.container().build()));
        changes.put("certificateAuthority", builder -> builder.certificateAuthority(Path.of("/etc/ssl/ca.pem")));
        changes.put("proxy", builder -> builder.proxy(URI.create("http://proxy.example.org:3128")));
        changes.put("token", builder -> builder.token(Secret.fromFile(Path.of("/root/another"))));
        changes.put("registration", builder -> builder.token(RunnerToken.registered(TOKEN, REGISTRATION)));
        changes.put("creation", builder -> builder.token(RunnerToken.created(TOKEN, REGISTRATION)));
        changes.put("registrationMethod", builder -> builder.registrationMethod(RegistrationMethod.REGISTER_COMMAND));
        changes.put("defaultImage", builder -> builder.defaultImage("debian:12"));
        changes.put("jobsPrivileged", builder -> builder.jobsPrivileged(true));
        changes.put("jobsMayUseDocker", builder -> builder.jobsMayUseDocker(true));
        changes.put("jobVolume", builder -> builder.addJobVolume("/cache:/cache"));
        changes.put("limit", builder -> builder.limit(4));
        changes.put("service", builder -> builder.addService(JobService.of("postgres:17")));
        changes.put("prefetch", builder -> builder.prefetch(ImageSource.pull("debian:13")));
        changes.put("setting", builder -> builder.set(DockerSettings.MEMORY, ByteSize.of("2G")));
        changes.put("featureFlag", builder -> builder.featureFlag("FF_NETWORK_PER_BUILD", true));
        changes.put("cache", builder -> builder.cache(RunnerCache.gcs("caches", "/key.json")));
        SpecContract.of(RunnerSpecTest::runner1, RunnerSpec::toBuilder, RunnerSpec.Builder::build)
                .verify(changes);
    }

    @Test
    void hasAContainerOfItsOwnUnlessItNamesAnother() {
        assertThat(runner1().build().process())
                .isEqualTo(ContainerProcess.builder("runner1").build());
    }

    @Test
    void givesNoPrivilegeThatNobodyAskedFor() {
        RunnerSpec spec = runner1().build();

        assertThat(spec.areJobsPrivileged()).isFalse();
        assertThat(spec.mayJobsUseDocker()).isFalse();
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
                new Fault("defaultImage", runner1().defaultImage("")),
                new Fault("jobVolumes", runner1().addJobVolume("relative/source:/x")),
                new Fault("limit", runner1().limit(-1)),
                new Fault("proxy", runner1().proxy(URI.create("socks://proxy"))),
                new Fault("featureFlags", runner1().featureFlag("a flag", true)),
                new Fault("runners.docker.cpus", runner1().set(DockerSettings.CPUS, BigDecimal.ZERO)),
                new Fault("concurrent", runner1().set(ProcessSettings.CONCURRENT, 4)),
                new Fault(
                        "services",
                        runner1().jobsPrivileged(true).jobsMayUseDocker(true).addService(DIND)),
                new Fault("services", runner1().addService(DIND)),
                new Fault(
                        "runners.docker.allowed_privileged_images",
                        runner1().set(DockerSettings.ALLOWED_PRIVILEGED_IMAGES, List.of("debian:*"))),
                new Fault(
                        "runners.docker.pull_policy",
                        runner1()
                                .set(DockerSettings.PULL_POLICY, List.of(PullPolicy.NEVER))
                                .set(DockerSettings.ALLOWED_PULL_POLICIES, List.of(PullPolicy.ALWAYS))),
                new Fault("runners.docker.pid_mode", of("v16.0.0").set(DockerSettings.PID_MODE, "host")),
                new Fault("runners.docker.pull_policy", of("v13.7.0").set(DockerSettings.PULL_POLICY, SEVERAL)),
                new Fault("services", of("v12.6.0").addService(JobService.of("postgres:17"))),
                new Fault(
                        "services",
                        of("v13.5.0").addService(JobService.of("postgres:17").command("-v"))),
                new Fault("url", of("v1.5.0")),
                new Fault("featureFlags", of("v13.10.0").featureFlag("FF_NETWORK_PER_BUILD", true)),
                new Fault("cache", of("v11.2.0").cache(RunnerCache.s3("s3.example.org", "ci"))),
                new Fault("cache", of("v13.3.0").cache(RunnerCache.azure("account", TOKEN, "ci"))),
                new Fault(
                        "registrationMethod",
                        runner1()
                                .token(RunnerToken.created(TOKEN, REGISTRATION))
                                .registrationMethod(RegistrationMethod.REGISTER_COMMAND)),
                new Fault(
                        "registrationMethod",
                        runner1()
                                .process(HostProcess.builder("ci-runner").build())
                                .registrationMethod(RegistrationMethod.REGISTER_COMMAND)));
    }

    /** A runner whose image tells its version. */
    private static RunnerSpec.Builder of(String version) {
        return runner1()
                .process(Article.container()
                        .image(ImageSource.pull("gitlab/gitlab-runner:" + version))
                        .build());
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
    void saysSinceWhichVersionTheImageWouldHaveToBe() {
        Problem problem = problemOf(of("v13.7.0").set(DockerSettings.PULL_POLICY, SEVERAL));

        assertThat(problem.found()).isEqualTo("several policies, known since GitLab Runner 13.8");
        assertThat(problem.expected()).contains("GitLab Runner 13.7");
    }

    @Test
    void refusesToRegisterByACommandThatCannotSayAllOfIt() {
        RunnerRegistration registration = RunnerRegistration.builder()
                .addTag("docker")
                .runUntagged(true)
                .locked(false)
                .build();
        RunnerToken token = RunnerToken.registered(TOKEN, registration);

        assertThat(problemOf(of("v1.11.5").token(token).registrationMethod(RegistrationMethod.REGISTER_COMMAND))
                        .found())
                .isEqualTo("gitlab-runner register --locked=false, known since GitLab Runner 9.0");
        assertThat(of("v9.0.0")
                        .token(token)
                        .registrationMethod(RegistrationMethod.REGISTER_COMMAND)
                        .build()
                        .token())
                .isEqualTo(token);
        assertThat(of("v1.11.5").token(token).build().token())
                .as("Outboard asks GitLab itself")
                .isEqualTo(token);
    }

    @Test
    void givesAVersionWhatItKnows() {
        assertThat(of("v13.11.0")
                        .set(DockerSettings.PULL_POLICY, SEVERAL)
                        .addService(JobService.of("postgres:17"))
                        .featureFlag("FF_NETWORK_PER_BUILD", true)
                        .cache(RunnerCache.azure("account", TOKEN, "ci"))
                        .build()
                        .services())
                .hasSize(1);
        assertThat(of("v1.6.0")
                        .set(DockerSettings.PULL_POLICY, List.of(PullPolicy.NEVER))
                        .build()
                        .settings()
                        .keys())
                .hasSize(1);
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
            strings = {"glpat-canary-canary", "GR1348941canary", "gldt-canary", "glcbt-canary", "acme-glpat-canary"})
    void refusesATokenThatIsNoRunnersOwn(String token) {
        assertKind(problemOf(runner1().token(Secret.of(token))), "a runner's authentication token (glrt-…)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"glrt-canary-canary", "glrt-t1_canary", "acme-glrt-canary", "glrtr-canary", "GR1348941canary"})
    void refusesAnAccessTokenThatIsNone(String token) {
        assertKind(
                problemOf(runner1().token(RunnerToken.created(Secret.of(token), REGISTRATION))),
                "an access token (glpat-…)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"glrt-canary-canary", "glpat-canary"})
    void refusesARegistrationTokenThatIsNone(String token) {
        assertKind(
                problemOf(runner1().token(RunnerToken.registered(Secret.of(token), REGISTRATION))),
                "a registration token (GR1348941…)");
    }

    private static void assertKind(Problem problem, String expected) {
        assertThat(problem.property()).isEqualTo("token");
        assertThat(problem.expected()).isEqualTo(expected);
        assertThat(problem.toString()).doesNotContain("canary");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "__TOKEN__",
                "CHANGE_ME",
                "changeme",
                "<token>",
                "your-token",
                "glrt-xxxxxxxxxxxx",
                "glrt-YOUR_TOKEN",
                "${RUNNER_TOKEN}",
                "{{ runner_token }}",
                "***"
            })
    void refusesAPlaceholder(String text) {
        Problem problem = problemOf(runner1().token(Secret.of(text)));

        assertThat(problem.property()).isEqualTo("token");
        assertThat(problem.found()).isEqualTo("a placeholder (given by the program)");
        assertThat(problem.remedy()).isEqualTo("put the token there that GitLab shows");
    }

    @Test
    void takesTokensWhosePrefixSaysNothing() {
        assertThat(runner1().token(Secret.of("an-old-token")).build()).isNotNull();
        assertThat(runner1().token(Secret.of("glrtr-canary")).build()).isNotNull();
        assertThat(runner1().token(Secret.of("acme-glrt-canary")).build()).isNotNull();
        assertThat(runner1()
                        .token(RunnerToken.created(Secret.of("acme_access_canary"), REGISTRATION))
                        .build())
                .isNotNull();
    }

    @Test
    void readsNoFileToTellTheKindOfItsToken() {
        Secret absent = Secret.fromFile(Path.of("/nowhere/token"));

        assertThat(runner1().token(absent).build().token()).isEqualTo(RunnerToken.given(absent));
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
                "/run/containerd/containerd.sock:/x",
                "/run/containerd:/x",
                "/:/host"
            })
    void refusesAJobVolumeThatLeadsToTheFirstDaemon(String volume) {
        Problem problem = problemOf(runner1().addJobVolume(volume));

        assertThat(problem.property()).isEqualTo("jobVolumes");
        assertThat(problem.found()).isEqualTo(volume);
        assertThat(problem.remedy()).contains("jobsMayUseDocker(true)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/run/:/x",
                "/run/../run/docker.sock:/x",
                "//run/docker.sock:/x",
                "/proc/1/root/run/docker.sock:/s",
                "/proc/self/root/var/run:/s"
            })
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
    void namesEveryFaultAtOnce() {
        List<Problem> problems = problemsOf(RunnerSpec.builder("runner1", URI.create("gitlab"))
                .daemon("docker 2")
                .defaultImage("")
                .addJobVolume("/run/docker.sock:/x")
                .limit(-1)
                .set(DockerSettings.CPUS, BigDecimal.ZERO)
                .featureFlag("a flag", true));

        assertThat(problems)
                .extracting(Problem::property)
                .containsExactlyInAnyOrder(
                        "url",
                        "daemon",
                        "token",
                        "defaultImage",
                        "jobVolumes",
                        "limit",
                        "runners.docker.cpus",
                        "featureFlags");
    }

    @ParameterizedTest
    @CsvSource({"daemon", "process", "token", "defaultImage", "cache", "proxy"})
    @NullUnmarked // what this tests is what NullAway forbids
    void takesNoNull(String property) {
        Map<String, UnaryOperator<RunnerSpec.Builder>> setters = Map.of(
                "daemon", builder -> builder.daemon(null),
                "process", builder -> builder.process(null),
                "token", builder -> builder.token((Secret) null),
                "defaultImage", builder -> builder.defaultImage(null),
                "cache", builder -> builder.cache(null),
                "proxy", builder -> builder.proxy(null));

        assertThatNullPointerException().isThrownBy(() -> setters.get(property).apply(runner1()));
    }
}
