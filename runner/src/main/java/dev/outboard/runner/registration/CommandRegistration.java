package dev.outboard.runner.registration;

import com.google.common.collect.ImmutableMap;
import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.change.Step;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.Resource;
import dev.outboard.core.desired.ResourceKind.Removal;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.text.ShellWords;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.ContainerName;
import dev.outboard.core.value.Secret;
import dev.outboard.runner.ContainerProcess;
import dev.outboard.runner.RunnerSpec;
import dev.outboard.runner.configuration.file.RegisteredRunner;
import dev.outboard.runner.gitlab.client.GitLabs;
import dev.outboard.runner.process.ProcessWithRunners;
import dev.outboard.runner.process.RunnerCommands;
import dev.outboard.runner.process.RunnerConfiguration;
import dev.outboard.systemd.docker.EngineException;
import dev.outboard.systemd.docker.ExecResult;
import dev.outboard.systemd.firstdaemon.DaemonAccess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A runner's place in GitLab, made by {@code gitlab-runner register} in its container. Whether it is there is read from
 * the {@code config.toml} that the command writes.
 */
public final class CommandRegistration implements Resource {
    private static final int SHOWN_LINES = 10;

    private final GitLabs gitLabs;
    private final DaemonAccess docker;
    private final RunnerSpec runner;
    private final List<String> command;
    private final Secret token;
    private final String variable;

    public CommandRegistration(GitLabs gitLabs, DaemonAccess docker, RunnerSpec runner, ProcessWithRunners served) {
        this.gitLabs = gitLabs;
        this.docker = docker;
        this.runner = runner;
        this.command = RunnerCommands.register(runner, served);
        token = runner.token().secret();
        if (runner.token().isRegistered()) {
            variable = "REGISTRATION_TOKEN";
        } else {
            variable = "CI_SERVER_TOKEN";
        }
    }

    @Override
    public ResourceId id() {
        return RememberedRunner.id(runner);
    }

    @Override
    public boolean decidesPlace() {
        return false;
    }

    @Override
    public List<Change> changes(Planning planning) {
        Registration registration = new Registration(gitLabs, runner);
        if (registration.isOfOthers(planning)) {
            return List.of();
        }
        Optional<Owned> owned = planning.receipt().find(id());
        if (owned.filter(registration::isOfAnotherGitLab).isPresent()) {
            return List.of(Change.of(
                            id(),
                            Action.UPDATE,
                            List.of(RegistrationKind.leave(gitLabs, docker, owned.get(), planning.host()), register()))
                    .because("it moves to " + runner.url()));
        }
        if (registration.entry(planning).isEmpty()) {
            return List.of(Change.of(id(), Action.CREATE, List.of(register()))
                    .because(runner.url() + " does not have it yet"));
        }
        if (owned.filter(registration::isElsewhere).isPresent()) {
            return List.of(registration.move(owned.get(), planning));
        }
        List<Change> found = new ArrayList<>();
        if (runner.token().isGiven() && token.isReadable()) {
            found.addAll(new GivenToken(registration, token).changes(planning));
        }
        if (owned.isEmpty()) {
            found.add(
                    Change.of(id(), Action.ADOPT, List.of()).because(registration.path() + " has this runner already"));
        } else if (!RememberedRunner.isSame(owned.get(), owned(planning))) {
            found.add(Change.of(id(), Action.UPDATE, List.of())
                    .because("recorded, so that a removal knows how it leaves GitLab"));
        }
        return found;
    }

    private ContainerName container() {
        return runner.process().name();
    }

    private Step register() {
        return docker.step(
                "exec --env " + variable + " " + container() + " " + ShellWords.join(command),
                engine -> require(engine.exec(container(), command, ImmutableMap.of(variable, token))));
    }

    private void require(ExecResult result) {
        if (!result.isSuccess()) {
            throw new EngineException(
                    Stream.concat(
                                    Stream.of("runner " + runner.name() + " was not registered with " + runner.url()
                                            + ": gitlab-runner register ended with exit status " + result.exitStatus()
                                            + "; it said:"),
                                    lastLines(result).map(line -> "    " + withoutToken(line)))
                            .toList(),
                    "check the URL and the token (" + token.source()
                            + "); 410 means that this GitLab takes no registration tokens: create the runner there and use"
                            + " its authentication token",
                    null);
        }
    }

    /** gitlab-runner writes what GitLab answers, and that may repeat what it was sent. */
    private String withoutToken(String lines) {
        return lines.replace(token.reveal(), token.toString());
    }

    private static Stream<String> lastLines(ExecResult result) {
        List<String> lines = (result.output() + "\n" + result.errors())
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
        return lines.stream().skip(Math.max(0, lines.size() - SHOWN_LINES));
    }

    @Override
    public Owned owned(Planning planning) {
        Map<String, String> attributes = new TreeMap<>();
        CommandUnregistration.remember((ContainerProcess) runner.process(), attributes);
        attributes.putAll(new Registration(gitLabs, runner).moved(planning));
        return RememberedRunner.owned(runner, attributes);
    }

    /** The runner's place in the receipt, which stands before the container, so that a removal comes to it after that. */
    public Resource place() {
        return new Place(this);
    }

    private record Place(CommandRegistration registration) implements Resource {
        @Override
        public ResourceId id() {
            return registration.id();
        }

        @Override
        public List<Change> changes(Planning planning) {
            return planning.receipt().find(id()).isPresent()
                    ? List.of()
                    : List.of(Change.of(id(), Action.ADOPT, List.of())
                            .because("it leaves GitLab after its container has ended"));
        }

        @Override
        public Owned owned(Planning planning) {
            return registration.owned(planning);
        }
    }

    /** Only a runner that is registered leaves. */
    static Removal remove(DaemonAccess docker, Owned owned, Planning removal) {
        Optional<RegisteredRunner> entry = RememberedRunner.entry(owned, removal.host());
        if (entry.isEmpty()) {
            return Removal.of(List.of());
        }
        requireOneOfTheName(owned, removal);
        return Removal.of(List.of(Change.of(
                owned.id(),
                Action.DELETE,
                List.of(
                        CommandUnregistration.readFrom(docker, owned).step(),
                        new ApiStep(
                                "forget " + owned.id().name() + " in " + RememberedRunner.configurationFile(owned),
                                host -> RunnerDeletion.forget(owned, host))))));
    }

    /** The command takes the first runner of a name ({@code RunnerByName} in GitLab Runner's {@code common/config.go}). */
    private static void requireOneOfTheName(Owned owned, Planning removal) {
        AbsolutePath file = RememberedRunner.configurationFile(owned);
        List<String> namesakes = RunnerConfiguration.read(removal.host(), file).entries().stream()
                .filter(entry -> entry.name().equals(owned.id().name()))
                .map(RegisteredRunner::describe)
                .toList();
        if (namesakes.size() > 1) {
            removal.conflict(new Problem(
                    file.toString(),
                    namesakes.size() + " [[runners]] \"" + owned.id().name() + "\": " + String.join("; ", namesakes),
                    "one, since gitlab-runner unregister takes the first of a name",
                    "rename the others in the file; GitLab does not compare a name there with its own"));
        }
    }
}
