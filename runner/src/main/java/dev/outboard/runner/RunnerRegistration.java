package dev.outboard.runner;

import com.google.common.collect.ImmutableMap;
import com.google.common.hash.Hashing;
import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.change.Step;
import dev.outboard.core.command.ShellWords;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.Resource;
import dev.outboard.core.desired.ResourceKind;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.host.HostView;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.ContainerName;
import dev.outboard.core.value.Secret;
import dev.outboard.runner.docker.Engine;
import dev.outboard.runner.docker.EngineException;
import dev.outboard.runner.docker.ExecResult;
import dev.outboard.systemd.daemon.DaemonSpec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A runner's place in GitLab, made by {@code gitlab-runner register} in its container. Whether it is there is read from
 * the {@code config.toml} that the command writes.
 */
final class RunnerRegistration implements Resource {
    private static final Logger log = LoggerFactory.getLogger(RunnerRegistration.class);
    private static final String KIND = "registration";
    private static final String DEFINITION = "definition";

    private final FirstEngine docker;
    private final RunnerSpec runner;
    private final List<String> command;

    RunnerRegistration(FirstEngine docker, RunnerSpec runner, DaemonSpec daemon) {
        this.docker = docker;
        this.runner = runner;
        this.command = RunnerCommands.register(runner, daemon);
    }

    @Override
    public ResourceId id() {
        return new ResourceId(KIND, runner.name().toString());
    }

    @Override
    public List<Change> changes(Planning planning) {
        boolean isRegistered = isRegistered(planning.host());
        Optional<String> definition = planning.receipt()
                .find(id())
                .flatMap(owned -> Optional.ofNullable(owned.attributes().get(DEFINITION)));
        if (definition.filter(hash -> !hash.equals(hash())).isPresent()) {
            // another definition may mean another GitLab, which would keep the runner otherwise
            return List.of(Change.of(id(), Action.UPDATE, List.of(unregister(docker, runner.name()), register()))
                    .because("its definition changed"));
        }
        if (!isRegistered) {
            return List.of(Change.of(id(), Action.CREATE, List.of(register()))
                    .because(runner.url() + " does not have it yet"));
        }
        return definition.isPresent()
                ? List.of()
                : List.of(Change.of(id(), Action.ADOPT, List.of())
                        .because(configuration(runner) + " has this runner already"));
    }

    /** Whether the runner's configuration names it, with the GitLab that it is for. */
    boolean isRegistered(HostView host) {
        return host.read(configuration(runner))
                .filter(content -> RunnerConfiguration.names(content.text(), runner.name(), runner.url()))
                .isPresent();
    }

    static AbsolutePath configuration(RunnerSpec runner) {
        return runner.configurationDirectory().resolve("config.toml");
    }

    private Step register() {
        RunnerToken token = runner.token();
        String variable = token.kind().variable();
        return docker.step(
                "exec --env " + variable + " " + runner.name() + " " + ShellWords.join(command),
                engine -> require(engine.exec(runner.name(), command, ImmutableMap.of(variable, token.secret()))));
    }

    private void require(ExecResult result) {
        if (!result.isSuccess()) {
            throw new EngineException(
                    "runner " + runner.name() + " was not registered with " + runner.url()
                            + ": gitlab-runner register ended with exit status " + result.exitStatus()
                            + "; it said:\n    "
                            + withoutToken(lastLines(result)),
                    "check the URL and the token (" + runner.token().secret().source()
                            + "); 410 means that this GitLab takes no registration tokens: create the runner there and use"
                            + " its authentication token");
        }
    }

    /** gitlab-runner writes what GitLab answers, and that may repeat what it was sent. */
    private String withoutToken(String lines) {
        Secret token = runner.token().secret();
        return lines.replace(token.reveal(), token.toString());
    }

    private static String lastLines(ExecResult result) {
        List<String> lines = (result.output() + "\n" + result.errors())
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
        return String.join("\n    ", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
    }

    private static Step unregister(FirstEngine docker, ContainerName name) {
        List<String> words = RunnerCommands.unregister(name.toString());
        return docker.step("exec " + name + " " + ShellWords.join(words), engine -> unregister(engine, name, words));
    }

    /** GitLab may be gone for good, and must not keep a stack from going as well. */
    private static void unregister(Engine engine, ContainerName name, List<String> words) {
        try {
            ExecResult result = engine.exec(name, words, ImmutableMap.of());
            if (!result.isSuccess()) {
                log.warn("runner {} stays in GitLab, delete it there: {}", name, lastLines(result));
            }
        } catch (ProvisioningException failure) {
            log.warn("runner {} stays in GitLab, delete it there: {}", name, failure.problem());
        }
    }

    @Override
    public Owned owned(Planning planning) {
        return Owned.of(
                id(),
                ImmutableMap.of(
                        DEFINITION,
                        hash(),
                        "configuration",
                        configuration(runner).toString()));
    }

    private String hash() {
        return Hashing.sha256()
                .hashString(ShellWords.join(command), StandardCharsets.UTF_8)
                .toString();
    }

    /** Runners leave GitLab by {@code gitlab-runner unregister}, while their container runs. */
    static ResourceKind kind(FirstEngine docker) {
        return new RegistrationKind(docker);
    }

    private record RegistrationKind(FirstEngine docker) implements ResourceKind {
        @Override
        public String name() {
            return KIND;
        }

        @Override
        public Removal remove(Owned owned, Planning removal) {
            ContainerName name = ContainerName.of(owned.id().name());
            boolean isRunning = docker.ask(engine -> engine.container(name))
                    .filter(state -> state.isRunning())
                    .isPresent();
            if (!isRunning) {
                removal.note("container " + name + " does not run, so its runner stays in GitLab: delete it there");
                return Removal.of(List.of());
            }
            return Removal.of(List.of(Change.of(owned.id(), Action.DELETE, List.of(unregister(docker, name)))));
        }
    }
}
