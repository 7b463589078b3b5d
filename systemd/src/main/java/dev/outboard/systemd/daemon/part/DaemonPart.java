package dev.outboard.systemd.daemon.part;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.outboard.core.desired.ManagedFile;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.Resource;
import dev.outboard.core.host.HostView;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.value.UnitName;
import dev.outboard.systemd.ManagedUnit;
import java.util.List;
import java.util.Optional;

/**
 * One concern of a daemon, with all that it needs: files before the units, units of its own, and its lines in the
 * daemon's service and configuration. A part that a spec does not ask for is not there. Pure.
 */
public interface DaemonPart {
    /** {@return what stands on the host before the daemon's directories} */
    default List<Resource> ground() {
        return List.of();
    }

    /** {@return what stands on the host before the units} */
    default List<Resource> resources() {
        return List.of();
    }

    /** {@return which of these the daemon's service reads when it starts, and not again} */
    default List<ManagedFile> readByService() {
        return List.of();
    }

    /**
     * Units beside the daemon's own two, which come after them. A service that keeps running belongs into the daemon's
     * slice: {@code DaemonSlice.placed}.
     *
     * @return the units
     */
    default List<ManagedUnit> units() {
        return List.of();
    }

    /** {@return which of these units restart the daemon's service when they are restarted} */
    default List<UnitName> restartTheService() {
        return List.of();
    }

    /**
     * Changes the daemon's service.
     *
     * @param service the service, as other parts left it
     * @return the service with what this part needs in it
     */
    default UnitFile inService(UnitFile service) {
        return service;
    }

    /**
     * Notes what the host lacks for this part. It is a conflict of the plan, before anything is done.
     *
     * @param planning the plan
     */
    default void check(Planning planning) {}

    /**
     * Looks for what the part's units put on the host and is no longer there.
     *
     * @param host the host
     * @return what is missing; empty if the host does not let us look
     */
    default Optional<UnitDrift> drift(HostView host) {
        return Optional.empty();
    }

    /** {@return what the reader of a plan that changes the daemon should know about this part, a line each} */
    default List<String> notes() {
        return List.of();
    }

    /**
     * The same as {@link #notes()}, for a part whose notes depend on the host.
     *
     * @param host the host; each query is run once at most
     * @return a line each
     */
    default List<String> notes(HostView host) {
        return notes();
    }

    /**
     * Adds what the engine must read in its configuration file. Not called for Docker 1.10, which reads none.
     *
     * @param configuration the root of the file
     */
    default void configure(ObjectNode configuration) {}
}
