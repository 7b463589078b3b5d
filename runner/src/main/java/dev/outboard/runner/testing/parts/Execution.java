package dev.outboard.runner.testing.parts;

import dev.outboard.core.value.ContainerName;
import dev.outboard.core.value.Secret;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A command that was to be run in a simulated container.
 *
 * @param container the container
 * @param command program and arguments
 * @param environment variables for it, sorted by name
 */
public record Execution(ContainerName container, List<String> command, Map<String, Secret> environment) {

    /**
     * Creates the record.
     *
     * @param container the container
     * @param command program and arguments
     * @param environment variables for it
     */
    public Execution {
        command = List.copyOf(command);
        environment = Collections.unmodifiableMap(new TreeMap<>(environment));
    }
}
