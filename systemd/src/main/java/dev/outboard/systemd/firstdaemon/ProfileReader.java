package dev.outboard.systemd.firstdaemon;

import dev.outboard.core.failure.HostException;
import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.SocketPath;
import dev.outboard.core.value.UnitName;
import dev.outboard.systemd.docker.EngineInfo;
import dev.outboard.systemd.firstdaemon.RunningEngines.RunningEngine;
import dev.outboard.systemd.installed.InstalledUnit;
import dev.outboard.systemd.installed.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Gathers a {@link FirstDaemonProfile} from one host. Lives as long as it is read. */
final class ProfileReader {
    private static final String FIRST = ProfileDraft.FIRST;
    private static final String CONFIGURATION = "/etc/docker/daemon.json";
    private static final AbsolutePath CONTAINERD = AbsolutePath.of("/etc/containerd/config.toml");

    /** The feature by which an engine leaves its images to containerd. */
    private static final String CONTAINERD_IMAGES = "containerd-snapshotter";

    private static final UnitName SOCKET = UnitName.of("docker.socket");

    private static final Pattern PROCESS_ID = Pattern.compile("[0-9]{1,10}");

    private final HostView host;
    private final BiFunction<SocketPath, UnitName, EngineReply> question;
    private final Set<UnitName> own;
    private final ProfileDraft draft;
    private EngineReply reply = EngineReply.silence("it was not asked");
    private Optional<AbsolutePath> program = Optional.empty();

    ProfileReader(HostView host, BiFunction<SocketPath, UnitName, EngineReply> question, Set<UnitName> own) {
        this.host = host;
        this.question = question;
        this.own = own;
        this.draft = new ProfileDraft(host);
    }

    FirstDaemonProfile read() {
        draft.addFiles(List.of(AbsolutePath.of(CONFIGURATION)));
        readFirst();
        new OtherEngines(host, own, draft::note).forEach(this::addOther);
        new RunningEngines(host, own).stream().forEach(this::addRunning);
        return draft.profile(reply, program);
    }

    private void readFirst() {
        ask(ProfileDraft.SOCKET);
        Optional<InstalledUnit> service = UnitReader.find(FirstDaemonProfile.SERVICE, host, draft::note);
        UnitReader.find(SOCKET, host, draft::note).ifPresent(socket -> {
            draft.addFiles(socket.paths());
            addresses(socket)
                    .filter(address -> address.startsWith("/"))
                    .forEach(path -> draft.addSocket(path, SOCKET.toString(), FIRST));
            addListeners(socket, FIRST);
        });
        List<EngineSettings> pending = service.map(unit -> addUnit(unit, FIRST)).orElseGet(List::of);
        if (pending.stream()
                .noneMatch(settings ->
                        settings.one(EngineArguments.CONFIGURATION_FILE).isPresent())) {
            pending = new ArrayList<>(pending);
            readFile(CONFIGURATION, FIRST).ifPresent(pending::add);
        }
        List<EngineSettings> running = running();
        containerd();
        draft.addDefaultRanges(pending);
        askElsewhere();
        if (reply.info().isEmpty()) {
            draft.addSwarmOfOneThatIsSilent();
            draft.note(
                    service.isEmpty() && pending.isEmpty() && running.isEmpty()
                            ? "no first daemon was found that could be asked (" + reply.silence()
                                    + "): its paths and ranges are taken to be Docker's defaults, such as /var/lib/docker"
                                    + " and " + FirstDaemonProfile.DEFAULT_BRIDGE_RANGE
                            : "the first daemon does not answer (" + reply.silence()
                                    + "), so its networks are not known; the rest is taken from its units and"
                                    + " configuration, and from Docker's defaults");
        }
        addImageStore(pending);
    }

    private void ask(SocketPath socket) {
        reply = question.apply(socket, FirstDaemonProfile.SERVICE);
        draft.add(reply, FIRST);
    }

    /** An engine need not listen at the usual socket. */
    private void askElsewhere() {
        draft.otherSockets().stream()
                .filter(socket ->
                        reply.info().isEmpty() && host.status(socket.path()).isPresent())
                .forEach(this::ask);
    }

    /** {@link EngineFile} has a feature by its own key, a flag has it as {@code NAME=VALUE}. */
    private static Stream<String> containerdImages(EngineSettings settings) {
        String flag = CONTAINERD_IMAGES + "=";
        return Stream.concat(
                settings.all("features." + CONTAINERD_IMAGES).stream(),
                settings.all("features").stream()
                        .filter(feature -> feature.startsWith(flag))
                        .map(feature -> feature.substring(flag.length())));
    }

    /** Images of one store are not seen through the other. */
    private void addImageStore(List<EngineSettings> pending) {
        reply.info()
                .map(EngineInfo::traits)
                .ifPresent(traits -> pending.stream()
                        .flatMap(ProfileReader::containerdImages)
                        .reduce((first, second) -> second)
                        .map(Boolean::parseBoolean)
                        .filter(wanted -> wanted != traits.leavesImagesToContainerd())
                        .ifPresent(wanted -> draft.note("the first daemon leaves its images to "
                                + (wanted ? "containerd" : "its storage driver")
                                + " from its next start on: it does not find the images then that it has now, also those of"
                                + " runners")));
    }

    /** Another engine of the host is asked like the first one where it listens. */
    private void addOther(InstalledUnit unit) {
        String owner = unit.name().toString();
        List<EngineSettings> found = addUnit(unit, owner);
        if (!found.isEmpty()) {
            socketOf(unit, found)
                    .filter(socket ->
                            !socket.equals(ProfileDraft.SOCKET) || reply.info().isEmpty())
                    .ifPresent(socket -> {
                        EngineReply other = question.apply(socket, unit.name());
                        draft.add(other, owner);
                        if (other.info().isEmpty()) {
                            draft.note(owner + " does not answer (" + other.silence()
                                    + "), so its networks are not known");
                        }
                    });
        }
    }

    /** Settings in force, which the unit or the file need not have any more. */
    private void addRunning(RunningEngine engine) {
        EngineArguments.parse("running process", engine.commandLine()).ifPresent(flags -> {
            if (engine.isRootless()) {
                draft.addRootless(flags, engine.dataRoot(), engine.owner());
            } else {
                draft.add(flags, engine.owner());
                flags.one(EngineArguments.CONFIGURATION_FILE).ifPresent(file -> readFile(file, engine.owner()));
            }
        });
    }

    /** By its own words, or from the socket unit of the same name: systemd.socket(5). */
    private Optional<SocketPath> socketOf(InstalledUnit unit, List<EngineSettings> found) {
        String owner = unit.name().toString();
        Optional<InstalledUnit> activating =
                UnitReader.find(UnitName.of(unit.name().prefix() + ".socket"), host, draft::note);
        activating.ifPresent(socket -> addListeners(socket, owner));
        Stream<String> passed =
                activating.stream().flatMap(ProfileReader::addresses).filter(address -> address.startsWith("/"));
        boolean isUsual =
                found.stream().allMatch(settings -> settings.all("hosts").isEmpty());
        return Stream.of(
                        found.stream().flatMap(ProfileDraft::unixSockets),
                        passed,
                        isUsual ? Stream.of(ProfileDraft.SOCKET.toString()) : Stream.<String>empty())
                .flatMap(paths -> paths)
                .flatMap(path -> draft.socket(path, owner).stream())
                .findFirst();
    }

    private static Stream<String> addresses(InstalledUnit socket) {
        return socket.values("Socket", "ListenStream").stream().map(socket::resolve);
    }

    private void addListeners(InstalledUnit socket, String owner) {
        addresses(socket)
                .forEach(address ->
                        draft.addListener(address, owner, socket.name().toString()));
    }

    /** What a unit would start now: its flags, and the file that they name. */
    private List<EngineSettings> addUnit(InstalledUnit unit, String owner) {
        draft.addFiles(unit.paths());
        List<EngineSettings> found = new ArrayList<>();
        unit.commands().stream()
                .flatMap(command -> EngineArguments.parse(unit.name().toString(), command.texts()).stream())
                .forEach(flags -> {
                    found.add(flags);
                    draft.add(flags, owner);
                    flags.one(EngineArguments.CONFIGURATION_FILE)
                            .flatMap(file -> readFile(file, owner))
                            .ifPresent(found::add);
                });
        Optional.ofNullable(unit.environment().get("DOCKER_FIREWALL_BACKEND"))
                .map(Variable::value)
                .filter("nftables"::equals)
                .ifPresent(backend -> draft.useNftables());
        return found;
    }

    /** How the process was started that runs: its unit may have been edited since. */
    private List<EngineSettings> running() {
        List<EngineSettings> found = new ArrayList<>();
        for (AbsolutePath pidFile : draft.pidFiles()) {
            Optional<AbsolutePath> process = read(pidFile)
                    .map(String::strip)
                    .filter(pid -> PROCESS_ID.matcher(pid).matches())
                    .map(pid -> AbsolutePath.of("/proc/" + pid));
            process.flatMap(directory -> read(directory.resolve("cmdline")))
                    .flatMap(line -> EngineArguments.parse("running process", List.of(line.split("\0"))))
                    .ifPresent(flags -> {
                        program = process.flatMap(this::programOf);
                        found.add(flags);
                        draft.add(flags, FIRST);
                        flags.one(EngineArguments.CONFIGURATION_FILE)
                                .flatMap(file -> readFile(file, FIRST))
                                .ifPresent(found::add);
                    });
        }
        return found;
    }

    /** proc_pid_exe(5): the link leads to {@code PATH (deleted)} once the file was replaced. */
    private Optional<AbsolutePath> programOf(AbsolutePath process) {
        try {
            return host.linkTarget(process.resolve("exe"))
                    .filter(target -> !target.endsWith(" (deleted)"))
                    .map(AbsolutePath::of);
        } catch (HostException | InvalidValueException notToBeSeen) {
            return Optional.empty();
        }
    }

    private Optional<EngineSettings> readFile(String path, String owner) {
        draft.addPath("configuration file of " + owner, path);
        Optional<EngineSettings> settings = draft.path(path, owner)
                .flatMap(file -> {
                    draft.addFiles(List.of(file));
                    return read(file);
                })
                .flatMap(text -> EngineFile.parse(path, text, draft::note));
        settings.ifPresent(found -> draft.add(found, owner));
        return settings;
    }

    /** containerd-config.toml(5): the keys before the first table. */
    private void containerd() {
        draft.addFiles(List.of(CONTAINERD));
        ContainerdSettings.readFrom(host, draft::note)
                .forEach((what, path) -> draft.addPath("containerd's " + what, path));
    }

    private Optional<String> read(AbsolutePath path) {
        try {
            return host.read(path).map(FileContent::text);
        } catch (HostException notPermitted) {
            draft.note(path + " can't be read, so what it says of the first daemon is not known: "
                    + notPermitted.problem());
            return Optional.empty();
        }
    }
}
