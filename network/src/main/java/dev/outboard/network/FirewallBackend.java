package dev.outboard.network;

import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;
import java.util.Optional;
import java.util.stream.Stream;

/** The program by which rules come into the kernel's firewall. */
public enum FirewallBackend {
    /**
     * iptables(8), on legacy tables or on nf_tables. Wherever it is, it is used: the first daemon needs it for a firewall of
     * its own, and refuses there what is not let through there.
     */
    IPTABLES("iptables"),
    /** nft(8) alone, with a table that belongs to nobody else. */
    NFTABLES("nft");

    private final String program;

    FirewallBackend(String program) {
        this.program = program;
    }

    /**
     * Looks for the program of a host.
     *
     * @param host the host
     * @return the first one that is there, {@link #IPTABLES} if the host only records; empty if there is none
     */
    public static Optional<FirewallBackend> find(HostView host) {
        return Stream.of(values())
                .filter(backend -> host.isRecording() || backend.isInstalled(host))
                .findFirst();
    }

    /**
     * Whether the program is there.
     *
     * @param host where
     * @return true if it is
     */
    public boolean isInstalled(HostView host) {
        return Stream.of("/usr/sbin", "/sbin", "/usr/bin", "/usr/local/sbin")
                .map(directory -> AbsolutePath.of(directory).resolve(program))
                .anyMatch(path -> host.status(path).isPresent());
    }
}
