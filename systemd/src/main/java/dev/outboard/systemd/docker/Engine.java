package dev.outboard.systemd.docker;

import dev.outboard.core.value.ContainerName;
import dev.outboard.core.value.ImageReference;
import dev.outboard.core.value.Secret;
import dev.outboard.systemd.container.NetworkName;
import dev.outboard.systemd.container.RestartPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

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
     * All networks: its default one, the others that it has from the start, and those that users made.
     *
     * @return the networks, in the daemon's order
     * @throws EngineException if the daemon does not answer
     */
    List<NetworkSummary> networks();

    /**
     * All volumes that have a name; those that Docker names itself are among them.
     *
     * @return their names, in the daemon's order
     * @throws EngineException if the daemon does not answer
     */
    List<String> volumes();

    /**
     * Makes a network of the driver {@code bridge}, as {@code docker network create} does.
     *
     * @param name its name
     * @throws EngineException if the name is taken, or the daemon has no free range of addresses
     */
    void createNetwork(NetworkName name);

    /**
     * Removes a network. Does nothing if there is none of that name.
     *
     * @param name its name
     * @throws EngineException if a container is in it
     */
    void removeNetwork(NetworkName name);

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
     * Sends a signal to a container's first process. Does nothing if the container does not run. Whether it is started
     * again when it ends of this is up to the daemon: Docker does so if its restart policy asks for it and the signal is
     * not the one that its image names for a stop. To end it permanently, first {@link #updateRestart} to {@link
     * RestartPolicy#NO}.
     *
     * @param name its name
     * @param signal which signal
     * @throws EngineException if there is none of that name, or the daemon refuses
     */
    void kill(ContainerName name, Signal signal);

    /**
     * Waits until a container ends, for a time; also one that its restart policy starts again at once. Nothing is done to
     * it. A restart of the daemon in between does not end the waiting.
     *
     * @param name its name
     * @param limit how long to wait; for zero or less, it is only looked at
     * @return its exit status, the last one if it does not run; empty if it still runs when the time is over
     * @throws EngineException if there is none of that name, or the daemon does not answer
     */
    Optional<Integer> awaitExit(ContainerName name, Duration limit);

    /**
     * Gives a container another name.
     *
     * @param from its name
     * @param to its new name
     * @throws EngineException if there is none of that name, or the new one is taken
     */
    void rename(ContainerName from, ContainerName to);

    /**
     * Changes when a container is started again, without interrupting it.
     *
     * @param name its name
     * @param policy from now on
     * @throws EngineException if there is none of that name, or the daemon refuses
     */
    void updateRestart(ContainerName name, RestartPolicy policy);

    /**
     * What a container wrote last, to both streams.
     *
     * @param name its name
     * @param lines how many lines at most
     * @return the lines, oldest first; empty if it wrote none
     * @throws EngineException if there is none of that name, or its logs go elsewhere
     */
    List<String> logs(ContainerName name, int lines);

    /**
     * Removes a container, also a running one. Its volumes stay. Does nothing if there is none of that name.
     *
     * @param name its name
     * @throws EngineException if the daemon refuses
     */
    void remove(ContainerName name);

    /**
     * Removes a container that was listed, also a running one. Its volumes stay. A container that the daemon could not
     * remove before may have lost its name, so its id counts. Does nothing if it is gone.
     *
     * @param container from {@link #containers()}
     * @throws EngineException if the daemon refuses
     */
    void remove(ContainerSummary container);

    /**
     * Which image a name stands for now. A tag moves to another one when that is pulled, loaded or built.
     *
     * @param image its name; without tag and digest, {@code latest} is meant
     * @return its id, for example {@code sha256:…}, as in {@link ContainerState#imageId()}; empty if it is not there
     * @throws EngineException if the daemon does not answer
     */
    Optional<String> imageId(ImageReference image);

    /**
     * Whether the daemon has an image.
     *
     * @param image its name; without tag and digest, {@code latest} is meant
     * @return true if it is there
     * @throws EngineException if the daemon does not answer
     */
    default boolean hasImage(ImageReference image) {
        return imageId(image).isPresent();
    }

    /**
     * Fetches an image from its registry. Takes as long as there is progress, and gives up when there is none for {@link
     * EngineDeadlines#stall}.
     *
     * @param image its name; without tag and digest, {@code latest} is meant
     * @param listener told whenever there is progress, often several times a second; what it throws ends the pull
     * @throws EngineException if the registry can't be reached or does not have it
     */
    void pull(ImageReference image, Consumer<? super PullProgress> listener);

    /**
     * Fetches an image from its registry as {@link #pull(ImageReference, Consumer)} does, without a listener.
     *
     * @param image its name; without tag and digest, {@code latest} is meant
     * @throws EngineException if the registry can't be reached or does not have it
     */
    default void pull(ImageReference image) {
        pull(image, progress -> {});
    }

    /**
     * Loads the images of an archive, as {@code docker load} does.
     *
     * @param archive a file that {@code docker save} wrote; see {@link ImageArchive}
     * @throws EngineException if the file can't be read or is not such an archive
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
