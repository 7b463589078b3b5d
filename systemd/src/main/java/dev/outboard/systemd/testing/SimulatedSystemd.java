package dev.outboard.systemd.testing;

import dev.outboard.core.command.Command;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.testing.SimulatedCommand;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.UnitName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * systemd on an {@link InMemoryHost}. It reads the unit files of the host as the real one does: once, and again on {@code
 * daemon-reload}. Enabling makes links, starting a unit starts what it requires, stopping and restarting it takes what is
 * part of it along, and a socket makes its file and leaves it.
 *
 * <p>Strict: a verb or option that it does not know is left to other simulators, and fails the test if there is none. So
 * are the units of networkd, which the network module simulates.
 *
 * <pre>{@code
 * SimulatedSystemd systemd = new SimulatedSystemd();
 * systemd.program(UnitName.of("docker2.service"), (unit, host) -> host.putFile(pidFile, "42\n"));
 * host.answer(systemd);
 * }</pre>
 *
 * <p>Not thread-safe.
 */
public final class SimulatedSystemd implements SimulatedCommand {
    private static final List<String> VERBS_WITH_UNITS =
            List.of("enable", "start", "restart", "reload", "stop", "disable", "reset-failed");
    private static final String NETWORKD = "systemd-networkd.service";
    private static final String SHOW =
            "--property=Id,LoadState,ActiveState,SubState,UnitFileState,NeedDaemonReload,FragmentPath"
                    + ",NRestarts,ActiveEnterTimestampMonotonic,MainPID";

    /** That of Debian 13. */
    private static final String VERSION =
            "systemd 257 (257.13-1~deb13u1)\n+PAM +AUDIT +SELINUX default-hierarchy=unified\n";

    private final SimulatedUnits units = new SimulatedUnits();

    /** systemd that just booted, and has started nothing. */
    public SimulatedSystemd() {}

    /**
     * Says what a unit runs; replaces what was said before. A unit without a program starts without any effect.
     *
     * @param unit which unit
     * @param program what it runs
     * @return this
     */
    public SimulatedSystemd program(UnitName unit, UnitProgram program) {
        units.program(unit, program);
        return this;
    }

    /**
     * Says what the units run that have no program of their own; replaces what was said before.
     *
     * @param program what they run; {@link UnitFile#fileName()} tells which unit it is
     * @return this
     */
    public SimulatedSystemd otherPrograms(UnitProgram program) {
        units.otherPrograms(program);
        return this;
    }

    /**
     * Whether a unit runs.
     *
     * @param unit which unit
     * @return true if it was started, and not stopped since
     */
    public boolean isActive(UnitName unit) {
        return units.isActive(unit);
    }

    /**
     * How often a unit was started since the boot.
     *
     * @param unit which unit
     * @return the number of starts that succeeded
     */
    public int starts(UnitName unit) {
        return units.starts(unit);
    }

    /**
     * Ends a unit as if its program had failed and systemd had given it up.
     *
     * @param unit which unit
     * @param log what it logs
     */
    public void fail(UnitName unit, String log) {
        units.fail(unit, log);
    }

    /**
     * Replaces the file of a program, as an upgrade of its package does. Services that run go on with the former one until
     * they are restarted.
     *
     * @param program where the program is
     * @param host whose file it is
     */
    public void replace(AbsolutePath program, InMemoryHost host) {
        units.replace(program, host);
    }

    @Override
    public Optional<CommandResult> run(Command command, InMemoryHost host) {
        List<String> words = command.arguments();
        if (words.contains(NETWORKD)) {
            return Optional.empty();
        }
        return switch (command.program()) {
            case "systemctl" -> words.size() < 2 ? Optional.empty() : systemctl(command, words, host);
            case "systemd-analyze" ->
                words.size() == 3 && words.get(1).equals("calendar")
                        ? Optional.of(calendar(command, words.get(2)))
                        : Optional.empty();
            case "journalctl" -> journalctl(command, words);
            default -> Optional.empty();
        };
    }

    private Optional<CommandResult> systemctl(Command command, List<String> words, InMemoryHost host) {
        String verb = words.get(1);
        if (verb.equals("--version")) {
            return Optional.of(new CommandResult(command, 0, VERSION, ""));
        }
        List<String> rest = new ArrayList<>(words.subList(2, words.size()));
        if (verb.equals("show") && rest.remove(SHOW)) {
            List<String> blocks =
                    names(rest).stream().map(unit -> units.show(unit, host)).toList();
            return Optional.of(new CommandResult(command, 0, String.join("\n", blocks), ""));
        }
        if (verb.equals("daemon-reload") && rest.isEmpty()) {
            units.reload(host);
            return success(command);
        }
        boolean now = verb.equals("disable") && rest.remove("--now");
        if (verb.equals("enable") || verb.equals("disable")) {
            rest.remove("--no-reload");
        }
        if (!VERBS_WITH_UNITS.contains(verb)
                || rest.isEmpty()
                || rest.stream().anyMatch(word -> word.startsWith("-"))) {
            return Optional.empty();
        }
        try {
            perform(verb, names(matched(verb, rest)), now, host);
            return success(command);
        } catch (SimulatedUnits.Refusal refusal) {
            return Optional.of(new CommandResult(command, refusal.exitStatus(), "", refusal.getMessage() + "\n"));
        }
    }

    private void perform(String verb, List<UnitName> names, boolean now, InMemoryHost host) {
        switch (verb) {
            case "enable" -> names.forEach(unit -> units.enable(unit, host));
            case "start" -> units.start(names, host);
            case "restart" -> units.restart(names, host);
            case "reload" -> units.reload(names, host);
            case "stop" -> units.stop(names, host);
            case "reset-failed" -> names.forEach(units::resetFailed);
            default -> {
                names.forEach(unit -> units.disable(unit, host));
                if (now) {
                    units.stop(names, host);
                }
            }
        }
    }

    private static CommandResult calendar(Command command, String expression) {
        return CalendarEvent.isAccepted(expression)
                ? new CommandResult(command, 0, "", "")
                : new CommandResult(
                        command,
                        1,
                        "",
                        "Failed to parse calendar specification '" + expression + "': Invalid argument\n");
    }

    private Optional<CommandResult> journalctl(Command command, List<String> words) {
        String prefix = "--unit=";
        return words.stream()
                .filter(word -> word.startsWith(prefix))
                .findFirst()
                .map(word -> UnitName.of(word.substring(prefix.length())))
                .map(unit -> new CommandResult(command, 0, units.journal(unit), ""));
    }

    private static Optional<CommandResult> success(Command command) {
        return Optional.of(new CommandResult(command, 0, "", ""));
    }

    /** Of patterns, the one form that Outboard uses: a unit's name and an asterisk, which matches it if it is loaded. */
    private List<String> matched(String verb, List<String> words) {
        return words.stream()
                .map(word ->
                        verb.equals("reset-failed") && word.endsWith("*") ? word.substring(0, word.length() - 1) : word)
                .filter(word -> words.contains(word) || units.isLoaded(UnitName.of(word)))
                .toList();
    }

    private static List<UnitName> names(List<String> words) {
        return words.stream().map(UnitName::of).toList();
    }
}
