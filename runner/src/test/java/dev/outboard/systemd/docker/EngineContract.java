package dev.outboard.systemd.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.hash.Hashing;
import dev.outboard.core.value.ContainerName;
import dev.outboard.core.value.ImageReference;
import dev.outboard.core.value.Label;
import dev.outboard.core.value.Secret;
import dev.outboard.systemd.container.Bind;
import dev.outboard.systemd.container.NetworkName;
import dev.outboard.systemd.container.RestartPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every engine does. An implementation's test extends this and says where its daemon is. */
abstract class EngineContract {
    /** A command of the image that writes to both streams, and fails. */
    static final List<String> FAIL = List.of("/bin/sh", "-c", "echo out; echo err >&2; exit 3");

    /** A command of the image that prints a variable. */
    static final List<String> PRINT_TOKEN = List.of("/bin/sh", "-c", "echo \"got $TOKEN\"");

    private static final ImageReference IMAGE = ImageReference.of("contract/busybox");
    static final ContainerName NAME = ContainerName.of("contract1");
    private static final ContainerName OTHER = ContainerName.of("contract2");
    private static final Duration AT_ONCE = Duration.ZERO;
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Longer than any container here needs to end. */
    static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    /** The engine under test; the same daemon each time. */
    abstract Engine engine();

    /** A tar file with a root file system in which {@link #FAIL}, {@link #PRINT_TOKEN} and {@code sleep} work. */
    abstract Path rootfs();

    @BeforeEach
    void bringImage() {
        if (!engine().hasImage(IMAGE)) {
            engine().importImage(IMAGE, rootfs());
        }
    }

    @AfterEach
    void removeWhatWasMade() {
        engine().containers().stream()
                .filter(container -> container.labels().containsKey(ContainerDefinition.HASH_LABEL))
                .flatMap(container -> container.names().stream())
                .forEach(name -> engine().remove(ContainerName.of(name)));
    }

    static ContainerDefinition.Builder sleeper() {
        return ContainerDefinition.builder(NAME, IMAGE).command(List.of("/bin/sleep", "1000"));
    }

    /** Ends when it is told to, with success. */
    static ContainerDefinition.Builder obedient() {
        return sleeper()
                .command(List.of(
                        "/bin/sh", "-c", "trap 'exit 0' QUIT TERM; while :; do /bin/sleep 1000 & wait $!; done"));
    }

    /** A shell that starts does not heed the signal yet, so it is sent again until the container ends. */
    final Optional<Integer> quit() {
        return Stream.generate(() -> {
                    engine().kill(NAME, Signal.QUIT);
                    return engine().awaitExit(NAME, SECOND);
                })
                .limit(LONG.toSeconds())
                .flatMap(Optional::stream)
                .findFirst();
    }

    void run(ContainerDefinition definition) {
        engine().create(definition);
        engine().start(definition.name());
    }

    @Test
    void listsItsDefaultNetworkWithItsBridge() {
        assertThat(engine().networks())
                .filteredOn(network -> network.name().equals("bridge"))
                .singleElement()
                .satisfies(network -> {
                    assertThat(network.driver()).isEqualTo("bridge");
                    assertThat(network.bridge()).isEqualTo(engine().info().bridge());
                });
    }

    @Test
    void makesAVolumeOfAContainerThatNamesOne() {
        engine().create(sleeper().addBind(Bind.of("contract:/data")).build());

        assertThat(engine().volumes()).contains("contract");
    }

    @Test
    void makesANetworkForContainersAndRemovesIt() {
        NetworkName name = NetworkName.of("contract");
        engine().removeNetwork(name);

        engine().createNetwork(name);

        assertThat(engine().networks())
                .filteredOn(network -> network.name().equals("contract"))
                .singleElement()
                .satisfies(network -> assertThat(network.driver()).isEqualTo("bridge"));
        assertThatExceptionOfType(EngineException.class).isThrownBy(() -> engine().createNetwork(name));

        engine().create(sleeper().network(name).build());
        engine().start(NAME);
        assertThatExceptionOfType(EngineException.class).isThrownBy(() -> engine().removeNetwork(name));

        engine().remove(NAME);
        engine().removeNetwork(name);
        assertThat(engine().networks()).noneMatch(network -> network.name().equals("contract"));
    }

    @Test
    void shortImageNameMeansLatest() {
        assertThat(engine().hasImage(ImageReference.of(IMAGE + ":latest"))).isTrue();
    }

    @Test
    void hasNoImageThatNobodyBrought() {
        assertThat(engine().hasImage(ImageReference.of("contract/nobody:1"))).isFalse();
    }

    @Test
    void createdContainerDoesNotRun() {
        String id = engine().create(sleeper().build());
        assertThat(engine().container(NAME)).hasValueSatisfying(container -> {
            assertThat(container.id()).isEqualTo(id);
            assertThat(container.isRunning()).isFalse();
            assertThat(container.startedAt()).isEmpty();
            assertThat(container.processId()).isEmpty();
            assertThat(container.image()).isEqualTo(IMAGE.toString());
        });
    }

    @Test
    void containerKeepsTheImageThatItWasMadeFromWhenItsNameMovesToAnother() {
        String before = engine().imageId(IMAGE).orElseThrow();
        engine().create(sleeper().build());

        engine().importImage(IMAGE, rootfs());

        assertThat(engine().imageId(IMAGE)).isPresent().isNotEqualTo(Optional.of(before));
        assertThat(engine().container(NAME).orElseThrow().imageId()).isEqualTo(before);
    }

    @Test
    void containerKnowsItsDefinition() {
        ContainerDefinition definition =
                sleeper().addLabel(Label.of("purpose", "contract")).build();
        engine().create(definition);
        assertThat(engine().container(NAME)).hasValueSatisfying(container -> {
            assertThat(container.isMadeFrom(definition)).isTrue();
            assertThat(container.isMadeFrom(sleeper().build())).isFalse();
            assertThat(container.labels()).containsEntry("purpose", "contract");
        });
    }

    @Test
    void startedContainerRuns() {
        run(sleeper().build());
        assertThat(engine().container(NAME)).hasValueSatisfying(container -> {
            assertThat(container.isRunning()).isTrue();
            assertThat(container.startedAt()).isPresent();
            assertThat(container.processId())
                    .hasValueSatisfying(id -> assertThat(id).isGreaterThan(1));
        });
    }

    @Test
    void startingTwiceChangesNothing() {
        run(sleeper().build());
        Optional<ContainerState> before = engine().container(NAME);
        engine().start(NAME);
        assertThat(engine().container(NAME)).isEqualTo(before);
    }

    @Test
    void stoppedContainerDoesNotRun() {
        run(sleeper().build());
        engine().stop(NAME, AT_ONCE);
        assertThat(engine().container(NAME))
                .hasValueSatisfying(
                        container -> assertThat(container.isRunning()).isFalse());
    }

    @Test
    void stoppingTwiceChangesNothing() {
        run(sleeper().build());
        engine().stop(NAME, AT_ONCE);
        Optional<ContainerState> before = engine().container(NAME);
        engine().stop(NAME, AT_ONCE);
        assertThat(engine().container(NAME)).isEqualTo(before);
    }

    @Test
    void containerThatRunsHasNoExitStatus() {
        run(sleeper().build());
        assertThat(engine().container(NAME)).hasValueSatisfying(container -> {
            assertThat(container.exitStatus()).isEmpty();
            assertThat(container.restarts()).isZero();
        });
    }

    @Test
    void signalEndsWhatHeedsIt() {
        run(obedient().build());
        assertThat(quit()).contains(0);
        assertThat(engine().container(NAME)).hasValueSatisfying(container -> {
            assertThat(container.isRunning()).isFalse();
            assertThat(container.exitStatus()).contains(0);
        });
    }

    @Test
    void killedContainerTellsSo() {
        run(sleeper().build());
        engine().kill(NAME, Signal.KILL);
        assertThat(engine().awaitExit(NAME, LONG)).contains(137);
    }

    @Test
    void signalToContainerThatDoesNotRunChangesNothing() {
        engine().create(sleeper().build());
        Optional<ContainerState> before = engine().container(NAME);
        engine().kill(NAME, Signal.QUIT);
        assertThat(engine().container(NAME)).isEqualTo(before);
    }

    @Test
    void refusesSignalToContainerThatIsNotThere() {
        assertThatExceptionOfType(EngineException.class)
                .isThrownBy(() -> engine().kill(NAME, Signal.QUIT))
                .withMessageContaining("send QUIT to container contract1: No such container: contract1");
    }

    @Test
    void waitingEndsAfterItsLimitAndChangesNothing() {
        run(sleeper().build());
        Optional<ContainerState> before = engine().container(NAME);
        assertThat(engine().awaitExit(NAME, SECOND)).isEmpty();
        assertThat(engine().container(NAME)).isEqualTo(before);
    }

    @Test
    void waitingForNoTimeIsALook() {
        run(sleeper().build());
        assertThat(engine().awaitExit(NAME, AT_ONCE)).isEmpty();
        engine().kill(NAME, Signal.KILL);
        assertThat(engine().awaitExit(NAME, LONG)).contains(137);
        assertThat(engine().awaitExit(NAME, AT_ONCE)).contains(137);
    }

    @Test
    void refusesToWaitForContainerThatIsNotThere() {
        assertThatExceptionOfType(EngineException.class)
                .isThrownBy(() -> engine().awaitExit(NAME, SECOND))
                .withMessageContaining("wait for the end of container contract1: No such container: contract1");
    }

    @Test
    void renamedContainerIsTheSame() {
        run(sleeper().build());
        Optional<ContainerState> before = engine().container(NAME);
        engine().rename(NAME, OTHER);
        assertThat(engine().container(NAME)).isEmpty();
        assertThat(engine().container(OTHER)).isEqualTo(before);
    }

    @Test
    void refusesToRenameToNameThatIsTaken() {
        engine().create(sleeper().build());
        engine().rename(NAME, OTHER);
        engine().create(sleeper().build());
        assertThatExceptionOfType(EngineException.class)
                .isThrownBy(() -> engine().rename(OTHER, NAME))
                .withMessageContaining("rename container contract2 to contract1")
                .withMessageContaining("already in use")
                .withMessageContaining("Fix: remove or rename that container");
    }

    @Test
    void changesRestartPolicyOfContainerThatRuns() {
        run(sleeper().restart(RestartPolicy.ALWAYS).build());
        ContainerState before = engine().container(NAME).orElseThrow();
        engine().updateRestart(NAME, RestartPolicy.NO);
        assertThat(before.restart()).isEqualTo(RestartPolicy.ALWAYS);
        assertThat(engine().container(NAME)).hasValueSatisfying(container -> {
            assertThat(container.restart()).isEqualTo(RestartPolicy.NO);
            assertThat(container.startedAt()).isEqualTo(before.startedAt());
            assertThat(container.labels()).isEqualTo(before.labels());
        });
    }

    @Test
    void removesRunningContainer() {
        run(sleeper().build());
        engine().remove(NAME);
        assertThat(engine().container(NAME)).isEmpty();
    }

    @Test
    void removesAContainerThatWasListedAndIsGoneTheSecondTime() {
        run(sleeper().build());
        ContainerSummary listed = engine().containers().stream()
                .filter(container -> container.names().contains(NAME.toString()))
                .findFirst()
                .orElseThrow();
        assertThat(listed.isAlive()).isTrue();
        engine().remove(listed);
        engine().remove(listed);
        assertThat(engine().container(NAME)).isEmpty();
    }

    @Test
    void removingTwiceChangesNothing() {
        engine().create(sleeper().build());
        engine().remove(NAME);
        engine().remove(NAME);
        assertThat(engine().container(NAME)).isEmpty();
    }

    @Test
    void beginningOfAnIdIsNoName() {
        String id = engine().create(sleeper().build());
        ContainerName beginning = ContainerName.of(id.substring(0, 12));
        assertThat(engine().container(beginning)).isEmpty();
        engine().remove(beginning);
        assertThat(engine().container(NAME)).isPresent();
    }

    @Test
    void listsContainersThatDoNotRun() {
        String id = engine().create(sleeper().build());
        assertThat(engine().containers())
                .filteredOn(container -> container.id().equals(id))
                .singleElement()
                .satisfies(container -> {
                    assertThat(container.names()).containsExactly(NAME.toString());
                    assertThat(container.state()).isEqualTo("created");
                    assertThat(container.image()).isEqualTo(IMAGE.toString());
                });
    }

    @Test
    void countsContainers() {
        int before = engine().info().containers();
        engine().create(sleeper().build());
        assertThat(engine().info().containers()).isEqualTo(before + 1);
    }

    @Test
    void describesItself() {
        EngineInfo info = engine().info();
        assertThat(info.storageDriver()).isNotEmpty();
        assertThat(info.version()).matches("[0-9]+\\..*");
        assertThat(info.apiVersion()).matches("1\\.[0-9]+");
    }

    @Test
    void refusesContainerOfMissingImage() {
        ContainerDefinition definition =
                sleeper().image(ImageReference.of("contract/nobody:1")).build();
        assertThatExceptionOfType(EngineException.class)
                .isThrownBy(() -> engine().create(definition))
                .withMessageContaining("create container contract1: No such image: contract/nobody:1")
                .withMessageContaining("Fix: pull the image first, or load it");
    }

    @Test
    void refusesNameThatIsTaken() {
        engine().create(sleeper().build());
        assertThatExceptionOfType(EngineException.class)
                .isThrownBy(() -> engine().create(sleeper().build()))
                .withMessageContaining("already in use")
                .withMessageContaining("Fix: remove or rename that container");
    }

    @Test
    void refusesToStartContainerThatIsNotThere() {
        assertThatExceptionOfType(EngineException.class)
                .isThrownBy(() -> engine().start(NAME))
                .withMessageContaining("start container contract1: No such container: contract1")
                .withMessageContaining("Fix: create the container first");
    }

    @Test
    void commandGivesItsStatusAndBothStreams() {
        run(sleeper().build());
        assertThat(engine().exec(NAME, FAIL, Map.of())).isEqualTo(new ExecResult(3, "out\n", "err\n"));
    }

    @Test
    void commandGetsItsEnvironment() {
        run(sleeper().build());
        ExecResult result = engine().exec(NAME, PRINT_TOKEN, Map.of("TOKEN", Secret.of("s3cret")));
        assertThat(result).isEqualTo(new ExecResult(0, "got s3cret\n", ""));
    }

    @Test
    void refusesCommandInContainerThatDoesNotRun() {
        engine().create(sleeper().build());
        assertThatExceptionOfType(EngineException.class)
                .isThrownBy(() -> engine().exec(NAME, FAIL, Map.of()))
                .withMessageContaining("is not running")
                .withMessageContaining("Fix: start the container first");
    }

    @Test
    void loadsArchive() throws IOException {
        ImageReference loaded = ImageReference.of("contract/loaded:1");
        engine().load(archive(loaded));
        assertThat(engine().hasImage(loaded)).isTrue();
        engine().removeImage(loaded);
    }

    @Test
    void refusesFileThatIsNoArchive() throws IOException {
        Path garbage = Files.writeString(directory.resolve("garbage.tar"), "this is not a tar file");
        assertThatExceptionOfType(EngineException.class)
                .isThrownBy(() -> engine().load(garbage))
                .withMessageContaining("garbage.tar");
    }

    @Test
    void refusesArchiveThatIsNotThere() {
        assertThatExceptionOfType(EngineException.class)
                .isThrownBy(() -> engine().load(directory.resolve("missing.tar")))
                .withMessageContaining("missing.tar")
                .withMessageContaining("Fix: name a file that is there");
    }

    @Test
    void removingImageTwiceChangesNothing() {
        engine().removeImage(IMAGE);
        engine().removeImage(IMAGE);
        assertThat(engine().hasImage(IMAGE)).isFalse();
    }

    @Test
    void refusesToRemoveImageThatIsUsed() {
        engine().create(sleeper().build());
        assertThatExceptionOfType(EngineException.class)
                .isThrownBy(() -> engine().removeImage(IMAGE))
                .withMessageContaining("Fix: remove the containers that use it first");
    }

    @Test
    void refusesToPullWhatNoRegistryHas() {
        assertThatExceptionOfType(EngineException.class)
                .isThrownBy(() -> engine().pull(ImageReference.of("registry.invalid/contract/nobody:1")))
                .withMessageContaining("pull image registry.invalid/contract/nobody:1")
                .withMessageContaining("load the image from a tar file");
    }

    /** What docker save would write for an image with one file. */
    private Path archive(ImageReference image) throws IOException {
        byte[] layer = new TarFile().file("hello", "hello\n").toBytes();
        String config = "{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{},\"rootfs\":{\"type\":\"layers\","
                + "\"diff_ids\":[\"sha256:" + Hashing.sha256().hashBytes(layer) + "\"]}}";
        String configName = Hashing.sha256().hashString(config, UTF_8) + ".json";
        String manifest =
                "[{\"Config\":\"" + configName + "\",\"RepoTags\":[\"" + image + "\"],\"Layers\":[\"layer.tar\"]}]";
        byte[] archive = new TarFile()
                .file(configName, config)
                .file("layer.tar", layer)
                .file("manifest.json", manifest)
                .toBytes();
        return Files.write(directory.resolve("image.tar"), archive);
    }
}
