package dev.outboard.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.outboard.core.failure.InvalidSpecException;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.testing.shared.SpecContract;
import dev.outboard.core.value.Secret;
import dev.outboard.network.BridgeSpec;
import dev.outboard.runner.process.ProcessWithRunners;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.options.UserRemap;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StackSpecTest {
    private static final BridgeSpec DOCKER3 =
            BridgeSpec.builder("docker3", "10.20.0.1/16").build();

    private static DaemonSpec.Builder docker4() {
        return DaemonSpec.builder("docker4").bridge("docker3").root("/docker4");
    }

    private static StackSpec.Builder article() {
        return Article.stackWithoutRunner().toBuilder();
    }

    private static StackSpec.Builder with(DaemonSpec.Builder second) {
        return article().bridge(DOCKER3).daemon(second.build());
    }

    private static List<Problem> problemsOf(StackSpec.Builder builder) {
        InvalidSpecException failure = catchThrowableOfType(InvalidSpecException.class, builder::build);
        assertThat(failure).isNotNull();
        return failure.problems();
    }

    private static Problem problemOf(StackSpec.Builder builder) {
        List<Problem> problems = problemsOf(builder);
        assertThat(problems).hasSize(1);
        return problems.get(0);
    }

    @Test
    void keepsTheContractOfSpecs() {
        Map<String, UnaryOperator<StackSpec.Builder>> changes = new LinkedHashMap<>();
        changes.put("name", builder -> StackSpec.builder("build"));
        changes.put("bridge", builder -> builder.bridge(DOCKER3));
        changes.put(
                "daemon", builder -> builder.bridge(DOCKER3).daemon(docker4().build()));
        changes.put("runner", builder -> builder.runner(Article.runner1().build()));
        SpecContract.of(StackSpecTest::article, StackSpec::toBuilder, StackSpec.Builder::build)
                .verify(changes);
    }

    @Test
    void takesTwoDaemonsThatShareNothing() {
        assertThat(with(docker4()).build().daemons()).hasSize(2);
    }

    @Test
    void refusesAName() {
        assertThat(problemOf(StackSpec.builder("a stack")).property()).isEqualTo("name");
    }

    @Test
    void refusesABridgeTwice() {
        assertThat(problemOf(article()
                        .bridge(BridgeSpec.builder("docker1", "10.30.0.1/16").build())))
                .satisfies(problem -> {
                    assertThat(problem.property()).isEqualTo("bridges");
                    assertThat(problem.found()).isEqualTo("docker1");
                });
    }

    @Test
    void refusesADaemonTwice() {
        assertThat(problemsOf(with(DaemonSpec.builder("docker2").bridge("docker3"))))
                .anySatisfy(problem -> {
                    assertThat(problem.property()).isEqualTo("daemons");
                    assertThat(problem.found()).isEqualTo("docker2");
                });
    }

    @Test
    void refusesARunnerTwice() {
        RunnerSpec twin = Article.runner1().limit(3).build();

        assertThat(problemOf(Article.stack().toBuilder().runner(twin)))
                .satisfies(problem -> assertThat(problem.property()).isEqualTo("runners"));
    }

    private static StackSpec.Builder remapped(String socketMode) {
        return StackSpec.builder("ci")
                .bridge(BridgeSpec.builder("docker1", "10.9.0.1/16").build())
                .daemon(DaemonSpec.builder("docker2")
                        .bridge("docker1")
                        .socketMode(socketMode)
                        .userRemap(UserRemap.ofEngine())
                        .build());
    }

    @Test
    void takesASocketThatEverybodyMayOpenForJobsWhoseRootIsNobody() {
        RunnerSpec runner =
                Article.runner1().jobsPrivileged(false).jobsMayUseDocker(true).build();

        assertThat(remapped("0666").runner(runner).build().runners()).containsExactly(runner);
    }

    @Test
    void refusesPrivilegesAndTheSocketForJobsWhoseRootIsNobody() {
        StackSpec.Builder stack = remapped("0660")
                .runner(Article.runner1()
                        .jobsPrivileged(true)
                        .jobsMayUseDocker(true)
                        .build());

        assertThat(problemsOf(stack))
                .extracting(Problem::property)
                .containsExactly("runner runner1: jobsPrivileged", "runner runner1: jobsMayUseDocker");
    }

    @Test
    void refusesTwoDaemonsOnOneBridge() {
        Problem problem = problemOf(article()
                .daemon(docker4()
                        .bridge("docker1")
                        .addressPool("10.40.0.0/16", 24)
                        .build()));

        assertThat(problem.property()).isEqualTo("daemon docker4: bridge");
        assertThat(problem.expected()).contains("daemon docker2 has this one");
    }

    @ParameterizedTest
    @CsvSource({
        "root,          root,                /docker2",
        "root,          root,                /docker2/nested",
        "root,          root,                /docker2/graph/deep",
        "dataRoot,      data root,           /docker2/other",
        "temporary,     temporary directory, /docker2/tmp",
        "socket,        socket,              /docker2/docker.sock",
        "execRoot,      exec root,           /run/docker2",
        "execRoot,      exec root,           /var/run/docker2",
        "pidFile,       pid file,            /run/docker2.pid",
        "configuration, configuration file,  /etc/docker2/daemon.json"
    })
    void refusesAPathOfAnotherDaemon(String property, String words, String path) {
        assertThat(problemOf(with(withPath(property, path)))).satisfies(problem -> {
            assertThat(problem.property()).isEqualTo("daemon docker4: " + words);
            assertThat(problem.expected()).contains("of daemon docker2");
            assertThat(problem.remedy()).contains("two daemons must not share any");
        });
    }

    private static DaemonSpec.Builder withPath(String property, String path) {
        return switch (property) {
            case "root" -> docker4().root(path);
            case "dataRoot" -> docker4().dataRoot(path);
            case "temporary" -> docker4().temporaryDirectory(path);
            case "socket" -> docker4().socket(path);
            case "execRoot" -> docker4().execRoot(path);
            case "pidFile" -> docker4().pidFile(path);
            case "configuration" -> docker4().configurationFile(path);
            default -> throw new IllegalArgumentException(property);
        };
    }

    @Test
    void refusesARootAroundAnothers() {
        DaemonSpec around =
                DaemonSpec.builder("docker4").bridge("docker3").root("/srv").build();

        assertThat(problemsOf(StackSpec.builder("ci")
                        .bridge(Article.docker1().build())
                        .daemon(Article.docker2().root("/srv/docker2").build())
                        .bridge(DOCKER3)
                        .daemon(around)))
                .extracting(Problem::property)
                .containsExactly("daemon docker4: root");
    }

    @Test
    void refusesTheSameWrapper() {
        assertThat(problemsOf(with(docker4().wrapper("/usr/local/bin/docker2"))))
                .extracting(Problem::property)
                .contains("daemon docker4: wrapper");
    }

    @Test
    void refusesTwoWrappersOfOneNameInTwoDirectories() {
        assertThat(problemOf(with(docker4().wrapper("/usr/local/sbin/docker2"))))
                .satisfies(problem -> assertThat(problem.found()).isEqualTo("docker2"));
    }

    @Test
    void refusesTwoRunnersInOneDirectory() {
        RunnerSpec first = Article.runner1(ContainerProcess.builder("runner1").configurationDirectory("/run/ci"))
                .build();
        RunnerSpec second = runner2(ContainerProcess.builder("runner2").configurationDirectory("/var/run/ci"));

        assertThat(problemOf(article().runner(first).runner(second)).found()).isEqualTo("/run/ci");
    }

    private static RunnerSpec runner2(ContainerProcess.Builder process) {
        return RunnerSpec.builder("runner2", Article.GITLAB)
                .daemon("docker2")
                .process(process.build())
                .token(Secret.of("glrt-another"))
                .defaultImage("debian:13")
                .build();
    }

    @Test
    void refusesTwoRunnersWithOneToken() {
        Secret token = Secret.fromFile(Path.of("/root/runner-token"));
        RunnerSpec first = Article.runner1().token(token).build();
        RunnerSpec second = RunnerSpec.builder("runner2", Article.GITLAB)
                .daemon("docker2")
                .token(Secret.fromFile(Path.of("/root/runner-token")))
                .defaultImage("debian:13")
                .build();

        Problem problem = problemOf(article().runner(first).runner(second));

        assertThat(problem.property()).isEqualTo("runner runner2: token");
        assertThat(problem.found()).isEqualTo("file /root/runner-token");
        assertThat(problem.expected()).contains("runner runner1 has this one");
    }

    @Test
    void refusesTwoRunnersWithOneTokenOfTheProgramAndDoesNotShowIt() {
        RunnerSpec second = runner2(Article.container()).toBuilder()
                .token(Secret.of(Article.TOKEN))
                .build();

        Problem problem = problemOf(article().runner(Article.runner1().build()).runner(second));

        assertThat(problem.property()).isEqualTo("runner runner2: token");
        assertThat(problem.toString()).doesNotContain(Article.TOKEN);
    }

    @Test
    void textMasksATokenInTheUrlOfARunner() {
        URI url = URI.create("https://ci.example/glpat-abcdefghijklmnopqrst");
        RunnerSpec runner = RunnerSpec.builder("runner1", url)
                .daemon("docker2")
                .process(Article.container().build())
                .token(Secret.of(Article.TOKEN))
                .defaultImage("debian:13")
                .build();

        assertThat(article().runner(runner).build())
                .asString()
                .contains("https://ci.example/****")
                .doesNotContain("abcdefghij");
    }

    @Test
    void servesTwoRunnersOfEqualProcessesByOne() {
        StackSpec stack = article()
                .runner(Article.runner1().build())
                .runner(runner2(Article.container()))
                .build();

        assertThat(ProcessWithRunners.of(stack))
                .singleElement()
                .satisfies(served -> assertThat(served.runners()).hasSize(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"network", "nftables"})
    void refusesADaemonThatIsCalledAsAUnitOfAnother(String unit) {
        Problem problem = problemOf(article()
                .bridge(BridgeSpec.builder("lab0", "10.20.0.1/16").build())
                .daemon(DaemonSpec.builder("docker2-" + unit).bridge("lab0").build()));

        assertThat(problem.property()).isEqualTo("service units");
    }

    @Test
    void refusesARunnerWhoseUnitIsADaemons() {
        Problem problem = problemOf(article()
                .runner(Article.runner1()
                        .process(HostProcess.builder("docker2").build())
                        .build()));

        assertThat(problem.property()).isEqualTo("service units");
        assertThat(problem.found()).isEqualTo("docker2.service");
    }

    @Test
    void refusesTwoProcessesOfOneNameThatDiffer() {
        Problem problem = problemOf(article()
                .runner(Article.runner1().build())
                .runner(runner2(Article.container().hostName("other").configurationDirectory("/srv/other"))));

        assertThat(problem.property()).isEqualTo("runner processes");
        assertThat(problem.found()).isEqualTo("runner1");
    }

    @Test
    void refusesAnUnknownBridge() {
        Problem problem = problemOf(article().daemon(docker4().bridge("br0").build()));

        assertThat(problem.property()).isEqualTo("daemon docker4: bridge");
        assertThat(problem.found()).isEqualTo("br0");
        assertThat(problem.expected()).isEqualTo("one of [docker1]");
    }

    @Test
    void refusesAnUnknownDaemon() {
        Problem problem =
                problemOf(StackSpec.builder("ci").runner(Article.runner1().build()));

        assertThat(problem.property()).isEqualTo("runner runner1: daemon");
        assertThat(problem.expected()).isEqualTo("a daemon of this stack, which has none");
    }

    @ParameterizedTest
    @CsvSource({"10.9.128.1/24", "10.8.0.1/14"})
    void refusesABridgeInARangeOfAnother(String address) {
        BridgeSpec bridge = BridgeSpec.builder("docker3", address).build();

        assertThat(problemsOf(article().bridge(bridge)))
                .extracting(Problem::property)
                .contains("bridge docker3: address");
    }

    @Test
    void refusesAPoolInTheRangeOfAnotherDaemonsBridge() {
        Problem problem = problemOf(with(docker4().addressPool("10.9.0.0/24", 26)));

        assertThat(problem.property()).isEqualTo("daemon docker4: addressPool");
        assertThat(problem.expected()).contains("of bridge docker1");
    }

    @Test
    void refusesTwoPoolsInOneRange() {
        assertThat(problemOf(StackSpec.builder("ci")
                                .bridge(Article.docker1().build())
                                .bridge(BridgeSpec.builder("docker3", "10.20.0.1/16")
                                        .build())
                                .daemon(Article.docker2()
                                        .addressPool("10.10.0.0/16", 24)
                                        .build())
                                .daemon(docker4()
                                        .bridge("docker3")
                                        .addressPool("10.10.64.0/18", 24)
                                        .build()))
                        .expected())
                .contains("of daemon docker2: addressPool");
    }

    @Test
    void namesEveryFaultAtOnce() {
        StackSpec.Builder faulty = StackSpec.builder("a stack")
                .bridge(Article.docker1().build())
                .bridge(Article.docker1().build())
                .daemon(Article.docker2().build())
                .daemon(docker4().bridge("br0").root("/docker2").build())
                .runner(Article.runner1().daemon("docker9").build());

        assertThat(problemsOf(faulty))
                .extracting(Problem::property)
                .containsExactlyInAnyOrder(
                        "name",
                        "bridges",
                        "daemon docker4: bridge",
                        "runner runner1: daemon",
                        "daemon docker4: root",
                        "bridge docker1: address");
    }
}
