package dev.outboard.systemd.cleanup;

import dev.outboard.core.unitfile.ExecLine;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.UnitName;
import dev.outboard.systemd.options.CleanUp;
import java.util.List;

/**
 * The units that clean up: a timer, and the service that it starts.
 *
 * @param daemon the daemon's name
 * @param daemonUnit the service that runs the daemon
 * @param script what is run
 * @param cleanUp when
 */
public record CleanUpUnits(String daemon, UnitName daemonUnit, AbsolutePath script, CleanUp cleanUp) {
    private static final AbsolutePath STAMPS = AbsolutePath.of("/var/lib/systemd/timers");

    /**
     * The name of the service.
     *
     * @return for example {@code docker2-clean-up.service}
     */
    public UnitName serviceUnit() {
        return serviceUnit(daemon);
    }

    /**
     * The name of the service that cleans up a daemon.
     *
     * @param daemon the daemon's name
     * @return for example {@code docker2-clean-up.service}
     */
    public static UnitName serviceUnit(String daemon) {
        return UnitName.service(daemon + "-clean-up");
    }

    /**
     * The name of the timer.
     *
     * @return for example {@code docker2-clean-up.timer}
     */
    public UnitName timerUnit() {
        return UnitName.of(daemon + "-clean-up.timer");
    }

    /**
     * The file in which systemd remembers when the timer last elapsed: systemd.timer(5), {@code Persistent=}.
     *
     * @param daemon the daemon's name
     * @return its path
     */
    public static AbsolutePath stamp(String daemon) {
        return STAMPS.resolve("stamp-" + daemon + "-clean-up.timer");
    }

    /**
     * The service. {@code Requisite=}, since a daemon that was stopped must not be started for this by its socket; that is
     * no failure of the service. Jobs come first, for processor and disk.
     *
     * @return its unit file, without the comment that says where it is from
     */
    public UnitFile service() {
        return UnitFile.empty(serviceUnit().toString())
                .set("Unit", "Description", "Clean-up of the Docker daemon " + daemon)
                .set("Unit", "Requisite", daemonUnit.toString())
                .set("Unit", "After", daemonUnit.toString())
                .set("Service", "Type", "oneshot")
                .set("Service", "ExecStart", ExecLine.quote(List.of("/bin/sh", script.toString())))
                .set("Service", "Nice", "19")
                .set("Service", "IOSchedulingClass", "idle")
                .set("Service", "TimeoutStartSec", "2h");
    }

    /**
     * The timer. A run that was missed, because the host was off, is made up for.
     *
     * @return its unit file, without the comment that says where it is from
     */
    public UnitFile timer() {
        UnitFile timer = UnitFile.empty(timerUnit().toString())
                .set("Unit", "Description", "Schedule for the clean-up of the Docker daemon " + daemon)
                .set("Timer", "OnCalendar", cleanUp.schedule())
                .set("Timer", "Persistent", "true");
        return (cleanUp.randomizedDelay().isZero()
                        ? timer
                        : timer.set(
                                "Timer",
                                "RandomizedDelaySec",
                                Long.toString(cleanUp.randomizedDelay().toSeconds())))
                .set("Install", "WantedBy", "timers.target");
    }
}
