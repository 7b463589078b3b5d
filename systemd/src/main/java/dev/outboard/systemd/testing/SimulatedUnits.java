package dev.outboard.systemd.testing;

import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.core.value.UnitName;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The units that a {@link SimulatedSystemd} has in memory, and what can be done with them. */
final class SimulatedUnits {
    private static final List<AbsolutePath> SEARCH_PATH =
            List.of(AbsolutePath.of("/etc/systemd/system"), AbsolutePath.of("/usr/lib/systemd/system"));
    private static final AbsolutePath LINKS = SEARCH_PATH.get(0);
    private static final int LINES = 20;
    private static final int FIRST_PROCESS = 5000;

    private final Map<UnitName, Unit> units = new LinkedHashMap<>();
    private final Map<UnitName, UnitProgram> programs = new LinkedHashMap<>();
    private final SimulatedControlGroups controlGroups = new SimulatedControlGroups();
    private UnitProgram otherPrograms = (unit, host) -> {};

    /** What systemd refuses, with the exit status and message of systemctl. */
    static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int exitStatus;

        Refusal(int exitStatus, String message) {
            super(message);
            this.exitStatus = exitStatus;
        }

        int exitStatus() {
            return exitStatus;
        }
    }

    private enum Activity {
        INACTIVE("inactive", "dead"),
        ACTIVE("active", "running"),
        FAILED("failed", "failed");

        private final String state;
        private final String detail;

        Activity(String state, String detail) {
            this.state = state;
            this.detail = detail;
        }
    }

    private static final class Unit {
        private Activity activity = Activity.INACTIVE;
        private int starts;
        private final StringBuilder journal = new StringBuilder();
        private @Nullable UnitFile read;
        private Optional<SimulatedMainProcess> process = Optional.empty();
    }

    void program(UnitName name, UnitProgram program) {
        programs.put(name, program);
    }

    void otherPrograms(UnitProgram program) {
        otherPrograms = program;
    }

    boolean isActive(UnitName name) {
        return unit(name).activity == Activity.ACTIVE;
    }

    int starts(UnitName name) {
        return unit(name).starts;
    }

    void fail(UnitName name, String log) {
        unit(name).activity = Activity.FAILED;
        unit(name).journal.append(log).append('\n');
    }

    String journal(UnitName name) {
        List<String> lines = unit(name).journal.toString().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
    }

    /** The properties of a unit, one a line, in an order of systemd's own. */
    String show(UnitName name, InMemoryHost host) {
        Optional<UnitFile> file = file(name, host);
        Unit unit = unit(name);
        boolean stale = unit.read != null && !file.filter(unit.read::equals).isPresent();
        boolean loaded = unit.read != null || file.isPresent();
        return "Id=" + name
                + "\nLoadState=" + (loaded ? "loaded" : "not-found")
                + "\nActiveState=" + unit.activity.state
                + "\nSubState=" + unit.activity.detail
                + "\nFragmentPath=" + file.map(UnitFile::fileName).orElse("")
                + "\nUnitFileState="
                + file.map(text -> isEnabled(name, text, host) ? "enabled" : "disabled")
                        .orElse("")
                + "\nNeedDaemonReload=" + (stale ? "yes" : "no")
                + "\nMainPID="
                + unit.process.map(SimulatedMainProcess::id).orElse(0)
                + "\n";
    }

    void reload(InMemoryHost host) {
        units.forEach((name, unit) -> unit.read = file(name, host).orElse(null));
        showControlGroups(host);
    }

    private void showControlGroups(InMemoryHost host) {
        Map<UnitName, UnitFile> slices = new LinkedHashMap<>();
        units.forEach((name, unit) -> {
            if (isActive(name) && unit.read != null) {
                unit.read
                        .value("Service", "Slice")
                        .map(UnitName::of)
                        .ifPresent(slice -> file(slice, host).ifPresent(file -> slices.put(slice, file)));
            }
        });
        controlGroups.show(slices, host);
    }

    void enable(UnitName name, InMemoryHost host) {
        UnitFile file = file(name, host)
                .orElseThrow(() -> new Refusal(1, "Failed to enable unit: Unit file " + name + " does not exist."));
        unit(name).read = file;
        links(name, file).forEach(link -> host.putSymbolicLink(link, file.fileName()));
    }

    void disable(UnitName name, InMemoryHost host) {
        UnitFile file = file(name, host)
                .orElseThrow(() -> new Refusal(1, "Failed to disable unit: Unit file " + name + " does not exist."));
        for (AbsolutePath link : links(name, file)) {
            host.deleteFile(link);
            link.parent().ifPresent(host::deleteEmptyDirectory);
        }
    }

    private static boolean isEnabled(UnitName name, UnitFile file, InMemoryHost host) {
        List<AbsolutePath> links = links(name, file);
        return !links.isEmpty()
                && links.stream().allMatch(link -> host.status(link).isPresent());
    }

    private static List<AbsolutePath> links(UnitName name, UnitFile file) {
        return file.words("Install", "WantedBy").stream()
                .map(target -> LINKS.resolve(target + ".wants/" + name))
                .toList();
    }

    /** A socket comes before its service: systemd.socket(5), Implicit Dependencies. */
    void start(Collection<UnitName> names, InMemoryHost host) {
        names.stream()
                .sorted(Comparator.comparing(name -> !name.suffix().equals(".socket")))
                .forEach(name -> start(name, host));
    }

    private void start(UnitName name, InMemoryHost host) {
        Unit unit = unit(name);
        if (unit.activity == Activity.ACTIVE) {
            return;
        }
        if (unit.read == null) {
            unit.read = file(name, host).orElse(null);
        }
        UnitFile file = unit.read;
        if (file == null) {
            throw new Refusal(5, "Failed to start " + name + ": Unit " + name + " not found.");
        }
        refuseSocketOfRunningService(name, file);
        for (String required : file.words("Unit", "Requires")) {
            start(UnitName.of(required), host);
        }
        run(name, unit, file, host);
    }

    /** As systemd does: the socket would be taken from under the service. */
    private void refuseSocketOfRunningService(UnitName name, UnitFile file) {
        UnitName service = UnitName.of(file.value("Socket", "Service").orElse(name.prefix() + ".service"));
        if (name.suffix().equals(".socket") && isActive(service)) {
            throw new Refusal(1, name + ": Socket service " + service + " already active, refusing.");
        }
    }

    private void run(UnitName name, Unit unit, UnitFile file, InMemoryHost host) {
        try {
            file.value("Socket", "ListenStream").ifPresent(path -> listen(path, file, host));
            programs.getOrDefault(name, otherPrograms).start(file, host);
        } catch (UnitProgram.UnitFailure failure) {
            fail(name, failure.log());
            throw new Refusal(
                    1,
                    "Job for " + name + " failed because the control process exited with error code.\nSee \"systemctl"
                            + " status " + name + "\" and \"journalctl -xeu " + name + "\" for details.");
        }
        unit.activity = Activity.ACTIVE;
        unit.starts++;
        // always the same, so that a host that is as before has the same files as before
        int process = FIRST_PROCESS + List.copyOf(units.keySet()).indexOf(name);
        unit.process = SimulatedMainProcess.of(file, process);
        unit.process.ifPresent(begun -> begun.begin(host));
        showControlGroups(host);
        showListeners(host);
    }

    /** Sockets that listen, as proc_net(5) shows those of {@code /proc/net/unix}. */
    private void showListeners(InMemoryHost host) {
        StringBuilder lines = new StringBuilder("Num       RefCount Protocol Flags    Type St Inode Path\n");
        units.values().stream()
                .filter(unit -> unit.activity == Activity.ACTIVE && unit.read != null)
                .flatMap(unit -> unit.read.value("Socket", "ListenStream").stream())
                .sorted()
                .forEach(path -> lines.append("0000000000000000: 00000002 00000000 00010000 0001 01 9000 ")
                        .append(path.replace("%%", "%"))
                        .append('\n'));
        host.putFile(AbsolutePath.of("/proc/net/unix"), lines.toString());
    }

    private static void listen(String path, UnitFile file, InMemoryHost host) {
        FileMode mode = FileMode.of(file.value("Socket", "SocketMode").orElse("0666"));
        FileOwner owner = FileOwner.of(
                file.value("Socket", "SocketUser").orElse("root"),
                file.value("Socket", "SocketGroup").orElse("root"));
        host.putSpecialFile(AbsolutePath.of(path.replace("%%", "%")), mode, owner);
    }

    void restart(List<UnitName> names, InMemoryHost host) {
        Set<UnitName> restarted = new LinkedHashSet<>(names);
        names.stream()
                .flatMap(name -> companions(name).stream())
                .filter(this::isActive)
                .forEach(restarted::add);
        restarted.forEach(unit -> stop(unit, host));
        start(restarted, host);
    }

    /** Its commands count as those of its start. */
    void reload(List<UnitName> names, InMemoryHost host) {
        for (UnitName name : names) {
            UnitFile file = unit(name).read;
            if (!isActive(name)
                    || file == null
                    || file.values("Service", "ExecReload").isEmpty()) {
                throw new Refusal(3, "Failed to reload " + name + ": Job type reload is not applicable.");
            }
            programs.getOrDefault(name, otherPrograms).start(file, host);
        }
    }

    void stop(List<UnitName> names, InMemoryHost host) {
        names.forEach(name -> {
            companions(name).forEach(companion -> stop(companion, host));
            stop(name, host);
        });
        showControlGroups(host);
        showListeners(host);
    }

    private void stop(UnitName name, InMemoryHost host) {
        Unit unit = unit(name);
        if (isActive(name)) {
            unit.activity = Activity.INACTIVE;
        }
        unit.process.ifPresent(process -> process.end(host));
        unit.process = Optional.empty();
    }

    void replace(AbsolutePath program, InMemoryHost host) {
        units.values().stream()
                .flatMap(unit -> unit.process.stream())
                .filter(process -> process.program().equals(program))
                .forEach(process -> process.loseItsFile(host));
    }

    /** The units that stop and restart with another one: what is part of it or requires it. */
    private Set<UnitName> companions(UnitName name) {
        Set<UnitName> companions = new LinkedHashSet<>();
        units.forEach((other, unit) -> {
            UnitFile file = unit.read;
            if (file != null
                    && (file.words("Unit", "PartOf").contains(name.toString())
                            || file.words("Unit", "Requires").contains(name.toString()))) {
                companions.add(other);
            }
        });
        return companions;
    }

    boolean isLoaded(UnitName name) {
        Unit unit = unit(name);
        return unit.activity != Activity.INACTIVE || unit.read != null;
    }

    void resetFailed(UnitName name) {
        Unit unit = unit(name);
        if (!isLoaded(name)) {
            throw new Refusal(1, "Failed to reset failed state of unit " + name + ": Unit " + name + " not loaded.");
        }
        if (unit.activity == Activity.FAILED) {
            unit.activity = Activity.INACTIVE;
        }
    }

    private Unit unit(UnitName name) {
        return units.computeIfAbsent(name, ignored -> new Unit());
    }

    private static Optional<UnitFile> file(UnitName name, InMemoryHost host) {
        return SEARCH_PATH.stream()
                .map(directory -> directory.resolve(name.toString()))
                .flatMap(path ->
                        host.read(path).stream().map(content -> UnitFile.parse(path.toString(), content.bytes())))
                .findFirst();
    }
}
