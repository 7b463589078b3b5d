package dev.outboard.runner;

import com.google.common.collect.ImmutableMap;
import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.change.Step;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.Resource;
import dev.outboard.core.desired.ResourceKind;
import dev.outboard.core.desired.Retention;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.value.ImageReference;
import dev.outboard.runner.docker.ImageArchive;
import dev.outboard.runner.docker.ImageSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The image of a runner's container on the first daemon. One that is there is used as it is, and not owned.
 *
 * @param docker the first daemon
 * @param image which image
 * @param archive the file to load it from, or empty to pull it
 */
record RunnerImage(FirstEngine docker, ImageReference image, Optional<Path> archive) implements Resource {
    RunnerImage(FirstEngine docker, ImageSource source) {
        this(
                docker,
                source.image(),
                source instanceof ImageSource.Archive file ? Optional.of(file.file()) : Optional.empty());
    }

    private static final String KIND = "image";

    @Override
    public ResourceId id() {
        return new ResourceId(KIND, image.toString());
    }

    @Override
    public List<Change> changes(Planning planning) {
        if (docker.ask(engine -> engine.hasImage(image))) {
            return List.of();
        }
        archive.ifPresent(file -> requireImage(ImageArchive.readFrom(file), planning));
        return List.of(Change.of(id(), Action.CREATE, List.of(bring())).because("the first daemon does not have it"));
    }

    private Step bring() {
        return archive.map(file -> docker.step("load --input " + file, engine -> engine.load(file)))
                .orElseGet(() -> docker.step("pull " + image, engine -> engine.pull(image)));
    }

    private void requireImage(ImageArchive file, Planning planning) {
        if (!file.images().contains(image.withDefaultTag())) {
            planning.conflict(new Problem(
                    "imageArchive " + file.file(),
                    file.images().toString(),
                    "the image " + image.withDefaultTag(),
                    "save the right image to the file, or set image(…) to one of those in it"));
        }
    }

    @Override
    public Owned owned(Planning planning) {
        return Owned.of(id(), ImmutableMap.of());
    }

    /** Images that Outboard brought go with the data. */
    static ResourceKind kind(FirstEngine docker) {
        return new ImageKind(docker);
    }

    private record ImageKind(FirstEngine docker) implements ResourceKind {
        @Override
        public String name() {
            return KIND;
        }

        @Override
        public Removal remove(Owned owned, Planning removal) {
            ImageReference image = ImageReference.of(owned.id().name());
            if (!docker.ask(engine -> engine.hasImage(image))) {
                return Removal.of(List.of());
            }
            if (removal.retention() == Retention.KEEP_DATA) {
                return Removal.kept();
            }
            return Removal.of(List.of(Change.of(
                    owned.id(),
                    Action.DELETE,
                    List.of(docker.step("image rm " + image, engine -> engine.removeImage(image))))));
        }
    }
}
