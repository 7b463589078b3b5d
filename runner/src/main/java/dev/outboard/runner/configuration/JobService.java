package dev.outboard.runner.configuration;

import dev.outboard.core.failure.InvalidValueException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A container beside every job: {@code [[runners.docker.services]]}.
 *
 * <pre>{@code
 * JobService.of("postgres:17").as("db").command("-c", "fsync=off").variable("POSTGRES_HOST_AUTH_METHOD", "trust")
 * }</pre>
 *
 * @param image its image
 * @param alias the names by which jobs find it, with spaces or commas between; empty for one made from the image's name
 * @param command its command; empty for that of the image
 * @param entrypoint its entry point; empty for that of the image
 * @param variables its environment by name, not for secrets: the file has it in the open
 */
public record JobService(
        JobImage image,
        Optional<String> alias,
        List<String> command,
        List<String> entrypoint,
        SortedMap<String, String> variables) {

    /**
     * Creates a service.
     *
     * @param image its image
     * @param alias the names by which jobs find it, or empty
     * @param command its command, or empty
     * @param entrypoint its entry point, or empty
     * @param variables its environment by name
     */
    public JobService {
        alias.ifPresent(TomlValues::text);
        command = List.copyOf(command);
        command.forEach(TomlValues::text);
        entrypoint = List.copyOf(entrypoint);
        entrypoint.forEach(TomlValues::text);
        variables = Collections.unmodifiableSortedMap(new TreeMap<>(variables));
        variables.forEach((name, value) -> TomlValues.variable(name + "=" + value));
    }

    /**
     * A service with the name and command of its image.
     *
     * @param image for example {@code postgres:17}
     * @return the service
     */
    public static JobService of(String image) {
        return new JobService(JobImage.of(image), Optional.empty(), List.of(), List.of(), new TreeMap<>());
    }

    /**
     * The same service under another name.
     *
     * @param name a host name
     * @return the service
     */
    public JobService as(String name) {
        return new JobService(image, Optional.of(name), command, entrypoint, variables);
    }

    /**
     * The same service with another command.
     *
     * @param words program and arguments, or the arguments of the entry point
     * @return the service
     */
    public JobService command(String... words) {
        return new JobService(image, alias, List.of(words), entrypoint, variables);
    }

    /**
     * The same service with another entry point.
     *
     * @param words program and arguments
     * @return the service
     */
    public JobService entrypoint(String... words) {
        return new JobService(image, alias, command, List.of(words), variables);
    }

    /**
     * The same service with one variable more.
     *
     * @param name the variable's name
     * @param value its value
     * @return the service
     * @throws InvalidValueException if the name is empty or has a "=", or the value has several lines
     */
    public JobService variable(String name, String value) {
        if (name.isEmpty() || name.indexOf('=') >= 0) {
            throw new InvalidValueException("variable", name, "a name without \"=\"", "give name and value apart");
        }
        SortedMap<String, String> more = new TreeMap<>(variables);
        more.put(name, value);
        return new JobService(image, alias, command, entrypoint, more);
    }

    /**
     * Whether it is a Docker daemon in a container.
     *
     * @return true for {@code docker:dind} and its like
     */
    public boolean isDockerInDocker() {
        return Risk.isDockerInDocker(image.toString());
    }

    /**
     * What it asks of GitLab Runner: services were names of images before they were tables; those had no command and entry
     * point at first, and no environment for longer.
     *
     * @return the first version that reads it
     */
    public Requirement requirement() {
        if (!variables.isEmpty()) {
            return new Requirement("services", "variables of " + image, RunnerVersion.of("15.8"));
        }
        return command.isEmpty() && entrypoint.isEmpty()
                ? new Requirement("services", image + " in a table", RunnerVersion.of("12.7"))
                : new Requirement("services", "a command of " + image, RunnerVersion.of("13.6"));
    }

    /**
     * The service as the file has it.
     *
     * @return the keys of {@code [[runners.docker.services]]} with their values
     */
    public Map<String, Object> toToml() {
        Map<String, Object> table = new LinkedHashMap<>();
        table.put("name", image.toString());
        alias.ifPresent(name -> table.put("alias", name));
        if (!command.isEmpty()) {
            table.put("command", command);
        }
        if (!entrypoint.isEmpty()) {
            table.put("entrypoint", entrypoint);
        }
        if (!variables.isEmpty()) {
            table.put(
                    "environment",
                    variables.entrySet().stream()
                            .map(variable -> variable.getKey() + "=" + variable.getValue())
                            .toList());
        }
        return table;
    }

    /** The image and its names; never the values of variables. */
    @Override
    public String toString() {
        return image + alias.map(name -> " as " + name).orElse("");
    }
}
