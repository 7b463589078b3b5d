package dev.outboard.systemd;

import dev.outboard.core.change.ResourceId;
import dev.outboard.core.desired.ManagedFile;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.UnitName;
import java.util.List;

/**
 * A unit that must be on a host.
 *
 * @param name its name
 * @param text the text of its file in {@code /etc/systemd/system}
 * @param enabled whether it starts with the host
 * @param running whether it runs
 * @param reads files that it reads only when it starts
 * @param restartedBy other resources whose change it does not notice unless it is restarted
 * @param restartedWith units of the same set that can't be started or restarted while it runs: its sockets
 * @param interrupting whether those who use it notice that it restarts
 */
public record ManagedUnit(
        UnitName name,
        String text,
        boolean enabled,
        boolean running,
        List<ManagedFile> reads,
        List<ResourceId> restartedBy,
        List<UnitName> restartedWith,
        boolean interrupting) {
    static final AbsolutePath DIRECTORY = AbsolutePath.of("/etc/systemd/system");

    /**
     * Creates a unit.
     *
     * @param name its name
     * @param text the text of its file
     * @param enabled whether it starts with the host
     * @param running whether it runs
     * @param reads files that it reads only when it starts
     * @param restartedBy other resources whose change it does not notice unless it is restarted
     * @param restartedWith units that can't be started or restarted while it runs
     * @param interrupting whether those who use it notice that it restarts
     */
    public ManagedUnit {
        reads = List.copyOf(reads);
        restartedBy = List.copyOf(restartedBy);
        restartedWith = List.copyOf(restartedWith);
    }

    /**
     * A unit that is enabled and runs, restarted only when its own file changes.
     *
     * @param name its name
     * @param text the text of its file
     * @return the unit
     */
    public static ManagedUnit of(UnitName name, String text) {
        return new ManagedUnit(name, text, true, true, List.of(), List.of(), List.of(), true);
    }

    /**
     * The same unit, neither enabled nor running: others pull it in.
     *
     * @return the unit
     */
    public ManagedUnit onDemand() {
        return new ManagedUnit(name, text, false, false, reads, restartedBy, restartedWith, interrupting);
    }

    /**
     * The same unit, not enabled: it runs, and others pull it in when the host starts.
     *
     * @return the unit
     */
    public ManagedUnit pulledIn() {
        return new ManagedUnit(name, text, false, running, reads, restartedBy, restartedWith, interrupting);
    }

    /**
     * The same unit, enabled and not running: it ends by itself, and its file says which unit wants it.
     *
     * @return the unit
     */
    public ManagedUnit wanted() {
        return new ManagedUnit(name, text, enabled, false, reads, restartedBy, restartedWith, interrupting);
    }

    /**
     * The same unit, restarted when one of these files is another than it has read.
     *
     * @param files which files; they stand before the units in a desired state
     * @return the unit
     */
    public ManagedUnit reading(ManagedFile... files) {
        return new ManagedUnit(name, text, enabled, running, List.of(files), restartedBy, restartedWith, interrupting);
    }

    /**
     * The same unit, restarted when a resource changes.
     *
     * @param resources which resources; they stand before the units in a desired state
     * @return the unit
     */
    public ManagedUnit restartedBy(ResourceId... resources) {
        return new ManagedUnit(name, text, enabled, running, reads, List.of(resources), restartedWith, interrupting);
    }

    /**
     * The same unit, restarted when another unit of its set is started or restarted. A service needs that of its
     * sockets: a socket unit does not start while its service runs (systemd.socket(5)).
     *
     * @param units which units
     * @return the unit
     */
    public ManagedUnit restartedWith(UnitName... units) {
        return new ManagedUnit(name, text, enabled, running, reads, restartedBy, List.of(units), interrupting);
    }

    /**
     * The same unit, whose restart interrupts nothing: in a plan it is an update.
     *
     * @return the unit
     */
    public ManagedUnit withoutInterruption() {
        return new ManagedUnit(name, text, enabled, running, reads, restartedBy, restartedWith, false);
    }

    /**
     * The unit's file.
     *
     * @return a file of root that everybody may read
     */
    public ManagedFile file() {
        return ManagedFile.ofText(file(name), text);
    }

    /** A mount that is in use can't be replaced: its file counts from the next mount on. */
    boolean restartsForItsFile() {
        return !name.suffix().equals(".mount");
    }

    /** Where the file of a unit is. */
    static AbsolutePath file(UnitName name) {
        return DIRECTORY.resolve(name.toString());
    }
}
