package dev.outboard.core.host;

import static com.google.common.collect.ImmutableSortedSet.toImmutableSortedSet;

import dev.outboard.core.command.Command;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.core.value.SocketPath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A directory as the root of a host, as {@code DESTDIR} of make(1) does it. Files go below the directory; commands go,
 * in their order, to the script {@code apply.sh} in it, which is run on the host that the tree is copied to. Needs no
 * root. Not thread-safe.
 *
 * <p>Questions are answered for the machine that the tree is for. What is staged is known of it, and the vendor's units,
 * below {@code /usr/lib/systemd/system} and {@code /lib/systemd/system}, which are read from this machine or another host.
 * Nothing else is known: queries have no answers, and no program and no other file is taken for missing.
 *
 * <p>The first effect empties the directory: what an earlier staging left in it is deleted. Directories above a
 * staged file are made as they are missing. Symbolic links in the tree are never followed, so nothing leads out of it.
 * Nothing in the tree can be written by others than its maker: the rights of group and others to write, and the
 * set-user-ID, set-group-ID and sticky bits, come with the script. The directory itself loses such rights too.
 */
public final class StagedHost implements Host {
    private static final AbsolutePath SCRIPT = AbsolutePath.of("/apply.sh");

    private static final int OTHERS_MAY_WRITE = 0022;
    private static final int NO_WRITING_BY_OTHERS = 0755;

    private final Path directory;
    private final HostView target;
    private final StagedScript script = new StagedScript();
    private final Map<AbsolutePath, Attributes> wanted = new TreeMap<>();
    private boolean started;

    /** What a file or directory gets on the host, where the script sets it. */
    private record Attributes(FileMode mode, FileOwner owner) {
        /** The mode in the tree, where only its maker may write, and no program has its maker's rights. */
        FileMode staged() {
            return FileMode.ofBits(mode.bits() & NO_WRITING_BY_OTHERS);
        }
    }

    private StagedHost(Path directory, HostView target) {
        this.directory = directory;
        this.target = target;
    }

    /**
     * A host in a directory, with the vendor's units of this machine.
     *
     * @param directory the directory; it is made if it is missing
     * @return a host without files and with an empty script
     * @throws HostException if there is something in the directory that is not an earlier staging
     */
    public static StagedHost at(Path directory) {
        return at(directory, LocalHost.open());
    }

    /**
     * A host in a directory, with the vendor's units of another host.
     *
     * @param directory the directory; it is made if it is missing
     * @param vendor where the vendor's units are read
     * @return a host without files and with an empty script
     * @throws HostException if there is something in the directory that is not an earlier staging
     */
    public static StagedHost at(Path directory, HostView vendor) {
        Path absolute = directory.toAbsolutePath().normalize();
        if (!LocalFiles.list(absolute).isEmpty() && !isStaging(absolute)) {
            throw new HostException(
                    absolute + ": is not empty, and not an earlier staging (it has no " + SCRIPT.fileName()
                            + " that Outboard wrote)",
                    "choose an empty or a new directory");
        }
        return new StagedHost(absolute, new StagingTarget(vendor));
    }

    private static boolean isStaging(Path directory) {
        return LocalFiles.read(directory.resolve(SCRIPT.fileName()))
                .filter(content -> content.text().startsWith(StagedScript.HEADER))
                .isPresent();
    }

    /** The directory. It is never the machine that the tree is copied to. */
    @Override
    public String identity() {
        return "the staged directory " + directory;
    }

    @Override
    public Optional<FileStatus> status(AbsolutePath path) {
        return staged(path)
                .flatMap(LocalFiles::status)
                .map(status -> status(path, status))
                .or(() -> target.status(path));
    }

    /** What is staged, and the vendor's units. */
    @Override
    public boolean knows(AbsolutePath path) {
        return staged(path).flatMap(LocalFiles::status).isPresent() || target.knows(path);
    }

    private FileStatus status(AbsolutePath path, FileStatus staged) {
        Attributes attributes = wanted.getOrDefault(path, new Attributes(staged.mode(), FileOwner.ROOT));
        return new FileStatus(staged.type(), attributes.mode(), attributes.owner());
    }

    @Override
    public Optional<FileContent> read(AbsolutePath path) {
        return staged(path)
                .filter(here -> isType(here, FileStatus.Type.REGULAR))
                .flatMap(LocalFiles::read)
                .or(() -> target.read(path));
    }

    @Override
    public Optional<String> linkTarget(AbsolutePath path) {
        return staged(path).flatMap(SymbolicLinks::target);
    }

    @Override
    public List<String> list(AbsolutePath path) {
        return Stream.concat(
                        staged(path).filter(here -> isType(here, FileStatus.Type.DIRECTORY)).stream()
                                .flatMap(here -> LocalFiles.list(here).stream())
                                .filter(name -> !path.resolve(name).equals(SCRIPT)),
                        target.list(path).stream())
                .collect(toImmutableSortedSet(Comparator.naturalOrder()))
                .asList();
    }

    /** Always empty: there is no running host to ask. */
    @Override
    public Optional<CommandResult> ask(Query query) {
        return target.ask(query);
    }

    /** Always empty: no daemon runs that could be reached. */
    @Override
    public Optional<Path> reach(SocketPath socket) {
        return target.reach(socket);
    }

    @Override
    public void writeFile(AbsolutePath path, FileContent content, FileMode mode, FileOwner owner) {
        start();
        path.parent().ifPresent(parent -> LocalFiles.makeMissing(below(parent)));
        Attributes attributes = new Attributes(mode, owner);
        AtomicFile.write(below(path), content, attributes.staged(), Accounts.Ownership.NONE);
        own(path, attributes);
    }

    @Override
    public void append(AbsolutePath path, FileContent content) {
        start();
        path.parent().ifPresent(parent -> LocalFiles.makeMissing(below(parent)));
        AppendedFile.append(below(path), content);
        own(path, new Attributes(FileMode.SECRET, FileOwner.ROOT));
    }

    /** Refused: a link in the tree could lead out of it. */
    @Override
    public void makeSymbolicLink(AbsolutePath path, String target) {
        throw new HostException(
                path + ": a staged tree has no symbolic links", "make the link on the host, after the tree is copied");
    }

    @Override
    public void makeDirectory(AbsolutePath path, FileMode mode, FileOwner owner) {
        start();
        Attributes attributes = new Attributes(mode, owner);
        NewDirectory.make(below(path), attributes.staged(), Accounts.Ownership.NONE);
        own(path, attributes);
    }

    private void own(AbsolutePath path, Attributes attributes) {
        wanted.put(path, attributes);
        script.own(path, attributes.mode(), attributes.owner());
        writeScript();
    }

    @Override
    public void deleteFile(AbsolutePath path) {
        start();
        LocalFiles.deleteFile(below(path));
        forgetDeleted();
    }

    @Override
    public void deleteEmptyDirectory(AbsolutePath path) {
        start();
        LocalFiles.deleteEmptyDirectory(below(path));
        forgetDeleted();
    }

    @Override
    public void deleteTree(AbsolutePath path) {
        start();
        TreeDeletion.delete(below(path));
        forgetDeleted();
    }

    private void forgetDeleted() {
        wanted.keySet().removeIf(path -> LocalFiles.status(below(path)).isEmpty());
        script.retain(wanted::containsKey);
        writeScript();
    }

    /** Puts the command at the end of the script. Its result is that of a command that succeeded and printed nothing. */
    @Override
    public CommandResult run(Command command) {
        start();
        script.run(command);
        writeScript();
        return new CommandResult(command, 0, "", "");
    }

    /** Excludes no one: a directory is staged by its maker alone. */
    @Override
    public <T> T exclusively(Supplier<T> action) {
        return action.get();
    }

    /** Does nothing: tree and script are complete after each effect. */
    @Override
    public void close() {}

    private void start() {
        if (!started) {
            LocalFiles.makeMissing(directory);
            closeToOthers();
            LocalFiles.list(directory).stream()
                    .filter(name -> !name.equals(SCRIPT.fileName()))
                    .forEach(name -> delete(directory.resolve(name)));
            started = true;
            writeScript();
        }
    }

    /** A directory that was there may be one in which others may write; they could exchange what is staged. */
    private void closeToOthers() {
        try (OpenDirectory open = OpenDirectory.at(directory)) {
            FileMode mode = open.inode().mode();
            FileMode closed = FileMode.ofBits(mode.bits() & ~OTHERS_MAY_WRITE);
            if (!mode.equals(closed)) {
                LocalFiles.setMode(open.self(), closed);
            }
        } catch (IOException failure) {
            throw FileFailure.of(directory, "can't be closed to other users, who may write in it", failure);
        }
    }

    private static void delete(Path left) {
        if (isType(left, FileStatus.Type.DIRECTORY)) {
            TreeDeletion.delete(left);
        } else {
            LocalFiles.deleteFile(left);
        }
    }

    private void writeScript() {
        Path here = directory.resolve(SCRIPT.fileName());
        AtomicFile.write(here, script.content(), FileMode.EXECUTABLE, Accounts.Ownership.NONE);
    }

    /** Where a path lies in the directory, once something was staged: what lies there before is an earlier staging's. */
    private Optional<Path> staged(AbsolutePath path) {
        return started && !path.equals(SCRIPT) ? Optional.of(below(path)) : Optional.empty();
    }

    private Path below(AbsolutePath path) {
        if (path.equals(SCRIPT)) {
            throw new HostException(
                    directory + ": " + SCRIPT + " of a staged tree is the script itself", "choose another path");
        }
        for (Optional<AbsolutePath> above = path.parent();
                above.isPresent();
                above = above.get().parent()) {
            Path here = resolve(above.get());
            if (!here.equals(directory) && isType(here, FileStatus.Type.SYMBOLIC_LINK)) {
                throw new HostException(
                        here + ": a symbolic link leads out of the staged tree", "remove it, it is not Outboard's");
            }
        }
        return resolve(path);
    }

    private Path resolve(AbsolutePath path) {
        return directory.resolve(path.toPath().getRoot().relativize(path.toPath()));
    }

    private static boolean isType(Path path, FileStatus.Type type) {
        return LocalFiles.status(path).filter(status -> status.type() == type).isPresent();
    }
}
