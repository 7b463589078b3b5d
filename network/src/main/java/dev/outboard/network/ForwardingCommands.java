package dev.outboard.network;

import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.command.ShellWords;
import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The commands of iptables(8), of either backend, that put {@link ForwardingRules} in place and take them away again.
 *
 * <p>A Docker daemon that starts flushes its chains and puts them in front of {@code FORWARD}. {@code DOCKER-USER} it
 * keeps, and asks it first. So the rules are called from there; it is made if the daemon did not yet. They are called
 * from {@code FORWARD} as well, for a host whose first daemon does not run or leaves the firewall alone.
 *
 * @param rules the rules
 */
public record ForwardingCommands(ForwardingRules rules) {
    private static final String DOCKER_USER = "DOCKER-USER";
    private static final List<Hook> HOOKS =
            List.of(new Hook("filter", DOCKER_USER), new Hook("filter", "FORWARD"), new Hook("nat", "POSTROUTING"));

    /** A chain from which the rules are called. */
    private record Hook(String table, String parent) {
        List<String> command(String verb, String chain) {
            return List.of("iptables", "--wait", "--table", table, verb, parent, "--jump", chain);
        }

        String line(String verb, String chain) {
            return ShellWords.join(command(verb, chain));
        }
    }

    /**
     * Puts the rules in place, whatever is there already.
     *
     * @param file where the rules are
     * @return lines for a shell, each of which must succeed
     */
    public List<String> start(AbsolutePath file) {
        List<String> lines = new ArrayList<>();
        lines.add(ShellWords.join(List.of("iptables-restore", "--wait", "--noflush", file.toString())));
        lines.add("iptables --wait --list-rules " + DOCKER_USER + " >/dev/null 2>&1 || iptables --wait --new-chain "
                + DOCKER_USER);
        HOOKS.forEach(hook -> lines.add(
                hook.line("--check", rules.chain()) + " 2>/dev/null || " + hook.line("--insert", rules.chain())));
        return List.copyOf(lines);
    }

    /**
     * Takes the rules away. {@code DOCKER-USER} goes as well if nobody else has use for it: the kernel deletes no chain
     * that has rules or is called.
     *
     * @return lines for a shell; one that fails finds nothing to take away
     */
    public List<String> stop() {
        List<String> lines = new ArrayList<>();
        HOOKS.forEach(hook -> lines.add(hook.line("--delete", rules.chain())));
        for (String table : rules.tables().keySet()) {
            lines.add(table(table, "--flush"));
            lines.add(table(table, "--delete-chain"));
        }
        lines.add("iptables --wait --delete-chain " + DOCKER_USER + " 2>/dev/null");
        return List.copyOf(lines);
    }

    private String table(String table, String verb) {
        return ShellWords.join(List.of("iptables", "--wait", "--table", table, verb, rules.chain()));
    }

    /**
     * Looks for what is missing of the rules.
     *
     * @param host where
     * @return one line for each fault, none if the rules are in place; empty if the host only records
     */
    public Optional<List<String>> faults(HostView host) {
        List<String> faults = new ArrayList<>();
        for (Hook hook : HOOKS) {
            Optional<CommandResult> answer = host.ask(Query.of(hook.command("--check", rules.chain())));
            if (answer.isEmpty()) {
                return Optional.empty();
            }
            if (!answer.get().isSuccess()) {
                faults.add(hook.parent() + " does not call " + rules.chain());
            }
        }
        rules.tables().forEach((table, lines) -> {
            long found = countRules(host, table);
            if (found != lines.size()) {
                faults.add(rules.chain() + " has " + found + " rules in table " + table + ", expected " + lines.size());
            }
        });
        return Optional.of(List.copyOf(faults));
    }

    private long countRules(HostView host, String table) {
        Query list = Query.of("iptables", "--wait", "--table", table, "--list-rules", rules.chain());
        return host.ask(list).stream()
                .flatMap(answer -> answer.output().lines())
                .filter(line -> line.startsWith("-A "))
                .count();
    }
}
