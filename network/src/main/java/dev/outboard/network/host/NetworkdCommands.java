package dev.outboard.network.host;

import dev.outboard.core.command.Command;
import dev.outboard.core.value.InterfaceName;
import java.time.Duration;

/** What systemd-networkd is told: networkctl(1) and systemd-networkd-wait-online.service(8). */
final class NetworkdCommands {
    private static final int CONFIGURED_WITHIN_SECONDS = 20;

    private NetworkdCommands() {}

    /** Reads the files again: makes links that are missing, configures links whose {@code .network} file changed. */
    static Command reload() {
        return Command.of("networkctl", "reload");
    }

    /** Reads the files again if networkd runs; it may have been stopped by the same plan. */
    static Command reloadIfActive() {
        return Command.of("systemctl", "try-reload-or-restart", "systemd-networkd.service");
    }

    /** Gives a link what its unchanged file says, although networkd thinks that it has it. */
    static Command reconfigure(InterfaceName name) {
        return Command.of("networkctl", "reconfigure", name.toString());
    }

    /** Waits until the link has all that its file says, with or without a carrier. */
    static Command awaitConfigured(InterfaceName name) {
        return Command.of(
                        "/usr/lib/systemd/systemd-networkd-wait-online",
                        "--interface=" + name + ":no-carrier",
                        "--timeout=" + CONFIGURED_WITHIN_SECONDS)
                .withTimeout(Duration.ofSeconds(CONFIGURED_WITHIN_SECONDS + 10L));
    }
}
