package dev.outboard.core.host;

import dev.outboard.core.command.Command;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.core.value.SocketPath;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * This machine. Most of what Outboard does here needs root; looking mostly does not. Thread-safe, as far as the machine
 * is.
 *
 * <p>No other user can lead a change elsewhere. A symbolic link on the way to a path is followed only if no user
 * but root and this process's user may write in the directory that holds it, as in {@code /var/run}; any other is refused, by
 * name. Where others may write, what is new is complete, with owner and mode, before it is where they can reach it.
 *
 * <p>Commands run without input but a secret, without a shell, and without this process's environment: they get {@code PATH}, {@code
 * HOME}, {@code LC_ALL=C}, {@code TERM=dumb}, and the variables of proxies, such as {@code https_proxy}. Interrupting a
 * thread ends the command that the thread waits for.
 */
public final class LocalHost implements Host {
    private static final Path LOCK = Path.of("/run/outboard.lock");

    private final ProgramPath programs = new ProgramPath(System.getenv("PATH"));

    private LocalHost() {}

    /**
     * This machine.
     *
     * @return a host
     */
    public static LocalHost open() {
        return new LocalHost();
    }

    @Override
    public String identity() {
        return MachineIdentity.read();
    }

    @Override
    public Optional<FileStatus> status(AbsolutePath path) {
        return LocalFiles.status(path.toPath());
    }

    @Override
    public Optional<FileContent> read(AbsolutePath path) {
        return LocalFiles.read(path.toPath());
    }

    @Override
    public long size(AbsolutePath path) {
        return LocalFiles.size(path.toPath());
    }

    @Override
    public Optional<Path> reach(SocketPath socket) {
        return Optional.of(socket.path().toPath());
    }

    @Override
    public Optional<String> linkTarget(AbsolutePath path) {
        return SymbolicLinks.target(path.toPath());
    }

    @Override
    public List<String> list(AbsolutePath directory) {
        return LocalFiles.list(directory.toPath());
    }

    @Override
    public Optional<CommandResult> ask(Query query) {
        return Optional.of(Execution.asking(query.command(), programs));
    }

    @Override
    public void writeFile(AbsolutePath path, FileContent content, FileMode mode, FileOwner owner) {
        AtomicFile.write(path.toPath(), content, mode, Accounts.owning(path, owner));
    }

    @Override
    public void append(AbsolutePath path, FileContent content) {
        AppendedFile.append(path.toPath(), content);
    }

    @Override
    public void makeSymbolicLink(AbsolutePath path, String target) {
        SymbolicLinks.make(path.toPath(), target);
    }

    @Override
    public void makeDirectory(AbsolutePath path, FileMode mode, FileOwner owner) {
        NewDirectory.make(path.toPath(), mode, Accounts.owning(path, owner));
    }

    @Override
    public void deleteFile(AbsolutePath path) {
        LocalFiles.deleteFile(path.toPath());
    }

    @Override
    public void deleteEmptyDirectory(AbsolutePath path) {
        LocalFiles.deleteEmptyDirectory(path.toPath());
    }

    @Override
    public void deleteTree(AbsolutePath path) {
        TreeDeletion.delete(path.toPath());
    }

    @Override
    public CommandResult run(Command command) {
        return Execution.of(command, programs).requireSuccess();
    }

    /** A lock on the file {@code /run/outboard.lock}, by fcntl(2): the kernel gives it up when the process ends. */
    @Override
    public <T> T exclusively(Supplier<T> action) {
        return LockFile.holding(LOCK, action);
    }

    /** Does nothing: this machine stays as it is. */
    @Override
    public void close() {}
}
