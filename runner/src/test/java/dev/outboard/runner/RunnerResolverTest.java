package dev.outboard.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.Outboard;
import dev.outboard.Provisioner;
import dev.outboard.core.failure.ConflictException;
import dev.outboard.core.host.StagedHost;
import dev.outboard.core.value.ImageReference;
import dev.outboard.core.value.Secret;
import dev.outboard.runner.configuration.DockerSettings;
import dev.outboard.runner.configuration.JobImage;
import dev.outboard.runner.configuration.PullPolicy;
import dev.outboard.runner.gitlab.RunnerRegistration;
import dev.outboard.runner.gitlab.RunnerScope;
import dev.outboard.runner.testing.parts.DebianMachine;
import dev.outboard.runner.testing.parts.SimulatedEngine;
import dev.outboard.systemd.container.ImageSource;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunnerResolverTest {
    private final DebianMachine machine = DebianMachine.withDocker();
    private final Provisioner provisioner = machine.provisioner();

    private static StackSpec with(RunnerSpec.Builder runner) {
        return Article.stack(Article.docker1().build(), Article.docker2().build(), runner.build());
    }

    private static RunnerSpec.Builder offline() {
        return Article.runner1()
                .defaultImage("busybox:1")
                .set(DockerSettings.PULL_POLICY, List.of(PullPolicy.NEVER))
                .set(DockerSettings.HELPER_IMAGE, JobImage.of("helper:1"));
    }

    private SimulatedEngine docker2() {
        return machine.engine(Article.SOCKET);
    }

    @Test
    void bringsImagesToTheSecondDaemonBeforeTheFirstJob() {
        docker2().offer(ImageReference.of("debian:13"));
        StackSpec stack = with(Article.runner1().prefetch(ImageSource.pull("debian:13")));

        provisioner.apply(provisioner.plan(stack));

        assertThat(docker2().hasImage(ImageReference.of("debian:13"))).isTrue();
        assertThat(machine.firstEngine().hasImage(ImageReference.of("debian:13")))
                .isFalse();
        assertThat(provisioner.plan(stack).changes()).isEmpty();
    }

    @Test
    void missesImagesThatAreNeverPulledWhenItPlans() {
        provisioner.apply(provisioner.plan(Article.stackWithoutRunner()));

        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> provisioner.plan(with(offline())))
                .withMessageContaining("image busybox:1: found \"none on docker2\"")
                .withMessageContaining("image helper:1: found \"none on docker2\"");
    }

    @Test
    void missesNoImageThatIsPrefetched() {
        docker2().offer(ImageReference.of("busybox:1"));
        docker2().offer(ImageReference.of("helper:1"));
        StackSpec stack =
                with(offline().prefetch(ImageSource.pull("busybox:1")).prefetch(ImageSource.pull("helper:1")));

        provisioner.apply(provisioner.plan(stack));

        assertThat(provisioner.verify(stack).failures()).isEmpty();
    }

    @Test
    void refusesToStageWhatOnlyARunningHostCanDo(@TempDir Path directory) {
        Provisioner staging = Outboard.on(StagedHost.at(directory, machine.host()));
        RunnerToken created = RunnerToken.created(
                Secret.of("glpat-canary"),
                RunnerRegistration.builder().scope(RunnerScope.instance()).build());

        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> staging.plan(with(Article.runner1()
                        .token(created)
                        .process(HostProcess.builder("ci-runner").build()))))
                .withMessageContaining("runner process ci-runner: found \"a process of the host\"")
                .withMessageContaining("runner runner1: token: found \"a runner to be created through the API\"");
    }
}
