package dev.outboard.core.testing;

import com.google.common.collect.ImmutableMap;
import dev.outboard.core.command.Command;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.failure.CommandFailedException;
import dev.outboard.core.value.Secret;
import java.util.Optional;
import java.util.function.Consumer;

/** What hosts promise of commands. A host that only records has no answers, and takes every command for a success. */
final class CommandPromises {
    private static final Command FAILING = Command.of("false");
    private static final Secret INPUT = Secret.of("input of a command");

    private CommandPromises() {}

    static ImmutableMap<String, Consumer<HostTrial>> all() {
        return ImmutableMap.<String, Consumer<HostTrial>>builder()
                .put(
                        "a query is answered where commands run",
                        host -> host.equal(
                                "the answer",
                                host.ask(Query.of("echo", "a  b")).map(CommandResult::output),
                                host.site().runsCommands() ? Optional.of("a  b\n") : Optional.empty()))
                .put(
                        "a query may fail",
                        host -> host.equal(
                                "the exit status",
                                host.ask(Query.of("false")).map(CommandResult::exitStatus),
                                host.site().runsCommands() ? Optional.of(1) : Optional.empty()))
                .put("a command that succeeds has its result", host -> {
                    Command command = Command.of("true");
                    host.equal("the result", host.run(command), new CommandResult(command, 0, "", ""));
                })
                .put("a command that fails is a failure where commands run", host -> {
                    if (!host.site().runsCommands()) {
                        host.require(host.run(FAILING).isSuccess(), "a recorded command has failed");
                        return;
                    }
                    try {
                        host.run(FAILING);
                    } catch (CommandFailedException failure) {
                        host.require(
                                failure.problem().contains("command \"false\": exit status 1"),
                                "the failure does not name command and exit status: " + failure.problem());
                        return;
                    }
                    throw new AssertionError("command \"false\" has not failed");
                })
                .put("a command reads its input, and does not show it", host -> {
                    CommandResult result = host.run(Command.of("cat").withInput(INPUT));
                    host.equal("the output", result.output(), host.site().runsCommands() ? "****" : "");
                    host.require(!result.toString().contains(INPUT.reveal()), "the result shows the input");
                })
                .put("an exclusive action returns its value", host -> {
                    String value = host.site().host().exclusively(() -> "value");
                    host.equal("what the action returned", value, "value");
                })
                .buildOrThrow();
    }
}
