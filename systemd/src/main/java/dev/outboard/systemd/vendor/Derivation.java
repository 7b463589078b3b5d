package dev.outboard.systemd.vendor;

import dev.outboard.core.failure.Problem;
import dev.outboard.core.text.ForeignText;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.UnitName;
import java.util.List;
import java.util.Optional;

/**
 * What a second daemon's units take from the first daemon's, with every setting that they do not take. Only what is
 * known to hold for the unit alone is taken; comments and order stay as the vendor wrote them.
 *
 * @param service the service, whose command is the engine with the paths of its packaging; empty if there is none, or
 *     one that can't be derived from
 * @param socket the socket; empty if the first daemon listens by itself
 * @param leftOut what the first daemon has and the second does not
 * @param shared what drop-ins of every service give both daemons, a line for each file
 * @param problems why the units can't be derived from; empty if they can, or there are none
 */
public record Derivation(
        Optional<UnitFile> service,
        Optional<UnitFile> socket,
        List<LeftOut> leftOut,
        List<String> shared,
        List<Problem> problems) {
    /**
     * Creates a derivation.
     *
     * @param service the service; empty if there is none to derive from
     * @param socket the socket; empty if the first daemon listens by itself
     * @param leftOut what the first daemon has and the second does not
     * @param shared what drop-ins of every service give both daemons
     * @param problems why the units can't be derived from
     */
    public Derivation {
        leftOut = List.copyOf(leftOut);
        shared = List.copyOf(shared);
        problems = List.copyOf(problems);
    }

    /**
     * Derives a pair of units. Pure.
     *
     * @param vendor what the host has
     * @param service the name of the second daemon's service
     * @param socket the name of its socket
     * @param program the engine, for a vendor that names it without its directory
     * @return what to take and what was left out
     */
    public static Derivation of(VendorUnits vendor, UnitName service, UnitName socket, AbsolutePath program) {
        return new Deriving(vendor, service, socket, program).derive();
    }

    /** The parts, as {@link ForeignText} shows them. */
    @Override
    public String toString() {
        return ForeignText.of(this);
    }
}
