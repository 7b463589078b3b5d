package dev.outboard.systemd;

import com.google.common.collect.ImmutableList;
import dev.outboard.core.command.Command;
import dev.outboard.core.value.UnitName;
import java.time.Duration;
import java.util.List;

/** The commands of systemctl(1) that change something, each with the time that it may take. */
public final class Systemctl {
    private static final String PROGRAM = "systemctl";

    /** Reloading and enabling read every unit file of the host. */
    private static final Duration BOOKKEEPING = Duration.ofMinutes(1);

    /** More than DefaultTimeoutStartSec= and DefaultTimeoutStopSec= together, 90 s each: systemd-system.conf(5). */
    private static final Duration JOBS = Duration.ofMinutes(4);

    private Systemctl() {}

    /**
     * Makes systemd read its unit files again.
     *
     * @return the command
     */
    public static Command daemonReload() {
        return Command.of(PROGRAM, "daemon-reload").withTimeout(BOOKKEEPING);
    }

    /**
     * Makes units start with the host. Systemd does not read its unit files again for that: a {@link #daemonReload} has
     * to follow, so that there is one for everything.
     *
     * @param units which units, at least one
     * @return the command
     */
    public static Command enable(List<UnitName> units) {
        return command(BOOKKEEPING, "enable --no-reload", units);
    }

    /**
     * Makes units no longer start with the host. A {@link #daemonReload} has to follow.
     *
     * @param units which units, at least one
     * @return the command
     */
    public static Command disable(List<UnitName> units) {
        return command(BOOKKEEPING, "disable --no-reload", units);
    }

    /**
     * Starts units, in one transaction.
     *
     * @param units which units, at least one
     * @return the command
     */
    public static Command start(List<UnitName> units) {
        return command(JOBS, "start", units);
    }

    /**
     * Restarts units, in one transaction; those that do not run are started.
     *
     * @param units which units, at least one
     * @return the command
     */
    public static Command restart(List<UnitName> units) {
        return command(JOBS, "restart", units);
    }

    /**
     * Lets units do again what they do when they start, without a stop. A unit that does not run is an error.
     *
     * @param units which units, at least one, each with a command for it
     * @return the command
     */
    public static Command reload(List<UnitName> units) {
        return command(JOBS, "reload", units);
    }

    /**
     * Stops units, in one transaction.
     *
     * @param units which units, at least one
     * @return the command
     */
    public static Command stop(List<UnitName> units) {
        return command(JOBS, "stop", units);
    }

    /**
     * Sends SIGTERM to all processes of units, whatever signal their stop is. Systemd starts them again if it is told so,
     * unless they are being stopped.
     *
     * @param units which units, at least one
     * @return the command
     */
    public static Command terminate(List<UnitName> units) {
        return command(BOOKKEEPING, "kill --signal=TERM", units);
    }

    /**
     * Stops units, in one transaction, and no longer starts them with the host. A {@link #daemonReload} has to follow.
     *
     * @param units which units, at least one
     * @return the command
     */
    public static Command disableNow(List<UnitName> units) {
        return command(JOBS, "disable --now --no-reload", units);
    }

    /**
     * Forgets that units failed, and how often they were started lately. They are given as patterns: those match only what
     * is loaded, while the name of a unit that is not would be an error, systemctl(1).
     *
     * @param units which units, at least one
     * @return the command
     */
    public static Command resetFailed(List<UnitName> units) {
        return command(
                BOOKKEEPING,
                "reset-failed",
                units.stream().map(unit -> unit + "*").toList());
    }

    private static Command command(Duration limit, String verb, List<?> units) {
        if (units.isEmpty()) {
            throw new IllegalArgumentException("systemctl " + verb + " needs a unit");
        }
        return Command.of(ImmutableList.<String>builder()
                        .add(PROGRAM)
                        .add(verb.split(" "))
                        .addAll(units.stream().map(Object::toString).toList())
                        .build())
                .withTimeout(limit);
    }
}
