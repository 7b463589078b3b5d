package dev.outboard.runner.testing.parts;

import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.value.AbsolutePath;

/**
 * What a containerd keeps on the host of the containers that run: a directory for each.
 *
 * @param host where
 * @param namespace the directory of the containers' namespace
 */
record SimulatedTasks(InMemoryHost host, AbsolutePath namespace) {
    private static final String TASKS = "io.containerd.runtime.v2.task";

    /** The tasks of a namespace in the state directory of a containerd. */
    static SimulatedTasks of(InMemoryHost host, AbsolutePath state, String namespace) {
        return new SimulatedTasks(host, state.resolve(TASKS).resolve(namespace));
    }

    void begin(String container) {
        host.putDirectory(namespace.resolve(container));
    }

    void end(String container) {
        AbsolutePath directory = namespace.resolve(container);
        if (host.status(directory).isPresent()) {
            host.deleteEmptyDirectory(directory);
        }
        if (host.list(namespace).isEmpty()) {
            host.deleteEmptyDirectory(namespace);
        }
    }
}
