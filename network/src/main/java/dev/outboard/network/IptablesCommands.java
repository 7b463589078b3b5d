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
 * @param rules the rules
 * @param hooks for which hooks their rules are here
 */
record IptablesCommands(ForwardingRules rules, List<Hook> hooks) implements ForwardingCommands {
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
        families().forEach(family -> files.put(file(family), text(family)));
        return files;
    }

    private List<IpFamily> families() {
        return hooks.isEmpty() ? List.of() : rules.families();
    }

    private List<Call> calls() {
        return CALLS.stream().filter(call -> hooks.contains(call.hook())).toList();
    }

    private static String file(IpFamily family) {
        return family == IpFamily.IPV4 ? "forwarding.rules" : "forwarding-ipv6.rules";
    }

    /**
     * The rules as iptables-restore(8) reads them. With {@code --noflush} it replaces our chains, each at once, and
     * touches no other.
     */
    private String text(IpFamily family) {
        StringBuilder text = new StringBuilder(comment(rules.ranges().stream()
                .filter(range -> IpFamily.of(range) == family)
                .toList()));
        Map<Hook, List<Rule>> all = rules.rules(family);
        hooks.stream().map(Hook::table).distinct().forEach(table -> {
            text.append("*").append(table).append("\n");
            List<Hook> ofTable =
                    hooks.stream().filter(hook -> hook.table().equals(table)).toList();
            ofTable.forEach(hook -> text.append(":").append(rules.chain(hook)).append(" - [0:0]\n"));
            ofTable.forEach(hook -> all.getOrDefault(hook, List.of())
                    .forEach(rule ->
                            text.append(rule.iptables(rules.chain(hook))).append("\n")));
            text.append("COMMIT\n");
        });
        return text.toString();
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
        for (IpFamily family : families()) {
            String iptables = family.iptables();
            String file = directory.resolve(file(family)).toString();
            lines.add(ShellWords.join(List.of(iptables + "-restore", "--wait", "--noflush", file)));
            // in this order, since a daemon may make it between the two
            lines.add(iptables + " --wait --new-chain " + DOCKER_USER + " 2>/dev/null || " + iptables
                    + " --wait --list-rules " + DOCKER_USER + " >/dev/null");
            calls().forEach(call ->
                    lines.add(call(iptables, "--check", call) + " 2>/dev/null || " + call(iptables, "--insert", call)));
        }
        return List.copyOf(lines);
    }

    /**
     * Also before a replacement: chains of an earlier spec may stand in other places. {@code DOCKER-USER} goes as well
     * unless something else uses it: the kernel does not delete a chain that has rules or is called.
     */
    @Override
    public List<String> stop(String isReplacement) {
        List<String> commands = new ArrayList<>();
        CALLS.forEach(call -> commands.add(call("$iptables", "--delete", call)));
        for (Hook hook : Hook.values()) {
            List.of("--flush", "--delete-chain")
                    .forEach(verb -> commands.add(
                            "$iptables --wait --table " + hook.table() + " " + verb + " " + rules.chain(hook)));
        }
        commands.add("$iptables --wait --delete-chain " + DOCKER_USER);
        return List.of("for iptables in "
                + Arrays.stream(IpFamily.values()).map(IpFamily::iptables).collect(Collectors.joining(" ")) + "; do "
                + String.join("; ", commands) + "; done 2>/dev/null");
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
        for (IpFamily family : families()) {
            Optional<CommandResult> answer = host.ask(Query.of(family.iptables() + "-save"));
            if (answer.isEmpty()) {
                return Optional.empty();
            }
            List<String> saved = answer.get().requireSuccess().output().lines().toList();
            calls().stream()
                    .filter(call -> !ofTable(call.hook(), saved)
                            .contains("-A " + call.parent() + " -j " + rules.chain(call.hook())))
                    .forEach(call -> faults.add(call.parent() + " does not call " + rules.chain(call.hook())
                            + inTable(call.hook()) + of(family)));
            Map<Hook, List<Rule>> all = rules.rules(family);
            hooks.forEach(hook -> countRules(
                            hook, all.getOrDefault(hook, List.of()).size(), ofTable(hook, saved))
                    .ifPresent(fault -> faults.add(fault + of(family))));
        }
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
