package dev.outboard.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.Provisioner;
import dev.outboard.core.apply.ApplyFailedException;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.Step;
import dev.outboard.core.failure.ConflictException;
import dev.outboard.core.plan.Plan;
import dev.outboard.core.value.ContainerName;
import dev.outboard.core.value.ImageReference;
import dev.outboard.core.value.Label;
import dev.outboard.runner.configuration.ProcessSettings;
import dev.outboard.runner.process.RunnerContainer;
import dev.outboard.runner.testing.parts.DebianMachine;
import dev.outboard.runner.testing.parts.SimulatedEngine;
import dev.outboard.systemd.container.ImageSource;
import dev.outboard.systemd.container.RestartPolicy;
import dev.outboard.systemd.docker.ContainerDefinition;
import dev.outboard.systemd.docker.ContainerState;
import dev.outboard.systemd.docker.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunnerContainerTest {
    private static final ContainerName NAME = ContainerName.of("runner1");
    private static final ContainerName OLD = ContainerName.of("runner1-replaced-by-outboard");
    private static final StackSpec STACK = Article.stack();
    private static final List<String> DRAIN = List.of(
            "$ docker update --restart no runner1",
            "$ docker kill --signal QUIT runner1",
            "$ timeout 3600 docker wait runner1 || docker kill --signal TERM runner1",
            "$ timeout 40 docker wait runner1 || docker kill runner1");

    private final DebianMachine machine = DebianMachine.withDocker();
    private final SimulatedEngine docker = machine.firstEngine();
    private final Provisioner provisioner = machine.provisioner();

    /** The daemon is not what these tests are about. */
    @BeforeEach
    void prepareTheDaemon() {
        provisioner.apply(provisioner.plan(Article.stackWithoutRunner()));
    }

    private Plan apply(StackSpec stack) {
        Plan plan = provisioner.plan(stack);
        provisioner.apply(plan);
        return plan;
    }

    private static StackSpec with(RunnerSpec.Builder runner) {
        return Article.stack(Article.docker1().build(), Article.docker2().build(), runner.build());
    }

    private static List<Change> changes(Plan plan) {
        return plan.changes().stream()
                .filter(change -> change.resource().equals(RunnerContainer.id(NAME)))
                .toList();
    }

    private static List<String> steps(Plan plan) {
        return changes(plan).stream()
                .flatMap(change -> change.steps().stream())
                .map(Step::describe)
                .toList();
    }

    private String identifier() {
        return docker.container(NAME).orElseThrow().id();
    }

    @Test
    void createsAndStartsTheContainerWithALineThatOneCanType() {
        Plan plan = apply(STACK);

        assertThat(steps(plan))
                .containsExactly(
                        "$ docker create --name runner1 --hostname runner1 -v"
                                + " /docker2/docker.sock:/run/outboard/docker2.sock -v"
                                + " /srv/gitlab-runner/runner1:/etc/gitlab-runner --privileged --restart always --label"
                                + " dev.outboard.stack=ci gitlab/gitlab-runner:latest",
                        "$ docker start runner1");
        assertThat(docker.container(NAME).orElseThrow().isRunning()).isTrue();
    }

    @Test
    void leavesAContainerThatIsRightAlone() {
        apply(STACK);

        assertThat(changes(provisioner.plan(STACK))).isEmpty();
    }

    private static StackSpec changed() {
        return with(Article.runner1(Article.container().addVolume("/srv/certs:/certs")));
    }

    private static StackSpec withSocketWhereDockersClientsLook() {
        return with(Article.runner1(Article.container().socketDirectory("/var/run")));
    }

    private static StackSpec withImage(String image, Duration drainLimit) {
        return with(Article.runner1(
                Article.container().image(ImageSource.pull(image)).drainLimit(drainLimit)));
    }

    private List<String> events(StackSpec stack) {
        List<String> events = new ArrayList<>();
        provisioner.apply(provisioner.plan(stack), event -> events.add(event.summary()));
        return events;
    }

    private ContainerState container() {
        return docker.container(NAME).orElseThrow();
    }

    @Test
    void givesAContainerOfAnEarlierVersionTheSocketAtItsNewPlace() {
        apply(withSocketWhereDockersClientsLook());

        Plan plan = apply(STACK);

        assertThat(steps(plan))
                .startsWith(DRAIN.toArray(String[]::new))
                .anySatisfy(step ->
                        assertThat(step).contains("docker create", "/docker2/docker.sock:/run/outboard/docker2.sock"));
        assertThat(provisioner.plan(STACK).isEmpty()).isTrue();
    }

    @Test
    void replacesTheContainerWhenItsDefinitionChanges() {
        apply(STACK);
        String before = identifier();

        Plan plan = apply(changed());

        assertThat(changes(plan))
                .singleElement()
                .satisfies(change -> assertThat(change.summary())
                        .isEqualTo("! container runner1: its definition changed, so it is recreated once its jobs have"
                                + " ended"));
        assertThat(steps(plan)).startsWith(DRAIN.toArray(String[]::new));
        assertThat(steps(plan).subList(4, 9))
                .satisfiesExactly(
                        step -> assertThat(step).isEqualTo("$ docker rename runner1 runner1-replaced-by-outboard"),
                        step -> assertThat(step).startsWith("$ docker create --name runner1 "),
                        step -> assertThat(step).isEqualTo("$ docker start runner1"),
                        step -> assertThat(step).isEqualTo("$ ! timeout 3 docker wait runner1"),
                        step -> assertThat(step).isEqualTo("$ docker rm --force runner1-replaced-by-outboard"));
        assertThat(identifier()).isNotEqualTo(before);
        assertThat(docker.containers()).hasSize(1);
        assertThat(provisioner.plan(changed()).isEmpty()).isTrue();
    }

    @Test
    void namesTheJobThatItWaitsForAndGivesUp() {
        apply(STACK);
        putJob();
        docker.ignore(Signal.QUIT);

        List<String> events = events(changed());

        assertThat(events)
                .containsSubsequence(
                        "    $ timeout 3600 docker wait runner1 || docker kill --signal TERM runner1",
                        "      waits up to 60 min for job 7 of project 3 (runner-abc-build, runner-abc-helper)",
                        "      runner runner1 did not end within 60 min, so it is given up: job 7 of project 3"
                                + " (runner-abc-build, runner-abc-helper)");
        assertThat(container().isRunning()).isTrue();
    }

    /** A job has several containers. */
    private void putJob() {
        putJobContainer("runner-abc-build", "job.id=7", "project.id=3");
        putJobContainer("runner-abc-helper", "job.id=7", "project.id=3");
        SimulatedEngine jobs = machine.engine(Article.SOCKET);
        jobs.create(ContainerDefinition.builder(ContainerName.of("not-a-job"), ImageReference.of("debian:13"))
                .build());
        jobs.start(ContainerName.of("not-a-job"));
    }

    private void putJobContainer(String name, String... labels) {
        SimulatedEngine jobs = machine.engine(Article.SOCKET);
        ImageReference image = ImageReference.of("debian:13");
        jobs.offer(image);
        jobs.pull(image);
        ContainerDefinition.Builder container = ContainerDefinition.builder(ContainerName.of(name), image);
        for (String label : labels) {
            container.addLabel(Label.of("com.gitlab.gitlab-runner." + label));
        }
        jobs.create(container.build());
        jobs.start(ContainerName.of(name));
    }

    /**
     * Which part of the token the label has differs: GitLab Runner 14.7 takes the first eight characters of all. Before 9.0,
     * jobs were builds.
     */
    @ParameterizedTest
    @CsvSource({"job, 5, 14", "job, 0, 8", "build, 0, 8"})
    void namesOnlyTheJobsOfItsOwnRunners(String job, int from, int to) {
        apply(STACK);
        String partOfItsToken = Article.TOKEN.substring(from, to);
        putJobContainer("ours", job + ".id=7", "project.id=3", "runner.id=" + partOfItsToken);
        putJobContainer("of-another-runner", "job.id=8", "project.id=3", "runner.id=another12");
        docker.ignore(Signal.QUIT);
        String waiting = "      waits up to 60 min for job 7 of project 3 (ours)";

        assertThat(events(changed())).contains(waiting);

        List<String> events = new ArrayList<>();
        provisioner.apply(provisioner.planRemoval("ci"), event -> events.add(event.summary()));
        assertThat(events).contains(waiting);
    }

    @Test
    void isMadeAnewWhenTheTagOfItsImageHasMovedToAnother() {
        apply(STACK);
        String before = identifier();
        ImageReference image = ImageReference.of("gitlab/gitlab-runner:latest");
        docker.offer(image);
        docker.pull(image);

        Plan plan = apply(STACK);

        assertThat(changes(plan))
                .extracting(Change::summary)
                .containsExactly(
                        "! container runner1: gitlab/gitlab-runner:latest is another image now, so it is recreated"
                                + " once its jobs have ended");
        assertThat(steps(plan)).startsWith(DRAIN.toArray(String[]::new));
        assertThat(identifier()).isNotEqualTo(before);
        assertThat(provisioner.plan(STACK).isEmpty()).isTrue();
    }

    @Test
    void killsARunnerThatHeedsNoSignal() {
        apply(STACK);
        docker.ignore(Signal.QUIT, Signal.TERM);

        assertThat(events(changed()))
                .contains("      kills runner1, which did not heed SIGTERM for 40 s; what it had may be left on its"
                        + " daemon: no job that has a container");

        assertThat(container().isRunning()).isTrue();
    }

    @Test
    void oldContainerReturnsIfTheNewOneDoesNotComeUp() {
        apply(STACK);
        String before = identifier();
        docker.offer(ImageReference.of("runner:2"));
        docker.fail(ImageReference.of("runner:2"), 1, "FATAL: no such flag");

        assertThatExceptionOfType(ApplyFailedException.class)
                .isThrownBy(() -> apply(withImage("runner:2", Duration.ofHours(1))))
                .withMessageContaining("container runner1 ended with exit status 1 within 3 s of its start; it said:")
                .withMessageContaining("    FATAL: no such flag")
                .withMessageContaining("the old container runs again")
                .withMessageContaining("correct what it complains about: its image runner:2");

        assertThat(identifier()).isEqualTo(before);
        assertThat(container().isRunning()).isTrue();
        assertThat(container().restart()).isEqualTo(RestartPolicy.ALWAYS);
        assertThat(docker.containers()).hasSize(1);
        assertThat(provisioner.plan(STACK).isEmpty()).isTrue();
    }

    @Test
    void stoppedContainerThatReturnsStaysStopped() {
        apply(STACK);
        docker.stop(NAME, Duration.ZERO);
        docker.offer(ImageReference.of("runner:2"));
        docker.fail(ImageReference.of("runner:2"), 1);

        assertThatExceptionOfType(ApplyFailedException.class)
                .isThrownBy(() -> apply(withImage("runner:2", Duration.ofHours(1))))
                .withMessageContaining("it said nothing")
                .withMessageContaining("the old container is back");

        assertThat(container().isRunning()).isFalse();
    }

    @Test
    void goesOnWhereAnApplyWasEndedAfterItSetTheOldContainerAside() {
        apply(STACK);
        docker.rename(NAME, OLD);

        Plan plan = apply(changed());

        assertThat(changes(plan))
                .singleElement()
                .satisfies(change -> assertThat(change.summary())
                        .isEqualTo("+ container runner1: an earlier apply did not come to the end of its"
                                + " replacement"));
        assertThat(docker.containers()).hasSize(1);
        assertThat(container().isRunning()).isTrue();
        assertThat(provisioner.plan(changed()).isEmpty()).isTrue();
    }

    @Test
    void containerThatAnEndedApplySetAsideReturnsAsWell() {
        apply(STACK);
        String before = identifier();
        docker.stop(NAME, Duration.ZERO);
        docker.rename(NAME, OLD);
        docker.offer(ImageReference.of("runner:2"));
        docker.fail(ImageReference.of("runner:2"), 1);

        assertThatExceptionOfType(ApplyFailedException.class)
                .isThrownBy(() -> apply(withImage("runner:2", Duration.ofHours(1))));

        assertThat(identifier()).isEqualTo(before);
        assertThat(container().isRunning()).isTrue();
    }

    @Test
    void startsTheNewContainerThatAnEndedApplyOnlyMade() {
        apply(STACK);
        docker.stop(NAME, Duration.ZERO);
        putOld();

        Plan plan = apply(STACK);

        assertThat(steps(plan))
                .containsExactly(
                        "$ docker start runner1",
                        "$ ! timeout 3 docker wait runner1",
                        "$ docker rm --force runner1-replaced-by-outboard");
    }

    @Test
    void keepsTheContainerThatOnceRanWhenTheOneThatNeverDidIsMadeAnew() {
        apply(STACK);
        String before = identifier();
        docker.stop(NAME, Duration.ZERO);
        docker.rename(NAME, OLD);
        docker.create(ContainerDefinition.builder(NAME, ImageReference.of("gitlab/gitlab-runner:latest"))
                .build());
        docker.offer(ImageReference.of("runner:2"));
        docker.fail(ImageReference.of("runner:2"), 1);

        assertThatExceptionOfType(ApplyFailedException.class)
                .isThrownBy(() -> apply(withImage("runner:2", Duration.ofHours(1))));

        assertThat(identifier()).isEqualTo(before);
    }

    @Test
    void saysPlainlyThatAFirstContainerCouldNotBeMade() {
        Plan plan = provisioner.plan(STACK);

        assertThatExceptionOfType(ApplyFailedException.class)
                .isThrownBy(() -> provisioner.apply(plan, event -> {
                    if (event.summary().contains("$ docker create")) {
                        putForeignContainer();
                    }
                }))
                .withMessageContaining("already in use")
                .withMessageNotContaining("old container");
    }

    @Test
    void waitsAsLongAsTheProcessTakesToGiveUpItsJobs() {
        apply(STACK);

        Plan removal = provisioner.plan(with(Article.runner1(Article.container()
                .addVolume("/srv/certs:/certs")
                .set(ProcessSettings.SHUTDOWN_TIMEOUT, Duration.ofMinutes(2)))));

        assertThat(steps(removal)).contains("$ timeout 130 docker wait runner1 || docker kill runner1");
    }

    @Test
    void removesTheOldContainerThatAnEndedApplyLeft() {
        apply(STACK);
        putOld();

        Plan plan = apply(STACK);

        assertThat(steps(plan)).containsExactly("$ docker rm --force runner1-replaced-by-outboard");
        assertThat(docker.containers()).hasSize(1);
    }

    private void putOld() {
        docker.create(ContainerDefinition.builder(OLD, ImageReference.of("gitlab/gitlab-runner:latest"))
                .build());
    }

    @Test
    void restoresARestartPolicyThatSomebodyChanged() {
        apply(STACK);
        docker.updateRestart(NAME, RestartPolicy.NO);

        Plan plan = apply(STACK);

        assertThat(steps(plan)).containsExactly("$ docker update --restart always runner1");
        assertThat(container().restart()).isEqualTo(RestartPolicy.ALWAYS);
    }

    @Test
    void startsAContainerWhoseDrainWasTheLastThatAnApplyDid() {
        apply(STACK);
        docker.updateRestart(NAME, RestartPolicy.NO);
        docker.kill(NAME, Signal.QUIT);

        Plan plan = apply(STACK);

        assertThat(steps(plan)).containsExactly("$ docker update --restart always runner1", "$ docker start runner1");
    }

    @Test
    void remembersHowLongJobsMayTakeForTheRemoval() {
        apply(STACK);

        apply(withImage("gitlab/gitlab-runner:latest", Duration.ofMinutes(5)));

        assertThat(steps(provisioner.planRemoval("ci")))
                .contains("$ timeout 300 docker wait runner1 || docker kill --signal TERM runner1");
    }

    @Test
    void startsAStoppedContainerWithoutMakingItAnew() {
        apply(STACK);
        String before = identifier();
        docker.stop(NAME, Duration.ZERO);

        Plan plan = apply(STACK);

        assertThat(steps(plan)).containsExactly("$ docker start runner1");
        assertThat(identifier()).isEqualTo(before);
    }

    @Test
    void bringsBackAContainerThatSomebodyRemoved() {
        apply(STACK);
        docker.remove(NAME);

        apply(STACK);

        assertThat(docker.container(NAME).orElseThrow().isRunning()).isTrue();
    }

    @Test
    void refusesAContainerThatIsNotItsOwn() {
        putForeignContainer();

        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> provisioner.plan(STACK))
                .withMessageContaining("container runner1")
                .withMessageContaining("from image gitlab/gitlab-runner:latest")
                .withMessageContaining("rename the runner, remove that container, or adopt it");
    }

    private void putForeignContainer() {
        ImageReference image = ImageReference.of("gitlab/gitlab-runner:latest");
        docker.pull(image);
        docker.create(ContainerDefinition.builder(NAME, image).build());
    }

    @Test
    void replacesAForeignContainerThatIsAdopted() {
        putForeignContainer();

        Plan plan = provisioner.plan(STACK, Set.of(RunnerContainer.id(NAME)));
        provisioner.apply(plan);

        assertThat(steps(plan)).contains("$ docker rm --force runner1-replaced-by-outboard");
        assertThat(provisioner.verify(STACK).failures()).isEmpty();
    }

    @Test
    void endsBeforeItsDaemonIsRestartedAndComesBackAfterIt() {
        apply(STACK);
        String before = identifier();
        StackSpec stack = Article.stack(
                Article.docker1().build(),
                Article.docker2().addDns("10.0.0.53").build(),
                Article.runner1().build());

        Plan plan = apply(stack);

        assertThat(plan.changes())
                .extracting(Change::summary)
                .containsSubsequence(
                        "! container runner1: docker2 is restarted, which its jobs would not outlive",
                        "! container runner1: it comes back after its daemon");
        assertThat(plan.changes().stream()
                        .flatMap(change -> change.steps().stream())
                        .map(Step::describe))
                .containsSubsequence(
                        "$ docker kill --signal QUIT runner1",
                        "$ systemctl restart docker2.service",
                        "$ docker start runner1");
        List<String> steps = new ArrayList<>(DRAIN);
        steps.addAll(List.of("$ docker update --restart always runner1", "$ docker start runner1"));
        assertThat(steps(plan)).isEqualTo(steps);
        assertThat(identifier()).isEqualTo(before);
        assertThat(provisioner.plan(stack).isEmpty()).isTrue();
    }

    @Test
    void isMadeAnewOnceWhenItsDaemonIsRestartedInTheSamePlan() {
        apply(STACK);
        StackSpec stack = Article.stack(
                Article.docker1().build(),
                Article.docker2().addDns("10.0.0.53").build(),
                Article.runner1(Article.container().addVolume("/srv/certs:/certs"))
                        .build());

        Plan plan = apply(stack);

        assertThat(steps(plan)).filteredOn(DRAIN::contains).isEqualTo(DRAIN);
        assertThat(provisioner.plan(stack).isEmpty()).isTrue();
    }

    @Test
    void goesWhenItsStackDoes() {
        apply(STACK);

        Plan removal = provisioner.planRemoval("ci");
        provisioner.apply(removal);

        List<String> steps = new ArrayList<>(DRAIN);
        steps.add("$ docker rm --force runner1");
        assertThat(steps(removal)).isEqualTo(steps);
        assertThat(docker.containers()).isEmpty();
    }

    @Test
    void takesARestOfAnEndedApplyAlong() {
        apply(STACK);
        docker.stop(NAME, Duration.ZERO);
        putOld();

        Plan removal = provisioner.planRemoval("ci");
        provisioner.apply(removal);

        assertThat(steps(removal))
                .containsExactly("$ docker rm --force runner1", "$ docker rm --force runner1-replaced-by-outboard");
        assertThat(docker.containers()).isEmpty();
    }

    @Test
    void isForgottenWhenSomebodyElseRemovedIt() {
        apply(STACK);
        docker.remove(NAME);

        Plan removal = provisioner.planRemoval("ci");
        provisioner.apply(removal);

        assertThat(changes(removal)).isEmpty();
        assertThat(provisioner.receipt("ci").find(RunnerContainer.id(NAME))).isEmpty();
    }
}
