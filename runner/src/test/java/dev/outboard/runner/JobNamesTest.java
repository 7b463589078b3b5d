package dev.outboard.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.Provisioner;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.verify.Finding;
import dev.outboard.runner.configuration.DockerSettings;
import dev.outboard.runner.configuration.JobService;
import dev.outboard.runner.configuration.PullPolicy;
import dev.outboard.runner.testing.parts.DebianMachine;
import dev.outboard.runner.testing.parts.SimulatedEngine;
import dev.outboard.systemd.container.ImageSource;
import dev.outboard.systemd.container.Link;
import dev.outboard.systemd.container.NetworkName;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A configuration that was written for the first daemon names what the second one does not have. */
class JobNamesTest {
    private static final AbsolutePath CONFIGURATION = AbsolutePath.of("/srv/gitlab-runner/runner1/config.toml");

    private final DebianMachine machine = DebianMachine.withDocker();
    private final Provisioner provisioner = machine.provisioner();

    private static StackSpec with(RunnerSpec.Builder runner) {
        return StackSpec.builder("ci")
                .bridge(Article.docker1().build())
                .daemon(Article.docker2().build())
                .runner(runner.build())
                .build();
    }

    private SimulatedEngine docker2() {
        return machine.engine(Article.SOCKET);
    }

    private List<String> failures(StackSpec stack) {
        return provisioner.verify(stack).failures().stream()
                .map(Finding::toString)
                .toList();
    }

    @Test
    void theFirstPlanSaysWhatTheDaemonMustHave() {
        assertThat(provisioner
                        .plan(with(Article.runner1().set(DockerSettings.NETWORK_MODE, "gitlab_net")))
                        .notes())
                .contains(CONFIGURATION
                        + ": docker2 does not run yet, and must have the network gitlab_net, without which jobs"
                        + " fail: docker --host unix:///docker2/docker.sock network create NAME");
    }

    @Test
    void aNetworkOfTheFirstDaemonIsMissedUntilTheSecondHasIt() {
        StackSpec stack = with(Article.runner1().set(DockerSettings.NETWORK_MODE, "gitlab_net"));
        machine.firstEngine().createNetwork(NetworkName.of("gitlab_net"));
        provisioner.apply(provisioner.plan(stack));

        assertThat(provisioner.plan(stack).notes())
                .anyMatch(note -> note.contains("docker2 does not have the network gitlab_net"));
        assertThat(failures(stack)).singleElement().asString().contains("network gitlab_net");

        docker2().createNetwork(NetworkName.of("gitlab_net"));

        assertThat(provisioner.plan(stack).notes()).noneMatch(note -> note.contains("gitlab_net"));
        assertThat(failures(stack)).isEmpty();
    }

    @Test
    void containersOfTheFirstDaemonAreMissed() {
        StackSpec stack = with(Article.runner1()
                .set(DockerSettings.VOLUMES_FROM, List.of("data:ro"))
                .set(DockerSettings.LINKS, List.of(Link.of("database:db")))
                .set(DockerSettings.PID_MODE, "container:debugger"));
        provisioner.apply(provisioner.plan(stack));

        assertThat(failures(stack))
                .singleElement()
                .asString()
                .contains("docker2 does not have the container data, database, debugger");
    }

    @Test
    void aVolumeOfTheFirstDaemonIsToldAndNoFailure() {
        StackSpec stack = with(Article.runner1().addJobVolume("m2:/root/.m2").addJobVolume("fresh:/fresh"));
        machine.firstEngine().createVolume("m2");
        provisioner.apply(provisioner.plan(stack));

        assertThat(provisioner.plan(stack).notes())
                .contains(CONFIGURATION
                        + ": the volume m2 is one of the first daemon: docker2 makes an empty one of that name");
        assertThat(failures(stack)).isEmpty();

        docker2().createVolume("m2");

        assertThat(provisioner.plan(stack).notes()).noneMatch(note -> note.contains("m2 is one"));
    }

    @Test
    void whatIsWrittenByHandIsLookedAtToo() {
        StackSpec stack = with(Article.runner1());
        provisioner.apply(provisioner.plan(stack));
        String text = machine.host().read(CONFIGURATION).map(FileContent::text).orElseThrow();
        machine.host()
                .putFile(CONFIGURATION, text.replace("privileged = ", "Network_Mode = \"by_hand\"\n    privileged = "));

        assertThat(provisioner.plan(stack).notes()).anyMatch(note -> note.contains("network by_hand"));
    }

    @Test
    void networksThatEveryDaemonHasAreNotMissed() {
        for (String network : List.of("bridge", "host", "none", "default")) {
            StackSpec stack = with(Article.runner1().set(DockerSettings.NETWORK_MODE, network));
            assertThat(provisioner.plan(stack).notes()).noneMatch(note -> note.contains("must have the network"));
        }
    }

    @Test
    void servicesAndVolumesOfOthersDoNotGoInSilence() {
        StackSpec stack = with(Article.runner1());
        provisioner.apply(provisioner.plan(stack));
        String text = machine.host().read(CONFIGURATION).map(FileContent::text).orElseThrow();
        machine.host()
                .putFile(
                        CONFIGURATION,
                        text.replace("volumes = [", "volumes = [\"/srv/m2:/root/.m2\", ")
                                + "    [[runners.docker.services]]\n      name = \"postgres:11\"\n"
                                + "      environment = [\"POSTGRES_PASSWORD=canary\"]\n");

        StackSpec changed = with(Article.runner1().addService(JobService.of("redis:8")));

        assertThat(provisioner.plan(changed).notes())
                .contains(
                        CONFIGURATION
                                + ": runner1 loses docker.volumes: /srv/m2:/root/.m2, which its spec does not have",
                        CONFIGURATION + ": runner1 loses docker.services: postgres:11, which its spec does not have");
        assertThat(provisioner.plan(changed).toString()).doesNotContain("canary");
    }

    @Test
    void aVersionThatLetsJobsPastThePullPolicyIsNamed() {
        RunnerSpec.Builder strict = Article.runner1(
                        Article.container().image(ImageSource.pull("gitlab/gitlab-runner:v17.10.0")))
                .set(DockerSettings.PULL_POLICY, List.of(PullPolicy.ALWAYS));
        RunnerSpec.Builder mended = Article.runner1(
                        Article.container().image(ImageSource.pull("gitlab/gitlab-runner:v18.0.0")))
                .set(DockerSettings.PULL_POLICY, List.of(PullPolicy.ALWAYS));

        assertThat(provisioner.plan(with(strict)).notes()).anyMatch(note -> note.contains("issue 38706"));
        assertThat(provisioner.plan(with(mended)).notes()).noneMatch(note -> note.contains("38706"));
    }
}
