package dev.outboard.network;

import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.network.ForwardingRules.Hook;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What puts {@link ForwardingRules} in place and takes them away again. Pure. */
public interface ForwardingCommands {

    /**
     * The commands of a host's programs.
     *
     * @param backend which it has
     * @param rules the rules
     * @return the commands for them
     * @throws IllegalArgumentException if a rule asks for what the programs can't tell
     */
    static ForwardingCommands of(FirewallBackend backend, ForwardingRules rules) {
        if (rules.bridges().byKind() && !backend.isForNftables(Hook.ENTRANCE)) {
            throw new IllegalArgumentException("iptables does not know what is a bridge");
        }
        return new CommandsInTurn(
                new NftablesCommands(rules, hooks(backend::isForNftables)),
                new IptablesCommands(rules, hooks(hook -> !backend.isForNftables(hook))));
    }

    private static List<Hook> hooks(Predicate<Hook> chosen) {
        return Stream.of(Hook.values()).filter(chosen).toList();
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
     * Takes the rules away, also those of an earlier spec and of a program that is not used any more.
     *
     * @param isReplacement a command for a shell that succeeds if {@link #start} comes right after: what replaces at once
     *     then stays, so that nothing that is refused is let through meanwhile
     * @return lines for a shell; a command that fails finds nothing to take away
     */
    List<String> stop(String isReplacement);

    /**
     * Looks for what is missing of the rules.
     *
     * @param host where
     * @return one line for each fault, none if the rules are in place; empty if the host only records
     */
    Optional<List<String>> faults(HostView host);
}
