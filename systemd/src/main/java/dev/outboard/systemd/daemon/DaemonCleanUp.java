package dev.outboard.systemd.daemon;

import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.desired.ManagedFile;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.Resource;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.DaemonName;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.systemd.ManagedUnit;
import dev.outboard.systemd.cleanup.CleanUp;
import dev.outboard.systemd.cleanup.CleanUpScript;
import dev.outboard.systemd.cleanup.CleanUpUnits;
import java.util.List;

/**
 * The clean-up of a daemon: a script, and a timer that runs it.
 *
 * @param spec the daemon
 * @param cleanUp what is thrown away and when
 */
record DaemonCleanUp(DaemonSpec spec, CleanUp cleanUp) implements DaemonPart {
    private static final AbsolutePath STAMPS = AbsolutePath.of("/var/lib/systemd/timers");

    /** The file in which systemd remembers the last run: systemd.timer(5), Persistent=. */
    static AbsolutePath stamp(DaemonName name) {
        return STAMPS.resolve("stamp-" + name + "-clean-up.timer");
    }

    private ManagedFile script() {
        String text = CleanUpScript.render(cleanUp, spec.name().toString(), spec.socket(), spec.dataRoot());
        return new ManagedFile(
                spec.configurationDirectory().resolve("clean-up.sh"),
                FileContent.ofText(text),
                FileMode.EXECUTABLE,
                FileOwner.ROOT);
    }

    private CleanUpUnits rendered() {
        return new CleanUpUnits(spec.name().toString(), spec.serviceUnit(), script().path(), cleanUp);
    }

    @Override
    public List<Resource> resources() {
        return List.of(script());
    }

    @Override
    public List<ManagedUnit> units() {
        CleanUpUnits units = rendered();
        String origin = DaemonUnits.origin(spec, "generated");
        return List.of(
                ManagedUnit.of(
                                units.serviceUnit(),
                                units.service().comment(origin).text())
                        .onDemand(),
                ManagedUnit.of(units.timerUnit(), units.timer().comment(origin).text())
                        .withoutInterruption());
    }

    /** Only systemd knows all that it takes for a calendar event. */
    @Override
    public void check(Planning planning) {
        planning.host()
                .ask(Query.of("systemd-analyze", "calendar", cleanUp.schedule()))
                .filter(answer -> !answer.isSuccess())
                .map(CommandResult::lastLines)
                .ifPresent(lines -> planning.conflict(new Problem(
                        "clean-up of daemon " + spec.name(),
                        cleanUp.schedule(),
                        "a calendar event that this host's systemd takes: " + String.join(" ", lines),
                        "correct it until \"systemd-analyze calendar\" takes it")));
    }
}
