package dev.outboard.runner.testing.parts;

import com.google.common.base.Splitter;
import dev.outboard.core.command.Command;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.systemd.docker.ExecResult;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** {@code gitlab-runner} in the containers of a simulated machine, with a GitLab that takes every token. */
final class SimulatedGitLabRunner implements Function<Execution, ExecResult> {
    private static final AbsolutePath DIRECTORY = AbsolutePath.of("/etc/gitlab-runner");
    private static final List<String> TOKENS = List.of("CI_SERVER_TOKEN", "REGISTRATION_TOKEN");
    private static final String VERSION = "Version:      19.3.0\nGit revision: 0123abcd\n";
    private static final String TABLE = "[[runners]]\n";

    private final InMemoryHost host;
    private final SimulatedEngine engine;

    SimulatedGitLabRunner(InMemoryHost host, SimulatedEngine engine) {
        this.host = host;
        this.engine = engine;
    }

    /** The program of a process of the host: its file, whatever that has, is the version of this day. */
    Optional<CommandResult> version(Command command, InMemoryHost anyHost) {
        boolean isAsked = command.program().endsWith("/gitlab-runner")
                && command.arguments().equals(List.of(command.program(), "--version"));
        return isAsked ? Optional.of(new CommandResult(command, 0, VERSION, "")) : Optional.empty();
    }

    @Override
    public ExecResult apply(Execution execution) {
        List<String> words = execution.command();
        String verb = words.size() > 1 && words.get(0).equals("gitlab-runner") ? words.get(1) : "";
        return switch (verb) {
            case "register" -> register(execution);
            default ->
                throw new IllegalStateException("the machine does not know the command " + words
                        + "; tell its first engine what comes of it: answer(...)");
        };
    }

    /** What a container does whose command the entry point of GitLab Runner's image gets. */
    Optional<ExecResult> end(Execution execution) {
        return execution.command().get(0).equals("unregister") ? Optional.of(unregister(execution)) : Optional.empty();
    }

    private ExecResult register(Execution execution) {
        if (execution.environment().keySet().stream().noneMatch(TOKENS::contains)) {
            return new ExecResult(1, "", "PANIC: Failed to register the runner. The token is missing.\n");
        }
        AbsolutePath file = configuration(execution);
        write(file, text(file) + table(option("--name", execution), option("--url", execution)));
        return new ExecResult(0, "Runner registered successfully.\n", "");
    }

    /** Of several of one name, gitlab-runner takes the first. */
    private ExecResult unregister(Execution execution) {
        AbsolutePath file = configuration(execution);
        String name = "name = \"" + option("--name", execution) + "\"";
        List<String> tables = Splitter.on(TABLE).splitToList(text(file));
        return tables.stream()
                .filter(table -> table.contains(name))
                .findFirst()
                .map(gone -> {
                    write(
                            file,
                            tables.stream().filter(table -> !table.equals(gone)).collect(Collectors.joining(TABLE)));
                    return new ExecResult(0, "Unregistering runner from GitLab succeeded\n", "");
                })
                .orElseGet(() -> new ExecResult(1, "", "FATAL: Could not find a runner with the name\n"));
    }

    private static String table(String name, String url) {
        return TABLE + "  name = \"" + name + "\"\n  url = \"" + url + "\"\n  executor = \"docker\"\n";
    }

    private static String option(String option, Execution execution) {
        int index = execution.command().indexOf(option);
        return execution.command().get(index + 1);
    }

    private String text(AbsolutePath file) {
        return host.read(file).map(FileContent::text).orElse("concurrent = 1\n");
    }

    private void write(AbsolutePath file, String text) {
        host.putFile(file, FileContent.ofText(text), FileMode.SECRET, FileOwner.ROOT);
    }

    /** On the host, from where the container has its directory. */
    private AbsolutePath configuration(Execution execution) {
        return engine.definition(execution.container()).orElseThrow().binds().stream()
                .filter(bind -> bind.target().equals(DIRECTORY))
                .findFirst()
                .map(bind -> AbsolutePath.of(bind.source()).resolve("config.toml"))
                .orElseThrow(() -> new IllegalStateException(
                        "container " + execution.container() + " has no directory of the host as " + DIRECTORY));
    }
}
