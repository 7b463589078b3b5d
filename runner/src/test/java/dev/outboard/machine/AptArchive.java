package dev.outboard.machine;

import java.util.Optional;

/**
 * The Debian archive that this computer installs its own packages from. Apt is asked for it, so that every way to
 * write its sources counts, and no mirror is named here.
 */
final class AptArchive {
    private AptArchive() {}

    /** The address of the archive, or empty if apt knows none. */
    static Optional<String> find() {
        // Origin and Label tell Debian's archive from others and from its security archive, apt-get(8) indextargets
        Result targets = Command.of(
                        "apt-get",
                        "indextargets",
                        "--format",
                        "$(REPO_URI)",
                        "Created-By: Packages",
                        "Origin: Debian",
                        "Label: Debian",
                        "Component: main")
                .run();
        return targets.stdout().lines().filter(line -> !line.isBlank()).findFirst();
    }
}
