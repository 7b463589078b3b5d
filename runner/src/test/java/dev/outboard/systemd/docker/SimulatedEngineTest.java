package dev.outboard.systemd.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.outboard.core.value.ContainerName;
import dev.outboard.core.value.ImageReference;
import dev.outboard.core.value.Secret;
import dev.outboard.runner.testing.parts.Execution;
import dev.outboard.runner.testing.parts.SimulatedEngine;
import dev.outboard.systemd.container.RestartPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SimulatedEngineTest extends EngineContract {
    private static final ContainerName RUNNER = ContainerName.of("runner1");
    private static final ImageReference IMAGE = ImageReference.of("gitlab/gitlab-runner");

    private final SimulatedEngine engine = SimulatedEngine.ofFirstDaemon();

    @Override
    Engine engine() {
        return engine;
    }

    @Override
    Path rootfs() {
        try {
            return Files.write(directory.resolve("rootfs.tar"), new TarFile().toBytes());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @BeforeEach
    void teachCommands() {
        engine.answer(execution -> {
            if (execution.command().equals(FAIL)) {
                return new ExecResult(3, "out\n", "err\n");
            }
            String token = Optional.ofNullable(execution.environment().get("TOKEN"))
                    .map(Secret::reveal)
                    .orElse("");
            return new ExecResult(0, "got " + token + "\n", "");
        });
    }

    private void runWith(RestartPolicy policy) {
        engine.offer(IMAGE);
        engine.pull(IMAGE);
        engine.create(ContainerDefinition.builder(RUNNER, IMAGE).restart(policy).build());
        engine.start(RUNNER);
    }

    private boolean isRunning() {
        return engine.container(RUNNER).orElseThrow().isRunning();
    }

    @Test
    void pullsWhatTheRegistryOffers() {
        engine.offer(IMAGE);
        engine.pull(IMAGE);
        assertThat(engine.hasImage(IMAGE)).isTrue();
    }

    @Test
    void tellsThatAPullIsDone() {
        List<PullProgress> progress = new ArrayList<>();
        engine.offer(IMAGE);
        engine.pull(IMAGE, progress::add);
        assertThat(progress)
                .last()
                .satisfies(last -> assertThat(last.layersDone()).isEqualTo(last.layers()));
    }

    @Test
    void containerGoesOnAfterASignalThatIsIgnored() {
        engine.ignore(Signal.QUIT);
        runWith(RestartPolicy.NO);
        engine.kill(RUNNER, Signal.QUIT);
        assertThat(isRunning()).isTrue();
        engine.kill(RUNNER, Signal.TERM);
        assertThat(engine.awaitExit(RUNNER, Duration.ZERO)).contains(0);
    }

    @Test
    void containerThatFailsTellsWhy() {
        engine.fail(IMAGE, 3, "one", "two");
        runWith(RestartPolicy.NO);
        assertThat(engine.awaitExit(RUNNER, LONG)).contains(3);
        assertThat(engine.logs(RUNNER, 1)).containsExactly("two");
    }

    @Test
    void containerThatFailsIsTriedAgainIfItsPolicySaysSo() {
        engine.fail(IMAGE, 3);
        runWith(RestartPolicy.ALWAYS);
        assertThat(engine.awaitExit(RUNNER, LONG)).contains(3);
        assertThat(engine.container(RUNNER).orElseThrow().restarts()).isPositive();
    }

    @Test
    void remembersCommands() {
        runWith(RestartPolicy.NO);
        Map<String, Secret> environment = Map.of("TOKEN", Secret.of("s3cret"));
        engine.exec(RUNNER, List.of("register"), environment);
        assertThat(engine.executions()).containsExactly(new Execution(RUNNER, List.of("register"), environment));
    }

    @Test
    void knowsNoCommandThatNobodyTaught() {
        SimulatedEngine untaught = SimulatedEngine.ofFirstDaemon();
        untaught.offer(IMAGE);
        untaught.pull(IMAGE);
        untaught.create(ContainerDefinition.builder(RUNNER, IMAGE).build());
        untaught.start(RUNNER);
        assertThatIllegalStateException()
                .isThrownBy(() -> untaught.exec(RUNNER, List.of("register"), Map.of()))
                .withMessageContaining("register");
    }

    @Test
    void failsWhileItIsDown() {
        engine.shutDown();
        assertThatExceptionOfType(EngineException.class)
                .isThrownBy(engine::containers)
                .withMessageContaining("is not running")
                .withMessageContaining("Fix: start it");
        engine.startUp();
    }

    @Test
    void containerWithoutPolicyStaysDownWithTheDaemon() {
        runWith(RestartPolicy.NO);
        engine.shutDown();
        engine.startUp();
        assertThat(isRunning()).isFalse();
    }

    @Test
    void containerThatIsAlwaysToRunComesBackWithTheDaemon() {
        runWith(RestartPolicy.ALWAYS);
        engine.stop(RUNNER, Duration.ZERO);
        engine.shutDown();
        engine.startUp();
        assertThat(isRunning()).isTrue();
    }

    @Test
    void containerThatWasStoppedStaysDown() {
        runWith(RestartPolicy.UNLESS_STOPPED);
        engine.stop(RUNNER, Duration.ZERO);
        engine.shutDown();
        engine.startUp();
        assertThat(isRunning()).isFalse();
    }
}
