package dev.outboard.runner.configuration;

import dev.outboard.core.value.ImageReference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A container beside every job: {@code [[runners.docker.services]]}.
 *
 * @param image its image
 * @param alias the name by which jobs find it; empty for one made from the image's name
 * @param command its command; empty for that of the image
 */
public record JobService(ImageReference image, Optional<String> alias, List<String> command) {

    /**
     * Creates a service.
     *
     * @param image its image
     * @param alias the name by which jobs find it, or empty
     * @param command its command, or empty
     */
    public JobService {
        alias.ifPresent(TomlValues::text);
        command = List.copyOf(command);
        command.forEach(TomlValues::text);
    }

    /**
     * A service with the name and command of its image.
     *
     * @param image for example {@code postgres:17}
     * @return the service
     */
    public static JobService of(String image) {
        return new JobService(ImageReference.of(image), Optional.empty(), List.of());
    }

    /**
     * The same service under another name.
     *
     * @param name a host name
     * @return the service
     */
    public JobService as(String name) {
        return new JobService(image, Optional.of(name), command);
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
     * What it asks of GitLab Runner: services were names of images before they were tables, and those had no command at first.
     *
     * @return the first version that reads it
     */
    public Requirement requirement() {
        return command.isEmpty()
                ? new Requirement("services", image + " in a table", RunnerVersion.of("12.7"))
                : new Requirement("services", "a command of " + image, RunnerVersion.of("13.6"));
    }

    Map<String, Object> toToml() {
        Map<String, Object> table = new LinkedHashMap<>();
        table.put("name", image.toString());
        alias.ifPresent(name -> table.put("alias", name));
        if (!command.isEmpty()) {
            table.put("command", command);
        }
        return table;
    }
}
