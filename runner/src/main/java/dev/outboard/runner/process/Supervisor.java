package dev.outboard.runner.process;

import dev.outboard.core.change.Change;
import dev.outboard.core.change.Step;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.host.HostView;
import dev.outboard.core.receipt.Owned;
import java.util.List;

/** What runs one process of GitLab Runner, starts it again when it ends by itself, and ends it. */
sealed interface Supervisor permits DockerSupervisor, SystemdSupervisor {

    /** What a plan calls the process. */
    String subject();

    /** Whether the process runs. */
    boolean isRunning(HostView host);

    /** Ends the process, and leaves it there. */
    List<Step> drain(Drain drain);

    /** Removes the process after its drain, which has no steps if it does not run. */
    List<Change> removal(Owned owned, List<Step> drain, Planning removal);
}
