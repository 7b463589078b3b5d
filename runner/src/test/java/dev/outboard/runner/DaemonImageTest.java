package dev.outboard.runner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.Provisioner;
import dev.outboard.core.apply.Applier;
import dev.outboard.core.apply.ApplyFailedException;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.Retention;
import dev.outboard.core.change.Step;
import dev.outboard.core.desired.DesiredState;
import dev.outboard.core.desired.ManagedDirectory;
import dev.outboard.core.desired.ManagedFile;
import dev.outboard.core.desired.Resource;
import dev.outboard.core.failure.ConflictException;
import dev.outboard.core.plan.Plan;
import dev.outboard.core.planner.Planner;
import dev.outboard.core.receipt.Receipt;
import dev.outboard.core.value.ImageReference;
import dev.outboard.core.value.StackName;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.host.Bridge;
import dev.outboard.network.host.NetworkdService;
import dev.outboard.runner.process.DaemonImage;
import dev.outboard.runner.testing.parts.DebianMachine;
import dev.outboard.runner.testing.parts.SimulatedEngine;
import dev.outboard.systemd.container.ImageSource;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.daemon.host.Daemon;
import dev.outboard.systemd.docker.EngineException;
import dev.outboard.systemd.platform.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DaemonImageTest {
    private static final ImageReference JOB = ImageReference.of("debian:13");
    private static final ImageReference IMAGE = ImageReference.of("gitlab/gitlab-runner:latest");

    private final DebianMachine machine = DebianMachine.withDocker();
    private final SimulatedEngine docker = machine.firstEngine();
    private final Provisioner provisioner = machine.provisioner();

    @TempDir
    Path directory;

    private static StackSpec with(RunnerSpec.Builder runner) {
        return Article.stack(Article.docker1().build(), Article.docker2().build(), runner.build());
    }

    private static List<String> steps(Plan plan) {
        return plan.changes().stream()
                .filter(change -> change.resource().kind().equals("image"))
                .map(Change::steps)
                .flatMap(List::stream)
                .map(Step::describe)
                .toList();
    }

    /** What {@code docker save} writes, as far as it is read: tar(5) with a manifest. */
    private Path archive(String... images) throws IOException {
        String names =
                Arrays.stream(images).map(image -> '"' + image + '"').toList().toString();
        byte[] manifest = ("[{\"RepoTags\": " + names + "}]").getBytes(UTF_8);
        byte[] tar = new byte[2048];
        System.arraycopy("manifest.json".getBytes(UTF_8), 0, tar, 0, 13);
        System.arraycopy(String.format("%011o", manifest.length).getBytes(UTF_8), 0, tar, 124, 11);
        System.arraycopy(manifest, 0, tar, 512, manifest.length);
        return Files.write(directory.resolve("runner.tar"), tar);
    }

    @Test
    void pullsAnImageThatIsMissing() {
        Plan plan = provisioner.plan(Article.stack());
        provisioner.apply(plan);

        assertThat(steps(plan)).containsExactly("$ docker pull gitlab/gitlab-runner:latest");
        assertThat(docker.hasImage(IMAGE)).isTrue();
    }

    @Test
    void usesAnImageThatIsThere() {
        docker.pull(IMAGE);

        assertThat(steps(provisioner.plan(Article.stack()))).isEmpty();
    }

    @Test
    void leavesAnImageThatWasThereBefore() {
        docker.pull(IMAGE);
        provisioner.apply(provisioner.plan(Article.stack()));

        provisioner.apply(provisioner.planRemoval("ci", Retention.PURGE));

        assertThat(docker.hasImage(IMAGE)).isTrue();
    }

    @Test
    void loadsAnImageFromItsArchive() throws IOException {
        Path archive = archive("runner:1", "gitlab/gitlab-runner:v17.0.0");

        Plan plan = provisioner.plan(with(Article.runner1(
                Article.container().image(ImageSource.archive("gitlab/gitlab-runner:v17.0.0", archive)))));
        provisioner.apply(plan);

        assertThat(steps(plan)).containsExactly("$ docker load --input " + archive);
        assertThat(docker.hasImage(ImageReference.of("gitlab/gitlab-runner:v17.0.0")))
                .isTrue();
    }

    @Test
    void refusesAnArchiveWithoutTheImage() throws IOException {
        Path archive = archive("busybox:1");

        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> provisioner.plan(with(Article.runner1(
                        Article.container().image(ImageSource.archive("gitlab/gitlab-runner:latest", archive))))))
                .withMessageContaining("image archive " + archive)
                .withMessageContaining("[busybox:1]")
                .withMessageContaining("the image gitlab/gitlab-runner:latest");
    }

    @Test
    void refusesAnArchiveThatIsNotThere() {
        Path missing = directory.resolve("missing.tar");

        assertThatExceptionOfType(EngineException.class)
                .isThrownBy(() -> provisioner.plan(with(Article.runner1(
                        Article.container().image(ImageSource.archive("gitlab/gitlab-runner:latest", missing))))))
                .withMessageContaining(missing.toString());
    }

    @Test
    void saysThatTheRegistryDoesNotHaveIt() {
        assertThatExceptionOfType(ApplyFailedException.class)
                .isThrownBy(() -> provisioner.apply(provisioner.plan(
                        with(Article.runner1(Article.container().image(ImageSource.pull("no/such:image")))))))
                .withMessageContaining("in the step \"$ docker pull no/such:image\"");
    }

    @Test
    void keepsItsImageUnlessToldToPurge() {
        provisioner.apply(provisioner.plan(Article.stack()));

        provisioner.apply(provisioner.planRemoval("ci"));

        assertThat(docker.hasImage(IMAGE)).isTrue();
    }

    @Test
    void tellsOfTheProgressOfAPull() {
        List<String> events = new ArrayList<>();

        provisioner.apply(provisioner.plan(Article.stack()), event -> events.add(event.summary()));

        assertThat(events)
                .containsSubsequence(
                        "    $ docker pull gitlab/gitlab-runner:latest", "      1 of 1 layers, 28 of 28 MB");
    }

    @Test
    void purgesItsImageOnceNoContainerUsesIt() {
        provisioner.apply(provisioner.plan(Article.stack()));

        Plan removal = provisioner.planRemoval("ci", Retention.PURGE);
        provisioner.apply(removal);

        assertThat(steps(removal)).containsExactly("$ docker image rm gitlab/gitlab-runner:latest");
        assertThat(docker.hasImage(IMAGE)).isFalse();
    }

    private Plan plan(DaemonImage image, Resource... before) {
        Planner planner = new Planner(List.of(
                ManagedFile.KIND,
                ManagedDirectory.KIND,
                NetworkdService.KIND,
                Bridge.KIND,
                Daemon.kind(machine.engines()),
                DaemonImage.kind(machine.engines())));
        List<Resource> resources = new ArrayList<>(Arrays.asList(before));
        resources.add(image);
        return planner.plan(
                new DesiredState(StackName.of("images"), resources, List.of()),
                machine.host(),
                provisioner.receipt("images"),
                Set.of());
    }

    private void apply(Plan plan) {
        Applier.apply(plan, machine.host(), event -> {});
    }

    private DaemonImage ofTheSecond(ImageSource source) {
        return DaemonImage.of(Article.docker2().build(), machine.engines(), source);
    }

    /** What starts the second daemon in the same plan. */
    private Resource[] daemon() {
        Platform platform = Platform.readFrom(machine.host());
        BridgeSpec bridge = Article.docker1().build();
        List<Resource> resources = new ArrayList<>(Bridge.resources(List.of(bridge)));
        resources.addAll(
                Daemon.resources(Article.docker2().build(), bridge, platform, machine.engines(), machine.host()));
        return resources.toArray(Resource[]::new);
    }

    @Test
    void pullsOntoADaemonThatTheSamePlanStarts() {
        machine.engine(Article.SOCKET).offer(JOB);

        Plan plan = plan(ofTheSecond(ImageSource.pull("debian:13")), daemon());
        apply(plan);

        assertThat(plan.changes())
                .last()
                .satisfies(
                        change -> assertThat(change.summary())
                                .isEqualTo(
                                        "+ image debian:13 on docker2: docker2 does not run yet, and may lack it when it does"));
        assertThat(steps(plan)).containsExactly("$ docker --host unix:///docker2/docker.sock pull debian:13");
        assertThat(machine.engine(Article.SOCKET).hasImage(JOB)).isTrue();
        assertThat(docker.hasImage(JOB)).isFalse();
        assertThat(plan(ofTheSecond(ImageSource.pull("debian:13")), daemon()).isEmpty())
                .isTrue();
    }

    @Test
    void loadsOntoADaemonThatRuns() throws IOException {
        provisioner.apply(provisioner.plan(Article.stackWithoutRunner()));
        Path archive = archive("debian:13");

        Plan plan = plan(ofTheSecond(ImageSource.archive("debian:13", archive)));
        apply(plan);

        assertThat(plan.changes())
                .singleElement()
                .satisfies(change -> assertThat(change.summary())
                        .isEqualTo("+ image debian:13 on docker2: docker2 does not have it"));
        assertThat(machine.engine(Article.SOCKET).hasImage(JOB)).isTrue();
    }

    @Test
    void refusesAPlanWithoutAnImageThatMustBeThere() {
        provisioner.apply(provisioner.plan(Article.stackWithoutRunner()));

        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> plan(ofTheSecond(ImageSource.present("debian:13"))))
                .withMessageContaining("image debian:13: found \"none on docker2\"")
                .withMessageContaining("docker --host unix:///docker2/docker.sock load --input FILE");
    }

    @Test
    void takesAnImageThatIsThereForPresent() {
        provisioner.apply(provisioner.plan(Article.stackWithoutRunner()));
        machine.engine(Article.SOCKET).offer(JOB);
        machine.engine(Article.SOCKET).pull(JOB);

        assertThat(plan(ofTheSecond(ImageSource.present("debian:13"))).isEmpty())
                .isTrue();
    }

    @Test
    void looksForAnImageAsSoonAsItsDaemonRuns() {
        Plan plan = plan(ofTheSecond(ImageSource.present("debian:13")), daemon());

        assertThat(steps(plan))
                .containsExactly(
                        "$ docker --host unix:///docker2/docker.sock image inspect --format {{.Id}} debian:13");
        assertThatExceptionOfType(ApplyFailedException.class)
                .isThrownBy(() -> apply(plan))
                .withMessageContaining("image debian:13: found \"none on docker2\"");
    }

    @Test
    void bringsItsImageAgainWhenTheDaemonGetsAnotherStore() {
        machine.engine(Article.SOCKET).offer(JOB);
        apply(plan(ofTheSecond(ImageSource.pull("debian:13")), daemon()));
        DaemonSpec other = Article.docker2().storageDriver("vfs").build();
        BridgeSpec bridge = Article.docker1().build();
        List<Resource> resources = new ArrayList<>(Bridge.resources(List.of(bridge)));
        resources.addAll(
                Daemon.resources(other, bridge, Platform.readFrom(machine.host()), machine.engines(), machine.host()));

        Plan plan = plan(
                DaemonImage.of(other, machine.engines(), ImageSource.pull("debian:13")),
                resources.toArray(Resource[]::new));
        apply(plan);

        assertThat(steps(plan)).hasSize(1);
        assertThat(machine.engine(Article.SOCKET).hasImage(JOB)).isTrue();
    }

    @Test
    void prefetchesTheImagesOfARunnerOntoItsDaemon() {
        machine.engine(Article.SOCKET).offer(JOB);
        StackSpec stack =
                with(Article.runner1().prefetch(ImageSource.pull("debian:13")).prefetch(ImageSource.pull("debian:13")));

        Plan plan = provisioner.plan(stack);
        provisioner.apply(plan);

        assertThat(steps(plan))
                .containsExactlyInAnyOrder(
                        "$ docker --host unix:///docker2/docker.sock pull debian:13",
                        "$ docker pull gitlab/gitlab-runner:latest");
        assertThat(provisioner.plan(stack).isEmpty()).isTrue();
    }

    @Test
    void leavesImagesOfASecondDaemonToItsData() {
        machine.engine(Article.SOCKET).offer(JOB);
        apply(plan(ofTheSecond(ImageSource.pull("debian:13")), daemon()));
        Receipt receipt = provisioner.receipt("images");

        Plan removal = new Planner(List.of(
                        ManagedFile.KIND,
                        ManagedDirectory.KIND,
                        NetworkdService.KIND,
                        Bridge.KIND,
                        Daemon.kind(machine.engines()),
                        DaemonImage.kind(machine.engines())))
                .planRemoval(machine.host(), receipt, Retention.PURGE);
        apply(removal);

        assertThat(steps(removal)).isEmpty();
        assertThat(provisioner.receipt("images").resources()).isEmpty();
    }
}
