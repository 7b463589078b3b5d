package dev.outboard.systemd;

import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;
import java.util.Optional;

/**
 * The program of a running service whose file was replaced, as an upgrade does. The process keeps running the former program
 * until it is restarted, and so without what the upgrade mends.
 *
 * @param path where the program is
 */
public record ReplacedProgram(AbsolutePath path) {
    /** What the kernel appends to the path of a file that is no longer there: proc_pid_exe(5). */
    private static final String DELETED = " (deleted)";

    private static final AbsolutePath PROCESSES = AbsolutePath.of("/proc");

    /**
     * Looks at the main process of a service.
     *
     * @param state what systemd knows of the service
     * @param host the host
     * @return the program; empty if no process runs, if its program is the file that is installed, if none is installed any
     *     longer, or if the host does not let us look
     */
    public static Optional<ReplacedProgram> of(UnitState state, HostView host) {
        return state.mainProcess().stream()
                .boxed()
                .flatMap(process -> executable(process, host).stream())
                .filter(program -> program.endsWith(DELETED))
                .map(program -> AbsolutePath.of(program.substring(0, program.length() - DELETED.length())))
                .filter(path -> host.status(path).isPresent())
                .map(ReplacedProgram::new)
                .findFirst();
    }

    private static Optional<String> executable(long process, HostView host) {
        try {
            return host.linkTarget(PROCESSES.resolve(process + "/exe"));
        } catch (ProvisioningException notPermitted) {
            return Optional.empty();
        }
    }
}
