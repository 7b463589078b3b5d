package dev.outboard.core.testing;

import dev.outboard.core.command.Command;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.host.FileStatus;
import dev.outboard.core.host.Host;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.core.value.SocketPath;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A host for unit tests. It is as strict as a real one: a file needs its directory, an owner needs its user and group, and
 * a command that no {@link SimulatedCommand} answers is a failure of the test. Not thread-safe.
 *
 * <p>It starts with the directories of a fresh Debian and no file. The {@code put} methods set the scene; they make
 * missing directories and are not part of {@link #log()}.
 *
 * <pre>{@code
 * InMemoryHost host = InMemoryHost.create();
 * host.putFile(AbsolutePath.of("/etc/hostname"), "ci\n");
 * host.answer(SimulatedCommand.printing("", "systemctl", "daemon-reload"));
 * }</pre>
 */
public final class InMemoryHost implements Host {
    private final InMemoryFiles files = FreshDebian.files();
    private final Set<String> users = new TreeSet<>(List.of("root"));
    private final Set<String> groups = new TreeSet<>(List.of("root"));
    private final Deque<SimulatedCommand> simulators = new ArrayDeque<>();
    private final List<Command> commands = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    private Activity activity = Activity.NONE;
    private boolean locked;

    private enum Activity {
        NONE,
        ASKING,
        RUNNING
    }

    private InMemoryHost() {}

    /**
     * A host as it is after the installation of a minimal Debian, without programs.
     *
     * @return a new host with user and group {@code root} only
     */
    public static InMemoryHost create() {
        return new InMemoryHost();
    }

    /**
     * Adds programs. The latest simulator is tried first, so a test can give one command another outcome.
     *
     * @param simulator stands for the programs
     * @return this host
     */
    public InMemoryHost answer(SimulatedCommand simulator) {
        simulators.addFirst(simulator);
        return this;
    }

    /**
     * Adds a user, so that it can own files.
     *
     * @param name the user's name
     * @return this host
     */
    public InMemoryHost putUser(String name) {
        users.add(name);
        return this;
    }

    /**
     * Adds a group, so that it can own files.
     *
     * @param name the group's name
     * @return this host
     */
    public InMemoryHost putGroup(String name) {
        groups.add(name);
        return this;
    }

    /**
     * Whether a user was added, or is {@code root}.
     *
     * @param name the user's name
     * @return true if files may belong to it
     */
    public boolean hasUser(String name) {
        return users.contains(name);
    }

    /**
     * Whether a group was added, or is {@code root}.
     *
     * @param name the group's name
     * @return true if files may belong to it
     */
    public boolean hasGroup(String name) {
        return groups.contains(name);
    }

    /**
     * Puts a file of mode 0644 and owner root there.
     *
     * @param path where
     * @param text what
     * @return this host
     */
    public InMemoryHost putFile(AbsolutePath path, String text) {
        return putFile(path, FileContent.ofText(text), FileMode.FILE, FileOwner.ROOT);
    }

    /**
     * Puts a file there.
     *
     * @param path where
     * @param content what
     * @param mode its permission bits
     * @param owner its user and group
     * @return this host
     */
    public InMemoryHost putFile(AbsolutePath path, FileContent content, FileMode mode, FileOwner owner) {
        return put(path, () -> files.write(path, content, mode, owner));
    }

    /**
     * Puts a directory of mode 0755 and owner root there.
     *
     * @param path where
     * @return this host
     */
    public InMemoryHost putDirectory(AbsolutePath path) {
        return putDirectory(path, FileMode.DIRECTORY, FileOwner.ROOT);
    }

    /**
     * Puts a directory, or gives one that is there another mode and owner. Missing directories above are made.
     *
     * @param path where
     * @param mode its permission bits
     * @param owner its user and group
     * @return this host
     */
    public InMemoryHost putDirectory(AbsolutePath path, FileMode mode, FileOwner owner) {
        return put(path, () -> files.makeDirectory(path, mode, owner));
    }

    /**
     * Puts a symbolic link there.
     *
     * @param path where
     * @param target where it leads, absolute or relative
     * @return this host
     */
    public InMemoryHost putSymbolicLink(AbsolutePath path, String target) {
        return put(path, () -> files.link(path, target));
    }

    /**
     * Puts a socket, device or pipe there.
     *
     * @param path where
     * @param mode its permission bits
     * @param owner its user and group
     * @return this host
     */
    public InMemoryHost putSpecialFile(AbsolutePath path, FileMode mode, FileOwner owner) {
        return put(path, () -> files.special(path, mode, owner));
    }

    /**
     * Mounts something on a directory, so that it can't be deleted. Its content is not hidden.
     *
     * @param directory where
     * @return this host
     */
    public InMemoryHost putMountPoint(AbsolutePath directory) {
        return put(directory, () -> files.mount(directory));
    }

    /**
     * Takes a mount away again.
     *
     * @param directory where
     * @return this host
     */
    public InMemoryHost removeMountPoint(AbsolutePath directory) {
        refuseWhileAsking("unmount " + directory);
        files.unmount(directory);
        return this;
    }

    /**
     * Every path of the host. Equal trees mean equal hosts, as far as files go.
     *
     * @return by path, in their order: kind, mode and owner, and on the following lines the content of a file
     */
    public SortedMap<String, String> tree() {
        return files.texts();
    }

    /**
     * The commands that were run, without those that were only asked.
     *
     * @return an immutable copy, in the order of the runs, failed ones too
     */
    public List<Command> commands() {
        return List.copyOf(commands);
    }

    /**
     * Everything that was done to the host through {@link Host}, in order, one line each: {@code write /etc/x}, {@code
     * make directory /x}, {@code delete /x}, {@code delete tree /x}, {@code $ program argument}. What a simulator does
     * inside a command is the command's.
     *
     * @return an immutable copy
     */
    public List<String> log() {
        return List.copyOf(log);
    }

    @Override
    public Optional<FileStatus> status(AbsolutePath path) {
        return files.status(path);
    }

    @Override
    public Optional<FileContent> read(AbsolutePath path) {
        return files.read(path);
    }

    /** Nothing listens in memory, and what listens on this computer is another host's. */
    @Override
    public Optional<Path> reach(SocketPath socket) {
        throw new HostException(
                "socket " + socket + ": this host is in memory, and has no sockets",
                "use the provisioner() of a machine that SimulatedHosts made: that has daemons");
    }

    @Override
    public Optional<String> linkTarget(AbsolutePath path) {
        return files.linkTarget(path);
    }

    @Override
    public List<String> list(AbsolutePath directory) {
        return files.list(directory);
    }

    @Override
    public Optional<CommandResult> ask(Query query) {
        return Optional.of(simulate(query.command(), Activity.ASKING));
    }

    @Override
    public CommandResult run(Command command) {
        refuseWhileAsking("run " + command);
        commands.add(command);
        record("$ " + command);
        return simulate(command, Activity.RUNNING).requireSuccess();
    }

    @Override
    public void writeFile(AbsolutePath path, FileContent content, FileMode mode, FileOwner owner) {
        effect("write " + path, () -> {
            requireOwner(path, owner);
            files.write(path, content, mode, owner);
            return true;
        });
    }

    @Override
    public void append(AbsolutePath path, FileContent content) {
        effect("append to " + path, () -> {
            files.append(path, content);
            return true;
        });
    }

    @Override
    public void makeSymbolicLink(AbsolutePath path, String target) {
        effect("link " + path, () -> {
            files.link(path, target);
            return true;
        });
    }

    @Override
    public void makeDirectory(AbsolutePath path, FileMode mode, FileOwner owner) {
        effect("make directory " + path, () -> {
            requireOwner(path, owner);
            files.makeDirectory(path, mode, owner);
            return true;
        });
    }

    @Override
    public void deleteFile(AbsolutePath path) {
        effect("delete " + path, () -> files.deleteFile(path));
    }

    @Override
    public void deleteEmptyDirectory(AbsolutePath path) {
        effect("delete " + path, () -> files.deleteEmptyDirectory(path));
    }

    @Override
    public void deleteTree(AbsolutePath path) {
        effect("delete tree " + path, () -> files.deleteTree(path));
    }

    @Override
    public <T> T exclusively(Supplier<T> action) {
        if (locked) {
            throw new HostException("another apply runs on this host", "wait until it has ended, then plan again");
        }
        locked = true;
        try {
            return action.get();
        } finally {
            locked = false;
        }
    }

    /** Does nothing: a test looks at the host after its end. */
    @Override
    public void close() {}

    private InMemoryHost put(AbsolutePath path, Runnable change) {
        refuseWhileAsking("change " + path);
        path.parent().ifPresent(files::makeMissing);
        change.run();
        return this;
    }

    private void effect(String line, BooleanSupplier change) {
        refuseWhileAsking(line);
        if (change.getAsBoolean()) {
            record(line);
        }
    }

    private void record(String line) {
        if (activity == Activity.NONE) {
            log.add(line);
        }
    }

    private void refuseWhileAsking(String change) {
        if (activity == Activity.ASKING) {
            throw new IllegalStateException("a simulator answers a query, which only reads, and would " + change);
        }
    }

    private void requireOwner(AbsolutePath path, FileOwner owner) {
        requireKnown(path, "user", owner.user(), users);
        requireKnown(path, "group", owner.group(), groups);
    }

    private static void requireKnown(AbsolutePath path, String kind, String name, Set<String> known) {
        if (!known.contains(name) && !Character.isDigit(name.charAt(0))) {
            throw new HostException(
                    path + ": there is no " + kind + " " + name, "create it: " + kind + "add --system " + name);
        }
    }

    private CommandResult simulate(Command command, Activity inside) {
        Activity outside = activity;
        activity = inside;
        try {
            return simulators.stream()
                    .flatMap(simulator -> simulator.run(command, this).stream())
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no simulator answers \"" + command
                            + "\"; register one with answer(SimulatedCommand) before the test acts"));
        } finally {
            activity = outside;
        }
    }
}
