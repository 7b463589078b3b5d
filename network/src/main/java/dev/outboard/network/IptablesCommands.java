package dev.outboard.network;

import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.command.ShellWords;
import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.Subnet;
import dev.outboard.network.ForwardingRules.Hook;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The commands of iptables(8), of either backend.
 *
 * <p>A Docker daemon that starts flushes its chains and puts them in front of {@code FORWARD}. {@code DOCKER-USER} it
 * keeps, and asks it first. So the rules are called from there; it is made if the daemon did not yet. They are called
 * from {@code FORWARD} as well, for a host whose first daemon does not run or leaves the firewall alone.
 *
 * <p>Packets from port to port of a bridge come here only where bridges call iptables, which is for the whole host to
 * decide. So for these there is a table of nft(8), if there are rules for them.
 *
 * @param rules the rules
 */
record IptablesCommands(ForwardingRules rules) implements ForwardingCommands {
    private static final String DOCKER_USER = "DOCKER-USER";

    /** A chain from which the rules are called. */
    private record Call(Hook hook, String parent) {}

    private static final List<Call> CALLS = Stream.concat(
                    Stream.of(new Call(Hook.FORWARD, DOCKER_USER)),
                    Stream.of(Hook.values()).map(hook -> new Call(hook, hook.chain())))
            .toList();

    @Override
    public Map<String, String> files() {
        Map<String, String> files = new LinkedHashMap<>();
        rules.families().forEach(family -> files.put(file(family), text(family)));
        files.putAll(bridgeTable().files());
        return files;
    }

    private static String file(IpFamily family) {
        return family == IpFamily.IPV4 ? "forwarding.rules" : "forwarding-ipv6.rules";
    }

    private NftablesCommands bridgeTable() {
        return new NftablesCommands(rules, false);
    }

    /**
     * The rules as iptables-restore(8) reads them. With {@code --noflush} it replaces our chains, each at once, and
     * touches no other.
     */
    private String text(IpFamily family) {
        StringBuilder text = new StringBuilder(comment(rules.ranges().stream()
                .filter(range -> IpFamily.of(range) == family)
                .toList()));
        Map<Hook, List<Rule>> hooks = rules.rules(family);
        hooks.keySet().stream().map(Hook::table).distinct().forEach(table -> {
            text.append("*").append(table).append("\n");
            List<Hook> ofTable = hooks.keySet().stream()
                    .filter(hook -> hook.table().equals(table))
                    .toList();
            ofTable.forEach(hook -> text.append(":").append(rules.chain(hook)).append(" - [0:0]\n"));
            ofTable.forEach(
                    hook -> lines(hooks, hook).forEach(line -> text.append(line).append("\n")));
            text.append("COMMIT\n");
        });
        return text.toString();
    }

    private List<String> lines(Map<Hook, List<Rule>> hooks, Hook hook) {
        return hooks.getOrDefault(hook, List.of()).stream()
                .map(rule -> rule.iptables(rules.chain(hook)))
                .toList();
    }

    /** What stands at the top of a file of rules. */
    static String comment(List<Subnet> ranges) {
        return "# Forwarding and NAT for containers at "
                + ranges.stream().map(Subnet::toString).collect(Collectors.joining(" and ")) + ".\n"
                + "# Written by Outboard. What is edited here is undone when the plan is applied again.\n";
    }

    @Override
    public List<String> start(AbsolutePath directory) {
        List<String> lines = new ArrayList<>();
        for (IpFamily family : rules.families()) {
            String iptables = family.iptables();
            String file = directory.resolve(file(family)).toString();
            lines.add(ShellWords.join(List.of(iptables + "-restore", "--wait", "--noflush", file)));
            lines.add(iptables + " --wait --list-rules " + DOCKER_USER + " >/dev/null 2>&1 || " + iptables
                    + " --wait --new-chain " + DOCKER_USER);
            CALLS.forEach(call ->
                    lines.add(call(iptables, "--check", call) + " 2>/dev/null || " + call(iptables, "--insert", call)));
        }
        lines.addAll(bridgeTable().start(directory));
        return List.copyOf(lines);
    }

    /** {@code DOCKER-USER} goes as well if nobody else has use for it: the kernel deletes no chain that has rules or is called. */
    @Override
    public List<String> stop() {
        List<String> commands = new ArrayList<>();
        CALLS.forEach(call -> commands.add(call("$iptables", "--delete", call)));
        for (Hook hook : Hook.values()) {
            List.of("--flush", "--delete-chain")
                    .forEach(verb -> commands.add(
                            "$iptables --wait --table " + hook.table() + " " + verb + " " + rules.chain(hook)));
        }
        commands.add("$iptables --wait --delete-chain " + DOCKER_USER);
        List<String> lines = new ArrayList<>();
        lines.add("for iptables in "
                + Arrays.stream(IpFamily.values()).map(IpFamily::iptables).collect(Collectors.joining(" ")) + "; do "
                + String.join("; ", commands) + "; done 2>/dev/null");
        lines.addAll(bridgeTable().stop());
        return List.copyOf(lines);
    }

    private String call(String iptables, String verb, Call call) {
        return String.join(
                " ",
                iptables,
                "--wait",
                "--table",
                call.hook().table(),
                verb,
                call.parent(),
                "--jump",
                rules.chain(call.hook()));
    }

    @Override
    public Optional<List<String>> faults(HostView host) {
        List<String> faults = new ArrayList<>();
        for (IpFamily family : rules.families()) {
            Optional<CommandResult> answer = host.ask(Query.of(family.iptables() + "-save"));
            if (answer.isEmpty()) {
                return Optional.empty();
            }
            List<String> saved = answer.get().requireSuccess().output().lines().toList();
            CALLS.stream()
                    .filter(call -> !ofTable(call.hook(), saved)
                            .contains("-A " + call.parent() + " -j " + rules.chain(call.hook())))
                    .forEach(call -> faults.add(call.parent() + " does not call " + rules.chain(call.hook())
                            + inTable(call.hook()) + of(family)));
            rules.rules(family)
                    .forEach((hook, wanted) -> countRules(hook, wanted.size(), ofTable(hook, saved))
                            .ifPresent(fault -> faults.add(fault + of(family))));
        }
        bridgeTable().faults(host).ifPresent(faults::addAll);
        return Optional.of(List.copyOf(faults));
    }

    private static String of(IpFamily family) {
        return family == IpFamily.IPV4 ? "" : " for IPv6";
    }

    private static String inTable(Hook hook) {
        return " in table " + hook.table();
    }

    /** Several tables have a chain of the same name. */
    private static List<String> ofTable(Hook hook, List<String> saved) {
        return saved.stream()
                .dropWhile(line -> !line.equals("*" + hook.table()))
                .takeWhile(line -> !line.equals("COMMIT"))
                .toList();
    }

    private Optional<String> countRules(Hook hook, int wanted, List<String> ofTable) {
        String start = "-A " + rules.chain(hook) + " ";
        long found = ofTable.stream().filter(line -> line.startsWith(start)).count();
        return found == wanted
                ? Optional.empty()
                : Optional.of(rules.chain(hook) + " has " + found + " rules" + inTable(hook) + ", expected " + wanted);
    }
}
