package dev.outboard.systemd.vendor;

import com.google.common.collect.ImmutableSet;
import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.unitfile.ExecLine;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.value.UnitName;
import dev.outboard.systemd.engine.BuilderCall;
import dev.outboard.systemd.installed.InstalledUnit;
import dev.outboard.systemd.installed.UnitCommand;
import dev.outboard.systemd.installed.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Goes through one unit file key by key: what a second daemon's unit may have stays, the first daemon's own names are
 * replaced, and everything else goes and is written down.
 */
final class Selection {
    private static final String SERVICE = "docker.service";
    private static final String SOCKET = "docker.socket";

    /** How {@code kill} is told to send SIGHUP, on which an engine reads its configuration again. */
    private static final Set<String> HANG_UP = ImmutableSet.of("-s", "HUP", "SIGHUP", "-HUP", "-SIGHUP", "-1", "1");

    private static final Set<String> MAIN_PROCESS = ImmutableSet.of("$MAINPID", "${MAINPID}");

    /** What {@code User=} and {@code RootDirectory=} are where they are not set. */
    private static final Set<String> HARMLESS = ImmutableSet.of("", "root", "0", "/");

    private static final String RELOAD = "/bin/kill -s HUP $MAINPID";

    private final InstalledUnit installed;
    private final String fileName;
    private final UnitName service;
    private final UnitName socket;
    private final List<LeftOut> leftOut = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private UnitFile unit;

    Selection(InstalledUnit installed, UnitName service, UnitName socket) {
        UnitFile original = installed.fragment();
        this.installed = installed;
        this.fileName = original.fileName();
        this.unit = original;
        this.service = service;
        this.socket = socket;
        for (String section : original.sections()) {
            for (String key : original.keys(section)) {
                select(section, key);
            }
        }
    }

    UnitFile unit() {
        return unit;
    }

    List<LeftOut> leftOut() {
        return List.copyOf(leftOut);
    }

    List<Problem> problems() {
        return List.copyOf(problems);
    }

    private void select(String section, String key) {
        switch (UnitKeys.of(section, key)) {
            case KEPT, COMMAND, SET -> {}
            case OURS -> unit = unit.removeIfPresent(section, key);
            case LEFT_OUT -> leaveOut(section, key);
            case ORDER -> keepUnits(section, key, name -> true);
            case NEEDS -> keepUnits(section, key, Selection::isNeeded);
            case OWN_UNITS -> keepUnits(section, key, name -> false);
            case TARGETS -> keepUnits(section, key, name -> name.endsWith(".target"));
            case OUTPUT -> keepUnless(value -> value.contains(":") || value.startsWith("tty"), section, key);
            case PROTECTION -> keepUnless("strict"::equals, section, key);
            case VARIABLES -> keepVariables();
            case RELOAD -> keepReload();
            case REFUSED -> refuse(section, key);
        }
    }

    static boolean isNeeded(String name) {
        return name.endsWith(".target")
                || name.endsWith(".mount")
                || (name.contains("containerd") && name.endsWith(".service"));
    }

    /** Whether a name is one of the first daemon's, which this daemon has its own for. */
    static boolean isOwn(String name) {
        return name.equals(SERVICE) || name.equals(SOCKET);
    }

    /** Renames the first daemon's own units, and removes the others that are not wanted. */
    private void keepUnits(String section, String key, Predicate<String> isWanted) {
        List<String> words = unit.words(section, key);
        List<String> unwanted = words.stream()
                .filter(word -> !isOwn(word) && !isWanted.test(word))
                .toList();
        unwanted.forEach(word -> note(key + "=" + word, BuilderCall.NONE));
        if (!unwanted.isEmpty()) {
            String rest = String.join(
                    " ", words.stream().filter(word -> !unwanted.contains(word)).toList());
            unit = rest.isEmpty() ? unit.remove(section, key) : unit.set(section, key, rest);
        }
        rename(section, key, SERVICE, service);
        rename(section, key, SOCKET, socket);
    }

    private void rename(String section, String key, String from, UnitName to) {
        if (unit.words(section, key).contains(from)) {
            unit = unit.replaceWord(section, key, from, to.toString());
        }
    }

    private void keepUnless(Predicate<String> isUnwanted, String section, String key) {
        if (unit.value(section, key).filter(isUnwanted).isPresent()) {
            leaveOut(section, key);
        }
    }

    /** The others are named together with the file that sets them last, which need not be this one. */
    private void keepVariables() {
        List<Variable> variables = Variable.of(unit);
        List<String> kept = variables.stream()
                .filter(variable -> EngineVariables.isPackaging(variable.name()))
                .flatMap(variable -> variable.raw().stream())
                .toList();
        if (kept.isEmpty()) {
            unit = unit.removeIfPresent("Service", "Environment");
        } else if (kept.size() < variables.size()) {
            unit = unit.set("Service", "Environment", String.join(" ", kept));
        }
    }

    /** A command such as {@code pkill dockerd} would make the first daemon reload. */
    private void keepReload() {
        List<String> commands = unit.values("Service", "ExecReload");
        if (!commands.stream().allMatch(Selection::signalsMainProcess)) {
            leaveOut("Service", "ExecReload");
            unit = unit.set("Service", "ExecReload", RELOAD);
        }
    }

    static boolean signalsMainProcess(String command) {
        List<String> words = UnitCommand.split(command);
        return words.size() > 2
                && (words.get(0).equals("kill") || words.get(0).endsWith("/kill"))
                && words.stream().skip(1).filter(MAIN_PROCESS::contains).count() == 1
                && words.stream().skip(1).allMatch(word -> MAIN_PROCESS.contains(word) || HANG_UP.contains(word));
    }

    private void refuse(String section, String key) {
        String value = inForce(section, key).stream().reduce("", (first, last) -> last);
        unit = unit.removeIfPresent(section, key);
        if (!HARMLESS.contains(value)) {
            problems.add(UnitSourceProblem.of(
                    fileName + ": " + key + "=" + value,
                    "an engine that runs as root in the host's own file system",
                    "install the Docker engine of the host's distribution, or " + UnitSourceProblem.GENERATE));
        }
    }

    private void leaveOut(String section, String key) {
        List<String> values = inForce(section, key);
        unit = unit.removeIfPresent(section, key);
        if (values.isEmpty()) {
            return; // taken back by an empty assignment, here or in a drop-in
        }
        if (key.startsWith("Exec")) {
            values.stream()
                    .map(Selection::program)
                    .filter(program -> !isPreparation(program))
                    .forEach(program -> note(key + "=" + program, BuilderCall.NONE));
        } else {
            note(key + "=", key.equals("Slice") ? BuilderCall.RESOURCE_LIMITS : BuilderCall.NONE);
        }
    }

    static String program(String command) {
        try {
            return ExecLine.parse(command).program();
        } catch (InvalidValueException unreadable) {
            return "..";
        }
    }

    /** The first daemon's unit has made the directory or loaded the module, and the engine does so itself if it needs to. */
    private static boolean isPreparation(String program) {
        return program.endsWith("/mkdir") || program.endsWith("/modprobe");
    }

    private List<String> inForce(String section, String key) {
        return installed.values(installed.fragment(), section, key);
    }

    private void note(String setting, BuilderCall call) {
        leftOut.add(new LeftOut(fileName, setting, call));
    }
}
