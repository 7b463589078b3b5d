package dev.outboard.runner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.core.apply.ApplyFailedException;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.Step;
import dev.outboard.core.desired.Retention;
import dev.outboard.core.failure.ConflictException;
import dev.outboard.core.plan.Plan;
import dev.outboard.core.value.ImageReference;
import dev.outboard.runner.docker.EngineException;
import dev.outboard.runner.docker.ImageSource;
import dev.outboard.runner.testing.SimulatedEngine;
import dev.outboard.runner.testing.SimulatedHosts;
import dev.outboard.runner.testing.SimulatedMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunnerImageTest {
    private static final ImageReference IMAGE = ImageReference.of("gitlab/gitlab-runner:latest");

    private final SimulatedMachine machine = SimulatedHosts.debian13WithDocker();
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
                .withMessageContaining("imageArchive " + archive)
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
    void purgesItsImageOnceNoContainerUsesIt() {
        provisioner.apply(provisioner.plan(Article.stack()));

        Plan removal = provisioner.planRemoval("ci", Retention.PURGE);
        provisioner.apply(removal);

        assertThat(steps(removal)).containsExactly("$ docker image rm gitlab/gitlab-runner:latest");
        assertThat(docker.hasImage(IMAGE)).isFalse();
    }
}
