package dev.outboard.systemd.daemon.part;

import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.desired.Check;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.host.Host;
import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.verify.Finding;
import dev.outboard.systemd.daemon.DaemonSpec;
import java.util.List;
import java.util.Optional;

/**
 * The proof that a daemon's wrapper command reaches the daemon: it is run, and must answer with the daemon's data root.
 *
 * @param spec the daemon
 */
public record WrapperCheck(DaemonSpec spec) implements Check {

    @Override
    public String name() {
        return "command " + spec.wrapper() + " reaches " + spec.name();
    }

    @Override
    public List<Finding> run(Host host) {
        Optional<String> fault = fault(host);
        return List.of(
                new Finding(name(), fault.isEmpty(), fault.orElse("it answers with data root " + spec.dataRoot())));
    }

    private Optional<String> fault(HostView host) {
        if (host.lacks(spec.wrapper())) {
            return Optional.of("it is not there; apply the plan again");
        }
        try {
            return host.ask(Query.of(spec.wrapper().toString(), "info", "--format", "{{.DockerRootDir}}"))
                    .map(answer -> fault(answer, host))
                    .orElse(Optional.of("this host only records, so there is no command to run"));
        } catch (ProvisioningException notRun) {
            return Optional.of(notRun.problem() + "; " + remedy(host));
        }
    }

    private Optional<String> fault(CommandResult answer, HostView host) {
        if (!answer.isSuccess()) {
            return Optional.of("it ends with status " + answer.exitStatus() + ": "
                    + String.join(" ", answer.lastLines()) + "; " + remedy(host));
        }
        String root = answer.output().strip();
        return isOwn(root)
                ? shadow(host)
                        .map(other -> other + " stands before it in the search path, so that a user who types "
                                + spec.wrapper().fileName() + " runs that one; rename it, or set wrapper(..)")
                : Optional.of(
                        "it answers with data root " + root + ", expected " + spec.dataRoot() + "; " + remedy(host));
    }

    /** With user namespaces, the engine has its root in a directory that is named after the first ids of its account. */
    private boolean isOwn(String root) {
        return root.equals(spec.dataRoot().toString())
                || (spec.userRemap().isPresent() && root.startsWith(spec.dataRoot() + "/"));
    }

    /** Another command of the same name that a shell finds first. */
    private Optional<AbsolutePath> shadow(HostView host) {
        boolean isInSearchPath = spec.wrapper()
                .parent()
                .filter(DockerClient.SEARCH_PATH::contains)
                .isPresent();
        return isInSearchPath
                ? DockerClient.find(spec.wrapper().fileName(), host).filter(path -> !path.equals(spec.wrapper()))
                : Optional.empty();
    }

    private String remedy(HostView host) {
        boolean isOurs = host.read(spec.wrapper())
                .map(FileContent::text)
                .filter(Wrapper.render(spec)::equals)
                .isPresent();
        if (!isOurs) {
            return "the file is not as Outboard writes it; apply the plan again";
        }
        return DockerClient.fault(host)
                .map(Problem::remedy)
                .orElse("run \"" + spec.wrapper() + " info\" and correct what it says, or install a newer docker-cli");
    }
}
