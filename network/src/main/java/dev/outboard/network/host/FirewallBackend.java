package dev.outboard.network.host;

import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.network.host.FirewallRules.Hook;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The programs by which rules come into the kernel's firewall. */
public enum FirewallBackend {
    /** iptables(8) alone, on legacy tables or on nf_tables. */
    IPTABLES {
        @Override
        boolean isForNftables(Hook hook) {
            return false;
        }
    },
    /**
     * nft(8) for rules that refuse, iptables(8) for rules that accept. A program that flushes iptables, as firewalld does
     * whenever it starts, stops or reloads, leaves nft tables of other programs alone, and a packet that is dropped there
     * can't be accepted elsewhere. Rules that accept have to stand where the first daemon refuses the rest.
     */
    BOTH {
        @Override
        boolean isForNftables(Hook hook) {
            return hook.refuses();
        }
    },
    /** nft(8) alone. */
    NFTABLES {
        @Override
        boolean isForNftables(Hook hook) {
            return true;
        }
    };

    private static final List<AbsolutePath> DIRECTORIES = Stream.of("/usr/sbin", "/sbin", "/usr/bin", "/usr/local/sbin")
            .map(AbsolutePath::of)
            .toList();

    /** Commands that are looked at and not carried out, by the option {@code --check}. */
    private static final String KIND_OF_A_LINK =
            "add table ip question; add chain ip question bridges; add rule ip" + " question bridges "
                    + Rule.of(Rule.Verdict.DROP, Rule.Match.outOfAnyBridge()).nftables();

    /** By which of the two the rules of a hook are put in place. */
    abstract boolean isForNftables(Hook hook);

    /**
     * Whether some of the rules are those of nft.
     *
     * @return true unless iptables is alone
     */
    public boolean usesNftables() {
        return isForNftables(Hook.ENTRANCE);
    }

    /**
     * Looks for the programs of a host.
     *
     * @param host the host
     * @return what is there, {@link #IPTABLES} if the host only records; empty if there is neither
     */
    public static Optional<FirewallBackend> find(HostView host) {
        boolean iptables = isInstalled("iptables", host);
        boolean nftables = hasNftables(host);
        if (iptables) {
            return Optional.of(nftables ? BOTH : IPTABLES);
        }
        return nftables ? Optional.of(NFTABLES) : Optional.empty();
    }

    /**
     * Whether a host has nft(8), and a kernel that answers it.
     *
     * @param host where
     * @return true if it has both
     */
    public static boolean hasNftables(HostView host) {
        return isInstalled("nft", host) && answersNft(host).orElse(false);
    }

    /**
     * Whether it is certain that a host has no nft(8), or a kernel that does not answer it.
     *
     * @param host where
     * @return false also if the host only records
     */
    public static boolean lacksNftables(HostView host) {
        return !isInstalled("nft", host) || !answersNft(host).orElse(true);
    }

    private static Optional<Boolean> answersNft(HostView host) {
        return host.ask(Query.of("nft", "list", "tables")).map(CommandResult::isSuccess);
    }

    /**
     * Whether what refuses can ask for the kind of a link. nft has a word for it since 0.9.1 and the kernel since 5.0; both are
     * asked, and nothing is changed.
     */
    boolean knowsBridges(HostView host) {
        return usesNftables()
                && host.ask(Query.of("nft", "--check", KIND_OF_A_LINK))
                        .filter(CommandResult::isSuccess)
                        .isPresent();
    }

    /** A host that only records is taken to have each program. */
    private static boolean isInstalled(String program, HostView host) {
        return DIRECTORIES.stream().anyMatch(directory -> !host.lacks(directory.resolve(program)));
    }
}
