package dev.outboard.core.host;

import dev.outboard.core.command.Command;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import java.util.function.Supplier;

/**
 * A host that can be changed. Every method either does the whole of what it says or throws and leaves what was there.
 * All throw {@link dev.outboard.core.failure.HostException} when the host refuses.
 */
public interface Host extends HostView, AutoCloseable {

    /**
     * Writes a whole file, atomically: a reader sees the old content or the new, never a part, also after a power cut. A
     * symbolic link at the path is replaced, not followed. The directory must exist.
     *
     * @param path where
     * @param content what
     * @param mode its permission bits, set before the content is there
     * @param owner its user and group
     */
    void writeFile(AbsolutePath path, FileContent content, FileMode mode, FileOwner owner);

    /**
     * Writes at the end of a file, and returns once it is on the disk (fsync(2)). A file that is missing is made, for its
     * owner alone; a symbolic link is refused. The directory must exist. A program that is killed meanwhile may leave a part of the
     * content.
     *
     * @param path where
     * @param content what
     */
    void append(AbsolutePath path, FileContent content);

    /**
     * Makes a symbolic link in the place of what is there, atomically. The directory must exist.
     *
     * @param path where; not a directory
     * @param target where it leads, as it is written in the link
     */
    void makeSymbolicLink(AbsolutePath path, String target);

    /**
     * Makes a directory, or gives an existing one this mode and owner. Missing parents are made as 0755 root:root.
     *
     * @param path where
     * @param mode its permission bits
     * @param owner its user and group
     */
    void makeDirectory(AbsolutePath path, FileMode mode, FileOwner owner);

    /**
     * Deletes a file or a symbolic link (never what it leads to). Does nothing if it is not there.
     *
     * @param path where
     */
    void deleteFile(AbsolutePath path);

    /**
     * Deletes a directory if it is empty; otherwise leaves it. Does nothing if it is not there.
     *
     * @param path where
     */
    void deleteEmptyDirectory(AbsolutePath path);

    /**
     * Deletes a directory with all that is in it. Symbolic links are deleted, not followed.
     *
     * @param path where
     * @throws dev.outboard.core.failure.HostException if something below is a mount point; then nothing was deleted
     */
    void deleteTree(AbsolutePath path);

    /**
     * Runs a command to its end.
     *
     * @param command the command
     * @return its result, with exit status zero
     * @throws dev.outboard.core.failure.CommandFailedException if its exit status is not zero or it does not end in time
     */
    CommandResult run(Command command);

    /**
     * Does something while no other process, and no other thread, changes the host through Outboard. Reading is
     * still possible. The right of a process that died is gone with it.
     *
     * @param action what is done
     * @param <T> what it returns
     * @return what the action returned
     * @throws dev.outboard.core.failure.HostException if another has the right, with its process id; the action was not
     *     begun then
     */
    <T> T exclusively(Supplier<T> action);

    /** Ends the use of the host. */
    @Override
    void close();
}
