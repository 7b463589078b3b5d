package dev.outboard.runner.registration;

import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.Step;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.ResourceKind;
import dev.outboard.core.host.HostView;
import dev.outboard.core.receipt.Owned;
import dev.outboard.runner.gitlab.client.GitLabs;
import dev.outboard.runner.process.RunnerConfiguration;
import dev.outboard.systemd.firstdaemon.DaemonAccess;
import java.util.List;

/**
 * How runners go: by a {@link RunnerDeletion}, or by {@link CommandRegistration} if a command registered them.
 *
 * @param gitLabs the way to GitLabs
 * @param docker the first daemon
 */
public record RegistrationKind(GitLabs gitLabs, DaemonAccess docker) implements ResourceKind {
    /** How a runner leaves the GitLab that a receipt remembers, by the way in which it came. */
    static Step leave(GitLabs gitLabs, DaemonAccess docker, Owned owned, HostView host) {
        return RememberedRunner.isOfCommand(owned)
                ? CommandUnregistration.readFrom(docker, owned).step()
                : new RunnerDeletion(gitLabs, owned).step(host);
    }

    @Override
    public String name() {
        return RememberedRunner.KIND;
    }

    @Override
    public Removal remove(Owned owned, Planning removal) {
        RunnerConfiguration.requireNoLink(removal.host(), RememberedRunner.configurationFile(owned));
        if (RememberedRunner.isOfCommand(owned)) {
            return CommandRegistration.remove(docker, owned, removal);
        }
        RunnerDeletion departure = new RunnerDeletion(gitLabs, owned);
        departure.noteIfUnknown(removal);
        return Removal.of(List.of(Change.of(owned.id(), Action.DELETE, List.of(departure.step(removal.host())))));
    }
}
