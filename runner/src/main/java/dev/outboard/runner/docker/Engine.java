package dev.outboard.runner.docker;

import dev.outboard.core.value.ContainerName;
import dev.outboard.core.value.ImageReference;
import dev.outboard.core.value.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One Docker daemon. Every call ends within a time limit, and every refusal is an {@link EngineException} with the
 * daemon's own words and a remedy. Safe for use by several threads.
 *
 * <p>Containers are always meant by name; unlike Docker's own command, a name never stands for the beginning of an id.
 */
public interface Engine extends AutoCloseable {

    /**
     * What the daemon says of itself.
     *
     * @return its root, driver, versions, labels, bridge and how many containers it has
     * @throws EngineException if it does not answer
     */
    EngineInfo info();

    /**
     * All containers, running or not.
     *
     * @return the containers, in the daemon's order
     * @throws EngineException if the daemon does not answer
     */
    List<ContainerSummary> containers();

    /**
     * One container.
     *
     * @param name its name
     * @return its state, or empty if there is none of that name
     * @throws EngineException if the daemon does not answer
     */
    Optional<ContainerState> container(ContainerName name);

    /**
     * Creates a container and does not start it. It gets the label {@link ContainerDefinition#HASH_LABEL} with the hash
     * of its definition.
     *
     * @param definition the container
     * @return the id of the new container
     * @throws EngineException if the image is not there, the name is taken, or the daemon refuses
     */
    String create(ContainerDefinition definition);

    /**
     * Starts a container. Does nothing if it runs.
     *
     * @param name its name
     * @throws EngineException if there is none of that name, or it can't start
     */
    void start(ContainerName name);

    /**
     * Stops a container: SIGTERM, and SIGKILL after a while. Does nothing if it does not run.
     *
     * @param name its name
     * @param patience how long it may take to end by itself; fractions of a second are not counted
     * @throws EngineException if there is none of that name, or the daemon refuses
     */
    void stop(ContainerName name, Duration patience);

    /**
     * Removes a container, also a running one. Its volumes stay. Does nothing if there is none of that name.
     *
     * @param name its name
     * @throws EngineException if the daemon refuses
     */
    void remove(ContainerName name);

    /**
     * Whether the daemon has an image.
     *
     * @param image its name; without tag and digest, {@code latest} is meant
     * @return true if it is there
     * @throws EngineException if the daemon does not answer
     */
    boolean hasImage(ImageReference image);

    /**
     * Fetches an image from its registry. Gives up when there is no progress for a time.
     *
     * @param image its name; without tag and digest, {@code latest} is meant
     * @throws EngineException if the registry can't be reached or does not have it
     */
    void pull(ImageReference image);

    /**
     * Loads the images of an archive, as {@code docker load} does.
     *
     * @param archive a file that {@code docker save} wrote; see {@link ImageArchive}
     * @throws EngineException if the file can't be read or is no such archive
     */
    void load(Path archive);

    /**
     * Makes an image of a file system, as {@code docker import} does. It has one layer and no command.
     *
     * @param image the name of the new image; without tag, {@code latest} is meant
     * @param rootfs a tar file with the whole tree, compressed or not
     * @throws EngineException if the file can't be read or the daemon refuses
     */
    void importImage(ImageReference image, Path rootfs);

    /**
     * Removes an image. Does nothing if it is not there.
     *
     * @param image its name; without tag and digest, {@code latest} is meant
     * @throws EngineException if a container needs it, or the daemon refuses
     */
    void removeImage(ImageReference image);

    /**
     * Runs a command in a running container to its end.
     *
     * <p>The environment goes to the daemon in the body of a request, so it is in no argument list and no log of this
     * side. A daemon that runs with {@code debug} writes such bodies to its journal.
     *
     * @param name the container
     * @param command program and arguments
     * @param environment variables for the command, read now
     * @return how it ended, whatever its exit status
     * @throws EngineException if the container does not run, or the command does not end in time
     */
    ExecResult exec(ContainerName name, List<String> command, Map<String, Secret> environment);

    /** Ends the use of the daemon. The daemon itself and its containers stay as they are. */
    @Override
    void close();
}
