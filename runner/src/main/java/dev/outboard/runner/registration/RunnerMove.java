package dev.outboard.runner.registration;

import dev.outboard.core.change.Step;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.host.Host;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.runner.RunnerSpec;
import dev.outboard.runner.configuration.file.ConfigurationFile;
import dev.outboard.runner.configuration.file.RegisteredRunner;
import dev.outboard.runner.configuration.file.RunnerCredentials;
import dev.outboard.runner.configuration.file.RunnerIdentity;
import dev.outboard.runner.gitlab.client.IssuedToken;
import dev.outboard.runner.process.RunnerConfiguration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.Set;

/**
 * How a runner comes from one {@code config.toml} into another, when its process or the directory of that changes. It is
 * the same runner in GitLab: its number and its token go along, and so do the keys that people wrote. The new file has it
 * before the old one forgets it, so that the token is never lost; to repeat the move does no harm.
 *
 * @param old what the receipt remembers of the runner
 * @param runner the runner
 * @param decided the keys that the former spec decided, which stay behind: they were for the former process
 */
record RunnerMove(Owned old, RunnerSpec runner, Set<String> decided) {

    static RunnerMove of(Owned old, RunnerSpec runner, Planning planning) {
        return new RunnerMove(
                old,
                runner,
                RunnerConfiguration.decidedKeys(
                        planning.receipt(), runner.name().toString()));
    }

    private AbsolutePath from() {
        return RememberedRunner.configurationFile(old);
    }

    private AbsolutePath to() {
        return runner.process().configurationFile();
    }

    Step step() {
        return new ApiStep("move " + runner.name() + " with its token from " + from() + " to " + to(), this::perform);
    }

    private void perform(Host host) {
        RunnerIdentity identity = RememberedRunner.identity(old);
        ConfigurationFile source = RunnerConfiguration.read(host, from());
        KeptToken kept = new KeptToken(from(), identity.name());
        ConfigurationFile target =
                RunnerConfiguration.start(runner.process(), host).withEntryOf(source, identity, decided);
        RunnerConfiguration.write(
                host,
                to(),
                kept.read(host).map(issued -> renewed(target, identity, issued)).orElse(target));
        ConfigurationFile rest = source.without(identity);
        if (!rest.equals(source)) {
            RunnerConfiguration.write(host, from(), rest);
        }
        kept.end(host);
        new CreationMarkFile(from(), identity.name()).end(host);
    }

    /** A rotation that did not come to its end: the token in the file is worth nothing, this one is in no file yet. */
    private static ConfigurationFile renewed(ConfigurationFile file, RunnerIdentity identity, IssuedToken issued) {
        OptionalLong id = file.runner(identity).map(RegisteredRunner::id).orElse(OptionalLong.empty());
        return file.with(identity, new RunnerCredentials(id, issued.token(), Instant.now(), issued.expiresAt()));
    }
}
