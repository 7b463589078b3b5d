package dev.outboard.runner.process;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.change.Retention;
import dev.outboard.core.change.Step;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.Resource;
import dev.outboard.core.desired.ResourceKind;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.value.ImageReference;
import dev.outboard.core.value.UnitName;
import dev.outboard.systemd.UnitState;
import dev.outboard.systemd.container.ImageSource;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.daemon.host.Daemon;
import dev.outboard.systemd.docker.Engine;
import dev.outboard.systemd.docker.EngineException;
import dev.outboard.systemd.docker.EngineInfo;
import dev.outboard.systemd.docker.Engines;
import dev.outboard.systemd.docker.ImageArchive;
import dev.outboard.systemd.firstdaemon.DaemonAccess;
import dev.outboard.systemd.firstdaemon.FirstDaemon;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * An image that one of the host's daemons must have. One that is there is used unchanged, and not owned.
 *
 * <p>A second daemon may not run while a plan is made: the same plan starts it. Then it is not known what images it has (its
 * data may be of an earlier stack), so the plan says how each would come, and the apply brings what is missing.
 *
 * @param docker the way to the daemon
 * @param daemon the second daemon, or empty for the first
 * @param source which image, and where it comes from
 */
public record DaemonImage(DaemonAccess docker, Optional<DaemonSpec> daemon, ImageSource source) implements Resource {
    private static final String KIND = "image";

    /** Between an image and the daemon that has it; no image's name has a space. */
    private static final String PLACE = " on ";

    /** An attribute of an image that Outboard did not bring. */
    private static final String FOUND = "found";

    /** An image of the daemon that was there before Outboard came. */
    public static DaemonImage ofFirst(Engines engines, ImageSource source) {
        return new DaemonImage(DaemonAccess.first(engines), Optional.empty(), source);
    }

    /** An image of a daemon of the stack. Its resource stands after the daemon's. */
    public static DaemonImage of(DaemonSpec daemon, Engines engines, ImageSource source) {
        return new DaemonImage(new DaemonAccess(engines, daemon.socket()), Optional.of(daemon), source);
    }

    @Override
    public ResourceId id() {
        return new ResourceId(
                KIND, image() + daemon.map(spec -> PLACE + spec.name()).orElse(""));
    }

    private ImageReference image() {
        return source.image();
    }

    private String holder() {
        return daemon.map(spec -> spec.name().toString()).orElse("the first daemon");
    }

    @Override
    public List<Change> changes(Planning planning) {
        Optional<Boolean> isUp = isUp(planning);
        if (isUp.isEmpty() && !source.isFetched()) {
            planning.note("image " + image() + " must be on " + holder() + " already; it can't be asked now");
            return List.of();
        }
        if (!isUp.orElse(daemon.isEmpty())) {
            checkArchive(planning);
            return create(holder() + " does not run yet, and may lack it when it does");
        }
        if (docker.ask(engine -> engine.hasImage(image()))) {
            return losesItsImages(planning)
                    ? create(holder() + " gets another image store, which may lack it")
                    : List.of();
        }
        if (!source.isFetched()) {
            planning.conflict(missing());
        }
        checkArchive(planning);
        return create(holder() + " does not have it");
    }

    private List<Change> create(String reason) {
        return List.of(Change.of(id(), Action.CREATE, List.of(bring())).because(reason));
    }

    /**
     * Whether the daemon answers, or empty if the host only records. Only the service of a second daemon tells: a question
     * to its socket would start it.
     */
    private Optional<Boolean> isUp(Planning planning) {
        UnitName service = daemon.map(DaemonSpec::serviceUnit).orElse(FirstDaemon.SERVICE);
        return UnitState.readFrom(planning.host(), List.of(service))
                .map(states -> daemon.isEmpty() || states.values().stream().allMatch(UnitState::isActive));
    }

    /** Another root or driver is another store: what the daemon has now, it will not see once it is restarted. */
    private boolean losesItsImages(Planning planning) {
        return daemon.filter(spec -> planning.isInterrupted(Daemon.id(spec.name())))
                .filter(spec -> !isStore(spec, docker.ask(Engine::info)))
                .isPresent();
    }

    private static boolean isStore(DaemonSpec spec, EngineInfo info) {
        return info.rootDirectory().startsWith(spec.dataRoot())
                && info.storageDriver().equals(spec.storageDriver());
    }

    private Problem missing() {
        return new Problem(
                "image " + image(),
                "none on " + holder(),
                "an image that is there before the plan",
                "bring it (" + docker.commandLine("load --input FILE") + "), or let Outboard do so: ImageSource.pull(…)"
                        + " or ImageSource.archive(…)");
    }

    private void checkArchive(Planning planning) {
        if (source.archive().isPresent()) {
            ImageArchive file = ImageArchive.readFrom(source.archive().get());
            if (!file.images().contains(image().withDefaultTag())) {
                planning.conflict(new Problem(
                        "image archive " + file.file(),
                        file.images().toString(),
                        "the image " + image().withDefaultTag(),
                        "save the right image to the file, or name one of those in it"));
            }
        }
    }

    private Step bring() {
        if (source.archive().isPresent()) {
            Path archive = source.archive().get();
            return docker.step("load --input " + archive, unlessThere((engine, progress) -> engine.load(archive)));
        }
        if (!source.isFetched()) {
            return docker.step("image inspect --format {{.Id}} " + image(), unlessThere((engine, progress) -> {
                throw new EngineException(missing().summary(), missing().remedy());
            }));
        }
        return docker.step(
                "pull " + image(), unlessThere((engine, progress) -> engine.pull(image(), new PullReport(progress))));
    }

    private BiConsumer<Engine, Consumer<? super String>> unlessThere(BiConsumer<Engine, Consumer<? super String>> way) {
        return (engine, progress) -> {
            if (!engine.hasImage(image())) {
                way.accept(engine, progress);
            }
        };
    }

    @Override
    public Owned owned(Planning planning) {
        return Owned.of(id(), source.isFetched() ? ImmutableMap.of() : ImmutableMap.of(FOUND, "true"));
    }

    /** Images that Outboard brought to the first daemon go with the data; those of another daemon are in its data root. */
    public static ResourceKind kind(Engines engines) {
        return new ImageKind(DaemonAccess.first(engines));
    }

    private record ImageKind(DaemonAccess first) implements ResourceKind {
        @Override
        public String name() {
            return KIND;
        }

        @Override
        public Removal remove(Owned owned, Planning removal) {
            List<String> words = Splitter.on(PLACE).splitToList(owned.id().name());
            if (words.size() > 1 || owned.attributes().containsKey(FOUND)) {
                return Removal.of(List.of());
            }
            ImageReference image = ImageReference.of(words.get(0));
            if (!first.ask(engine -> engine.hasImage(image))) {
                return Removal.of(List.of());
            }
            if (removal.retention() == Retention.KEEP_DATA) {
                return Removal.kept();
            }
            return Removal.of(List.of(Change.of(
                    owned.id(),
                    Action.DELETE,
                    List.of(first.step("image rm " + image, engine -> engine.removeImage(image))))));
        }
    }
}
