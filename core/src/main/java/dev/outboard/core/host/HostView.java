package dev.outboard.core.host;

import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.SocketPath;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A host that can be looked at and not changed. Planning gets no more than this, so a plan can't have an effect. */
public interface HostView {

    /**
     * Which host this is. Two views of one host have the same identity, also after a reboot; two hosts never have. A plan
     * is carried out only on the host it was made on, and this tells.
     *
     * @return by default, an identity that no other object has. Override it where several objects can stand for one host
     */
    default String identity() {
        return getClass().getSimpleName() + " " + Integer.toHexString(System.identityHashCode(this))
                + " of this program";
    }

    /**
     * What is at a path. A symbolic link is reported as such, not followed.
     *
     * @param path the path
     * @return its type, mode and owner, or empty if nothing is there
     * @throws dev.outboard.core.failure.HostException if the host does not let us look
     */
    Optional<FileStatus> status(AbsolutePath path);

    /**
     * Whether this host can tell what is at a path. A {@link StagedHost} can't for most paths: its tree is for another
     * machine, and something may be there although {@link #status} is empty.
     *
     * @param path the path
     * @return by default true. Override it for a host that stands for another one
     */
    default boolean knows(AbsolutePath path) {
        return true;
    }

    /**
     * Whether nothing is at a path. Unlike an empty {@link #status}, this is certain: it is the question to ask before
     * something is refused because a file or program is missing.
     *
     * @param path the path
     * @return false also if this host can't tell
     * @throws dev.outboard.core.failure.HostException if the host does not let us look
     */
    default boolean lacks(AbsolutePath path) {
        return knows(path) && status(path).isEmpty();
    }

    /**
     * The content of a regular file; symbolic links are followed.
     *
     * @param path the path
     * @return the content, or empty if there is no regular file
     * @throws dev.outboard.core.failure.HostException if the host does not let us read
     */
    Optional<FileContent> read(AbsolutePath path);

    /**
     * How large a regular file is; symbolic links are followed.
     *
     * @param path the path
     * @return its size in bytes; zero if there is no regular file
     * @throws dev.outboard.core.failure.HostException if the host does not let us look
     */
    default long size(AbsolutePath path) {
        return read(path).map(FileContent::size).orElse(0);
    }

    /**
     * The path at which this program reaches a unix socket of the host.
     *
     * @param socket where a program of the host listens
     * @return the path: the same one on the host that this program runs on, that of a forwarded socket for another host.
     *     Empty if what would listen there is not running yet; {@code docker} commands are then run on the host instead
     * @throws HostException by default, since this program can't reach sockets of the host
     */
    default Optional<Path> reach(SocketPath socket) {
        throw new HostException(
                "socket " + socket + ": this host does not say how to reach its sockets",
                "override reach(..) in the class of the host: it names a socket of this computer that leads to the host's");
    }

    /**
     * Where a symbolic link leads, as it is written in the link.
     *
     * @param path the path
     * @return the target, absolute or relative; empty if there is no symbolic link
     * @throws dev.outboard.core.failure.HostException if the host does not let us look
     */
    Optional<String> linkTarget(AbsolutePath path);

    /**
     * The names in a directory.
     *
     * @param directory the path
     * @return the names, sorted; empty if there is no such directory
     * @throws dev.outboard.core.failure.HostException if the host does not let us look
     */
    List<String> list(AbsolutePath directory);

    /**
     * Runs a command that only reads.
     *
     * @param query the command
     * @return how it ended, whatever its exit status; empty if this host only records what must be done and so has no
     *     running state to ask for
     * @throws dev.outboard.core.failure.HostException if the program is missing
     * @throws dev.outboard.core.failure.CommandFailedException if it does not end in time
     */
    Optional<CommandResult> ask(Query query);

    /**
     * A view for one planning: each query is run once, however many resources ask. Files are read again each time.
     *
     * @return a view that is not thread-safe, with nothing remembered
     */
    default HostView cached() {
        return new CachedHostView(this);
    }
}
