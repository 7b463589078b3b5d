package dev.outboard.systemd.daemon.part;

import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.desired.ManagedFile;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.Resource;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.systemd.ManagedUnit;
import dev.outboard.systemd.cleanup.CleanUpScript;
import dev.outboard.systemd.cleanup.CleanUpUnits;
import dev.outboard.systemd.options.CleanUp;
import java.util.List;

/**
 * The clean-up of a daemon: a script, and a timer that runs it.
 *
 * @param daemon the daemon
 * @param cleanUp what is thrown away and when
 */
record DaemonCleanUp(DaemonContext daemon, CleanUp cleanUp) implements DaemonPart {
    private ManagedFile script() {
        String text = CleanUpScript.render(
                cleanUp,
                daemon.spec().name().toString(),
                daemon.spec().socket(),
                daemon.spec().dataRoot());
        return new ManagedFile(
                daemon.spec().configurationDirectory().resolve("clean-up.sh"),
                FileContent.ofText(text),
                FileMode.EXECUTABLE,
                FileOwner.ROOT);
    }

    private CleanUpUnits rendered() {
        return new CleanUpUnits(daemon.spec().name().toString(), daemon.spec().serviceUnit(), script().path(), cleanUp);
    }

    @Override
    public List<Resource> resources() {
        return List.of(script());
    }

    @Override
    public List<ManagedUnit> units() {
        CleanUpUnits units = rendered();
        String origin = daemon.unitComment("generated");
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
                        "clean-up of daemon " + daemon.spec().name(),
                        cleanUp.schedule(),
                        "a calendar event that this host's systemd takes: " + String.join(" ", lines),
                        "correct it until \"systemd-analyze calendar\" takes it")));
    }
}
