package dev.outboard.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.core.change.Change;
import dev.outboard.core.change.Step;
import dev.outboard.core.failure.ConflictException;
import dev.outboard.core.plan.Plan;
import dev.outboard.core.value.ContainerName;
import dev.outboard.core.value.ImageReference;
import dev.outboard.runner.docker.ContainerDefinition;
import dev.outboard.runner.testing.SimulatedEngine;
import dev.outboard.runner.testing.SimulatedHosts;
import dev.outboard.runner.testing.SimulatedMachine;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunnerContainerTest {
    private static final ContainerName NAME = ContainerName.of("runner1");
    private static final StackSpec STACK = Article.stack();

    private final SimulatedMachine machine = SimulatedHosts.debian13WithDocker();
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
                                + " /docker2/docker.sock:/var/run/docker.sock -v"
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

    @Test
    void makesTheContainerAnewWhenItsDefinitionChanges() {
        apply(STACK);
        String before = identifier();

        Plan plan = apply(with(Article.runner1(Article.container().addVolume("/srv/certs:/certs"))));

        assertThat(changes(plan))
                .singleElement()
                .satisfies(change -> assertThat(change.summary())
                        .isEqualTo("! container runner1: its definition changed, so it is made anew; jobs that run now"
                                + " are ended"));
        assertThat(steps(plan)).first().isEqualTo("$ docker stop --time 40 runner1");
        assertThat(identifier()).isNotEqualTo(before);
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

        assertThat(steps(plan)).contains("$ docker rm --force runner1");
        assertThat(provisioner.verify(STACK).failures()).isEmpty();
    }

    @Test
    void restartsWhenTheDaemonsUnitsDo() {
        apply(STACK);
        String before = identifier();

        Plan plan = apply(Article.stack(
                Article.docker1().build(),
                Article.docker2().addDns("10.0.0.53").build(),
                Article.runner1().build()));

        assertThat(steps(plan)).containsExactly("$ docker stop --time 40 runner1", "$ docker start runner1");
        assertThat(identifier()).isEqualTo(before);
    }

    @Test
    void goesWhenItsStackDoes() {
        apply(STACK);

        Plan removal = provisioner.planRemoval("ci");
        provisioner.apply(removal);

        assertThat(steps(removal)).containsExactly("$ docker stop --time 40 runner1", "$ docker rm --force runner1");
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
