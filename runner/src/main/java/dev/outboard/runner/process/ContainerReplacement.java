package dev.outboard.runner.process;

import dev.outboard.core.change.Step;
import dev.outboard.core.change.Undo;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.host.Host;
import dev.outboard.core.text.ShellWords;
import dev.outboard.core.value.ContainerName;
import dev.outboard.systemd.docker.ContainerDefinition;
import dev.outboard.systemd.docker.ContainerState;
import dev.outboard.systemd.docker.Engine;
import dev.outboard.systemd.docker.EngineException;
import dev.outboard.systemd.firstdaemon.DaemonAccess;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Puts a new container into the place of an old one that has ended. The old one stays aside under another name until the
 * new one has run for a while, and returns if it does not.
 *
 * @param docker the daemon of both
 * @param definition the new one
 * @param oldRan whether the old one ran before, and so is started again if it returns
 */
record ContainerReplacement(DaemonAccess docker, ContainerDefinition definition, boolean oldRan) {
    /** What can't run at all ends in less time; a runner with a wrong configuration file keeps running and says so in its log. */
    private static final Duration TRIAL = Duration.ofSeconds(3);

    private static final int LAST_LINES = 10;

    /** The name of the old container meanwhile. A container of this name is taken for what is left of an apply that was ended. */
    static ContainerName aside(ContainerName name) {
        return ContainerName.of(name + "-replaced-by-outboard");
    }

    private ContainerName name() {
        return definition.name();
    }

    private ContainerName old() {
        return aside(name());
    }

    Step setAside() {
        return docker.step("rename " + name() + " " + old(), engine -> engine.rename(name(), old()));
    }

    Step create() {
        return undone(creation(docker, definition));
    }

    /** Makes a container that replaces none. */
    static Step creation(DaemonAccess docker, ContainerDefinition definition) {
        List<String> line = definition.toDockerRun();
        return docker.step(
                "create " + ShellWords.join(line.subList(line.indexOf("--name"), line.size())),
                engine -> engine.create(definition));
    }

    /** Starts the new one, and removes the old one once the new one has run for a while. */
    List<Step> finish() {
        return List.of(start(), watch(), removeOld());
    }

    private Step start() {
        return undone(docker.step("start " + name(), engine -> engine.start(name())));
    }

    private Step watch() {
        return undone(docker.lineStep(
                "! timeout " + TRIAL.toSeconds() + " " + docker.commandLine("wait " + name()),
                (engine, progress) -> requireUp(engine)));
    }

    Step removeOld() {
        return docker.step("rm --force " + old(), engine -> engine.remove(old()))
                .takenBack(Undo.impossible("container " + name() + " was recreated, and the former one is removed"));
    }

    private void requireUp(Engine engine) {
        Optional<Integer> status = engine.awaitExit(name(), TRIAL);
        int restarts = engine.container(name()).map(ContainerState::restarts).orElse(0);
        if (status.isPresent() || restarts > 0) {
            String end = status.map(code -> "ended with exit status " + code)
                    .orElse("ended again and again (" + restarts + " times)");
            throw new EngineException(
                    lastWords(
                            "container " + name() + " " + end + " within " + TRIAL.toSeconds() + " s of its start",
                            engine),
                    "correct what it complains about: its image " + definition.image()
                            + ", or what the runner's spec gives to the container",
                    null);
        }
    }

    private List<String> lastWords(String end, Engine engine) {
        try {
            List<String> lines = engine.logs(name(), LAST_LINES);
            return lines.isEmpty()
                    ? List.of(end + "; it said nothing")
                    : Stream.concat(
                                    Stream.of(end + "; it said:"),
                                    lines.stream().map(line -> "    " + line))
                            .toList();
        } catch (ProvisioningException elsewhere) {
            return List.of(end + "; what it said can't be read (" + elsewhere.problem() + ")");
        }
    }

    /** The step; when it fails, the old container has its place again. */
    private Step undone(Step step) {
        return new Undone(step, this);
    }

    private record Undone(Step step, ContainerReplacement replacement) implements Step {
        @Override
        public String describe() {
            return step.describe();
        }

        @Override
        public void perform(Host host) {
            perform(host, progress -> {});
        }

        @Override
        public void perform(Host host, Consumer<? super String> progress) {
            try {
                step.perform(host, progress);
            } catch (ProvisioningException failure) {
                throw replacement.undo(failure, progress);
            }
        }

        @Override
        public Undo undo() {
            return step.undo();
        }
    }

    private EngineException undo(ProvisioningException failure, Consumer<? super String> progress) {
        progress.accept("the old container returns");
        try {
            docker.order(this::restoreOld);
        } catch (ProvisioningException second) {
            EngineException both = new EngineException(
                    and(failure, "  and the old container did not return: " + second.problem()),
                    failure.remedy() + "; to have the old one meanwhile: " + docker.commandLine("rm --force " + name())
                            + "; " + docker.commandLine("rename " + old() + " " + name()) + "; "
                            + docker.commandLine("start " + name()),
                    failure);
            both.addSuppressed(second);
            return both;
        }
        return new EngineException(
                and(failure, "  the old container " + (oldRan ? "runs again" : "is back")), failure.remedy(), failure);
    }

    private static List<String> and(ProvisioningException failure, String more) {
        return Stream.concat(failure.problem().lines(), more.lines()).toList();
    }

    private void restoreOld(Engine engine) {
        if (engine.container(old()).isPresent()) {
            engine.remove(name());
            engine.rename(old(), name());
        }
        engine.updateRestart(name(), definition.restart());
        if (oldRan) {
            engine.start(name());
        }
    }
}
