package dev.outboard.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.Provisioner;
import dev.outboard.core.apply.ApplyFailedException;
import dev.outboard.core.apply.ApplyOptions;
import dev.outboard.core.apply.OnFailure;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.failure.ConflictException;
import dev.outboard.core.plan.Plan;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.ContainerName;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.Secret;
import dev.outboard.runner.gitlab.RunnerRegistration;
import dev.outboard.runner.gitlab.RunnerScope;
import dev.outboard.runner.testing.parts.DebianMachine;
import dev.outboard.runner.testing.parts.Execution;
import dev.outboard.runner.testing.parts.SimulatedEngine;
import dev.outboard.systemd.docker.ExecResult;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CommandRegistrationTest {
    private static final AbsolutePath CONFIGURATION = AbsolutePath.of("/srv/gitlab-runner/runner1/config.toml");
    private static final StackSpec STACK = with(runner1());

    private final DebianMachine machine = DebianMachine.withDocker();
    private final SimulatedEngine docker = machine.firstEngine();
    private final Provisioner provisioner = machine.provisioner();

    private static RunnerSpec.Builder runner1() {
        return Article.runner1().registrationMethod(RegistrationMethod.REGISTER_COMMAND);
    }

    private Plan apply(StackSpec stack) {
        Plan plan = provisioner.plan(stack);
        provisioner.apply(plan);
        return plan;
    }

    private static StackSpec with(RunnerSpec.Builder runner) {
        return Article.stack(Article.docker1().build(), Article.docker2().build(), runner.build());
    }

    /** The image's entry point is the program itself. */
    private List<String> verbs() {
        return docker.executions().stream()
                .flatMap(execution -> execution.command().stream()
                        .filter(word -> !word.equals("gitlab-runner"))
                        .limit(1))
                .toList();
    }

    private static List<Change> changes(Plan plan) {
        return plan.changes().stream()
                .filter(change -> change.resource().kind().equals("registration"))
                .toList();
    }

    private String configuration() {
        return machine.host().read(CONFIGURATION).map(FileContent::text).orElse("");
    }

    @Test
    void registersOnce() {
        apply(STACK);
        apply(STACK);

        assertThat(verbs()).containsExactly("register");
        assertThat(configuration()).contains("name = \"runner1\"");
    }

    @Test
    void hasTheTokenOnlyInTheEnvironment() {
        apply(STACK);

        Execution register = docker.executions().get(0);
        assertThat(register.environment()).containsOnlyKeys("CI_SERVER_TOKEN");
        assertThat(register.environment().values()).extracting(Secret::reveal).containsExactly(Article.TOKEN);
        assertThat(register.command()).noneMatch(word -> word.contains(Article.TOKEN));
    }

    @Test
    void passesARegistrationTokenInItsOwnVariable() {
        apply(with(runner1()
                .token(RunnerToken.registered(
                        Secret.of("GR1348941canary"),
                        RunnerRegistration.builder().build()))));

        assertThat(docker.executions().get(0).environment()).containsOnlyKeys("REGISTRATION_TOKEN");
    }

    @Test
    void showsTheCommandWithoutTheToken() {
        Plan plan = provisioner.plan(STACK);

        assertThat(plan.toString())
                .contains("+ registration runner1: http://your.gitlab.url/ci does not have it yet")
                .contains("$ docker exec --env CI_SERVER_TOKEN runner1 gitlab-runner register --non-interactive")
                .doesNotContain(Article.TOKEN);
    }

    @Test
    void tellsTheLastLinesOfARegistrationThatFailed() {
        docker.answer(execution -> new ExecResult(
                1,
                numbered("out", 9),
                numbered("err", 4) + "ERROR: Registering runner... failed  status=403 Forbidden\n\n"));

        assertThatExceptionOfType(ApplyFailedException.class)
                .isThrownBy(() -> apply(STACK))
                .withMessageContaining("runner runner1 was not registered with http://your.gitlab.url/ci")
                .withMessageContaining("exit status 1")
                .withMessageContaining("\n    out 5\n")
                .withMessageContaining("status=403 Forbidden")
                .withMessageContaining("given by the program")
                .withMessageNotContaining("out 4\n");
    }

    private static String numbered(String word, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> word + " " + number + "\n")
                .collect(Collectors.joining());
    }

    @Test
    void hidesATokenThatGitLabRepeats() {
        docker.answer(execution -> new ExecResult(1, "", "token " + Article.TOKEN + " is not valid\n"));

        assertThatExceptionOfType(ApplyFailedException.class)
                .isThrownBy(() -> apply(STACK))
                .withMessageContaining("token **** is not valid")
                .withMessageNotContaining(Article.TOKEN);
    }

    @Test
    void registersAfterAFailureWithoutStartingOver() {
        docker.answer(execution -> new ExecResult(1, "", "ERROR: dial tcp: connection refused\n"));
        Plan first = provisioner.plan(STACK);
        assertThatExceptionOfType(ApplyFailedException.class)
                .isThrownBy(
                        () -> provisioner.apply(first, ApplyOptions.defaults().onFailure(OnFailure.STOP)));

        Plan plan = provisioner.plan(STACK);

        assertThat(changes(plan)).hasSize(1);
    }

    @Test
    void doesNotRegisterAnewWhenItsJobsChange() {
        apply(STACK);

        Plan plan = apply(with(runner1().defaultImage("debian:13")));

        assertThat(changes(plan)).isEmpty();
        assertThat(verbs()).containsExactly("register");
        assertThat(configuration()).contains("image = \"debian:13\"");
    }

    @Test
    void leavesTheOldGitLabWhenItMovesToAnother() {
        apply(STACK);
        StackSpec moved = with(RunnerSpec.builder("runner1", URI.create("https://another.example.org"))
                .daemon("docker2")
                .registrationMethod(RegistrationMethod.REGISTER_COMMAND)
                .token(Secret.of(Article.TOKEN))
                .defaultImage("gitlab/dind"));

        apply(moved);

        assertThat(verbs()).containsExactly("register", "unregister", "register");
        assertThat(configuration()).contains("another.example.org").doesNotContain("your.gitlab.url");
    }

    @Test
    void leavesAGitLabToWhichNoCommandBroughtIt() {
        RunnerRegistration registration =
                RunnerRegistration.builder().scope(RunnerScope.instance()).build();
        apply(with(RunnerSpec.builder("runner1", URI.create("https://another.example.org"))
                .daemon("docker2")
                .token(RunnerToken.created(Secret.of("glpat-canary"), registration))
                .defaultImage("gitlab/dind")));

        apply(STACK);

        assertThat(machine.gitLab().runners()).isEmpty();
        assertThat(verbs()).containsExactly("register");
        assertThat(configuration()).contains("your.gitlab.url").doesNotContain("another.example.org");
    }

    @Test
    void registersAgainWhenItsConfigurationIsGone() {
        apply(STACK);
        machine.host().deleteFile(CONFIGURATION);

        apply(STACK);

        assertThat(verbs()).containsExactly("register", "register");
    }

    @Test
    void takesOverARunnerThatIsRegisteredAlready() {
        machine.host()
                .putFile(CONFIGURATION, "[[runners]]\n  name = \"runner1\"\n  url = \"http://your.gitlab.url/ci\"\n");

        Plan plan =
                provisioner.plan(STACK, Set.of(ResourceId.directory(AbsolutePath.of("/srv/gitlab-runner/runner1"))));
        provisioner.apply(plan);

        assertThat(docker.executions()).isEmpty();
        assertThat(provisioner.verify(STACK).failures()).isEmpty();
    }

    @Test
    void registersBesideAnotherRunnerOfTheSameFile() {
        apply(STACK);
        machine.host()
                .putFile(CONFIGURATION, "[[runners]]\n  name = \"other\"\n  url = \"http://your.gitlab.url/ci\"\n");

        assertThat(changes(provisioner.plan(STACK))).hasSize(1);
    }

    @Test
    void leavesGitLabOnRemoval() {
        apply(STACK);

        provisioner.apply(provisioner.planRemoval("ci"));

        assertThat(verbs()).containsExactly("register", "unregister");
        assertThat(docker.executions().get(1).environment()).isEmpty();
        assertThat(configuration()).doesNotContain("runner1");
    }

    @Test
    void doesNotLetUnregisterChooseAmongTwoRunnersOfItsName() {
        apply(STACK);
        machine.host()
                .putFile(
                        CONFIGURATION,
                        configuration()
                                + "\n[[runners]]\n  name = \"runner1\"\n  url = \"https://other.example\"\n  executor = \"shell\"\n");

        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> provisioner.planRemoval("ci"))
                .withMessageContaining("2 [[runners]] \"runner1\"")
                .withMessageContaining("https://other.example");
    }

    @Test
    void leavesGitLabAlsoIfOutboardHasTakenOverFromTheCommand() {
        RunnerToken token = RunnerToken.registered(
                Secret.of("GR1348941canary"), RunnerRegistration.builder().build());
        apply(with(runner1().token(token)));
        apply(with(Article.runner1().token(token)));
        assertThat(verbs()).containsExactly("register");

        assertThat(provisioner.planRemoval("ci").toString()).contains("DELETE http://your.gitlab.url/api/v4/runners");
    }

    @Test
    void endsItsContainerBeforeItLeavesGitLab() {
        apply(with(runner1()
                .process(Article.container()
                        .addLink("gitlab:your.gitlab.url")
                        .addHost("mail.example.org:10.0.0.5")
                        .build())));

        Plan removal = provisioner.planRemoval("ci");
        provisioner.apply(removal);

        assertThat(removal.toString())
                .containsSubsequence(
                        "$ docker kill --signal QUIT runner1",
                        "$ docker rm --force runner1",
                        "- registration runner1",
                        "$ docker run --rm --name runner1-leaves-gitlab -v /srv/gitlab-runner/runner1:/etc/gitlab-runner"
                                + " --link gitlab:your.gitlab.url --add-host mail.example.org:10.0.0.5"
                                + " gitlab/gitlab-runner:latest unregister --name runner1");
        assertThat(docker.containers()).isEmpty();
    }

    @Test
    void leavesGitLabOnTheNetworkAndByTheProxiesOfItsContainer() {
        apply(with(runner1().process(Article.container().network("gitlab").build())));

        assertThat(provisioner.planRemoval("ci").toString())
                .contains(
                        "-v /srv/gitlab-runner/runner1:/etc/gitlab-runner --network gitlab gitlab/gitlab-runner:latest");
    }

    @Test
    void goesEvenIfGitLabDoesNotAnswer() {
        apply(STACK);
        docker.end(execution -> Optional.of(new ExecResult(1, "", "FATAL: dial tcp: connection refused\n")));

        provisioner.apply(provisioner.planRemoval("ci"));

        assertThat(docker.containers()).isEmpty();
    }

    @Test
    void leavesGitLabAlsoIfItsContainerDoesNotRun() {
        apply(STACK);
        docker.stop(ContainerName.of("runner1"), Duration.ZERO);

        provisioner.apply(provisioner.planRemoval("ci"));

        assertThat(verbs()).containsExactly("register", "unregister");
    }

    @Test
    void doesNotLeaveAGitLabThatItNeverCameTo() {
        docker.answer(execution -> new ExecResult(1, "", "ERROR: dial tcp: connection refused\n"));
        assertThatExceptionOfType(ApplyFailedException.class).isThrownBy(() -> apply(STACK));

        Plan removal = provisioner.planRemoval("ci");
        provisioner.apply(removal);

        assertThat(changes(removal)).isEmpty();
        assertThat(verbs()).containsExactly("register");
    }
}
