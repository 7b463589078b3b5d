package dev.outboard.systemd.proof;

import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.daemon.part.PrivateContainerd;
import dev.outboard.systemd.options.Containerd;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a containerd keeps of the containers that run: below its state, a directory for each namespace, and in it one for
 * each container.
 *
 * @param daemon whose containers are looked for
 */
record ContainerdTasks(DaemonSpec daemon) {
    private static final AbsolutePath HOSTS_STATE = AbsolutePath.of("/run/containerd");
    private static final String TASKS = "io.containerd.runtime.v2.task";

    private AbsolutePath state() {
        return daemon.containerd() == Containerd.SYSTEM ? HOSTS_STATE : PrivateContainerd.state(daemon.execRoot());
    }

    /**
     * Whether a container that runs is in the namespace of its daemon, and of the daemon's containerd. An engine that
     * remaps users may add their ids to the namespace's name.
     */
    Evidence evidence(String container, HostView host) {
        AbsolutePath tasks = state().resolve(TASKS);
        Pattern own = Pattern.compile(Pattern.quote(daemon.name().toString()) + "(-\\d+\\.\\d+)?");
        List<String> namespaces = host.list(tasks).stream()
                .filter(namespace ->
                        host.status(tasks.resolve(namespace).resolve(container)).isPresent())
                .toList();
        boolean proves = !namespaces.isEmpty() && namespaces.stream().allMatch(own.asMatchPredicate());
        return new Evidence(
                proves,
                namespaces.isEmpty()
                        ? "the containerd in " + state() + " has no task of it in any namespace"
                        : "namespace " + String.join(" and ", namespaces) + " of the containerd in " + state());
    }
}
