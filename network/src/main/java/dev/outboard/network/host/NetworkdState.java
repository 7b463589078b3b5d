package dev.outboard.network.host;

import com.google.common.collect.ImmutableSet;
import dev.outboard.core.command.Query;
import dev.outboard.core.host.HostView;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What systemd says of systemd-networkd.
 *
 * @param loadState for example {@code loaded}, {@code not-found}, {@code masked}
 * @param isActive whether it runs
 * @param isEnabled whether it starts at boot
 */
record NetworkdState(String loadState, boolean isActive, boolean isEnabled) {
    static final String UNIT = "systemd-networkd.service";

    /** A symbolic link that systemd makes when it starts the service. */
    static final String STARTED = "/run/systemd/units/invocation:" + UNIT;

    private static final Query STATE = Query.of(
            "systemctl", "show", "--property=LoadState", "--property=ActiveState", "--property=UnitFileState", UNIT);
    private static final ImmutableSet<String> ACTIVE = ImmutableSet.of("active", "activating", "reloading");

    /** netplan enables it at each boot by a generator, which is {@code enabled-runtime} (systemctl(1), is-enabled). */
    private static final ImmutableSet<String> ENABLED = ImmutableSet.of("enabled", "enabled-runtime");

    /** Asks systemd. Nothing is known of a host that only records: it is taken for one that has networkd, unused. */
    static NetworkdState readFrom(HostView host) {
        Map<String, String> properties = new LinkedHashMap<>();
        host.ask(STATE)
                .map(answer -> answer.requireSuccess(
                                "see why systemd does not answer (systemctl status), or stage into a directory instead")
                        .output())
                .orElse("")
                .lines()
                .map(line -> line.split("=", 2))
                .filter(parts -> parts.length == 2)
                .forEach(parts -> properties.put(parts[0], parts[1]));
        return new NetworkdState(
                properties.getOrDefault("LoadState", "loaded"),
                ACTIVE.contains(properties.getOrDefault("ActiveState", "")),
                ENABLED.contains(properties.getOrDefault("UnitFileState", "")));
    }

    /** Whether systemd can start it. */
    boolean isLoaded() {
        return loadState.equals("loaded");
    }

    /** Whether it runs, and will after a reboot. */
    boolean isInUse() {
        return isActive && isEnabled;
    }
}
