package dev.outboard.network;

import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What puts {@link ForwardingRules} in place and takes them away again, by one program of the firewall. Pure. */
public interface ForwardingCommands {

    /**
     * The commands of a program.
     *
     * @param backend the program
     * @param rules the rules
     * @return its commands for them
     */
    static ForwardingCommands of(FirewallBackend backend, ForwardingRules rules) {
        return switch (backend) {
            case IPTABLES -> new IptablesCommands(rules);
            case NFTABLES -> new NftablesCommands(rules, true);
        };
    }

    /**
     * The files that the commands read.
     *
     * @return the text of each file, by its name
     */
    Map<String, String> files();

    /**
     * Puts the rules in place, whatever is there already.
     *
     * @param directory where the files are
     * @return lines for a shell, each of which must succeed
     */
    List<String> start(AbsolutePath directory);

    /**
     * Takes the rules away, also those of an earlier spec.
     *
     * @return lines for a shell; a command that fails finds nothing to take away
     */
    List<String> stop();

    /**
     * Looks for what is missing of the rules.
     *
     * @param host where
     * @return one line for each fault, none if the rules are in place; empty if the host only records
     */
    Optional<List<String>> faults(HostView host);
}
