package dev.outboard.systemd.daemon.part;

import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.systemd.ManagedUnit;
import dev.outboard.systemd.daemon.DaemonSpec;

/**
 * What a daemon's way into the network needs where its rules are those of nft. The service that the package of nft
 * brings loads the host's own rules; on Debian and elsewhere their first line is {@code flush ruleset}, which takes all
 * others away, also those of Docker. So each time that it starts, those of the daemon are put back; that it reloads,
 * systemd itself passes on.
 *
 * @param spec the daemon
 */
record NftablesService(DaemonSpec spec) {
    /** The service of the package, whether it is there or not. */
    static final String VENDOR_UNIT = "nftables.service";

    /** It starts and ends each time that the service is started or restarted: it is wanted by the service, which does not depend on it. */
    ManagedUnit unit() {
        String network = spec.networkUnit().toString();
        UnitFile unit = UnitFile.empty(spec.nftablesUnit().toString())
                .set(
                        "Unit",
                        "Description",
                        "Put the rules of the containers of " + spec.name() + " back after nftables")
                .set("Unit", "After", VENDOR_UNIT + " " + network)
                .set("Service", "Type", "oneshot")
                .set("Service", "ExecStart", "/bin/systemctl try-reload-or-restart " + network)
                .set("Install", "WantedBy", VENDOR_UNIT)
                .comment(UnitComment.of(spec, "generated"));
        return ManagedUnit.of(spec.nftablesUnit(), unit.text()).wanted();
    }
}
