package dev.outboard.systemd;

import dev.outboard.core.failure.HostException;
import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;

/** Whether a host was booted with systemd, as sd_booted(3) finds out. */
public final class BootedSystemd {
    private static final AbsolutePath SIGN = AbsolutePath.of("/run/systemd/system");

    private BootedSystemd() {}

    /**
     * Refuses a host that was not booted with systemd: nothing that Outboard makes could be started there. A host that only
     * records needs no systemd.
     *
     * @param host the host
     * @throws HostException if systemd does not run
     */
    public static void require(HostView host) {
        if (host.lacks(SIGN)) {
            throw new HostException(
                    "this host was not booted with systemd: there is no " + SIGN,
                    "run on a host, or in a container, that was booted with systemd; or write the files into a directory"
                            + " with StagedHost.at(..), and copy them to such a host");
        }
    }
}
