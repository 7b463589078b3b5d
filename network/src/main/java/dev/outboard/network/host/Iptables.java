package dev.outboard.network.host;

import static java.util.stream.Collectors.joining;

import dev.outboard.core.text.ShellWords;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.Subnet;
import dev.outboard.network.host.FirewallRules.Hook;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * iptables(8), of either backend.
 *
 * <p>A Docker daemon that starts flushes its chains and puts them in front of {@code FORWARD}. {@code DOCKER-USER} it
 * keeps, and asks it first. So the rules are called from there; it is made if the daemon did not yet. They are called
 * from {@code FORWARD} as well, for a host whose first daemon does not run or leaves the firewall alone.
 *
 * @param rules the rules
 * @param hooks for which hooks their rules are here
 */
record Iptables(FirewallRules rules, List<Hook> hooks) implements FirewallProgram {
    private static final String DOCKER_USER = "DOCKER-USER";

    private static final String CHOOSE = """

            # Of what iptables-save prints, the rules of our chains and the calls of them. Each gets program and table in
            # front, and they are sorted by chain: the backends list chains in different orders.
            ours() { # program
                sed -n -e '/^\\*/h' -e '/^-A /{G;s/^\\(.*\\)\\n.\\(.*\\)$/'"$1"' \\2 \\1/p;}' |
                    grep %s |
                    sort -s -k 1,4 | uniq
            }
            """;

    private static final String CALL = """

            # Has a chain of the firewall call one of ours, before its own rules.
            call() { # program, table, chain, our chain
                "$1" --wait --table "$2" --check "$3" --jump "$4" 2>/dev/null ||
                    "$1" --wait --table "$2" --insert "$3" --jump "$4"
            }
            """;

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
                + ranges.stream().map(Subnet::toString).collect(joining(" and ")) + ".\n"
                + "# Written by Outboard. What is edited here is undone when the plan is applied again.\n";
    }

    @Override
    public String functions() {
        if (hooks.isEmpty()) {
            return "";
        }
        return CALL
                + CHOOSE.formatted(Stream.concat(
                                hooks.stream().map(hook -> hook.table() + " -A " + rules.chain(hook) + " "),
                                calls().stream().map(call -> call.hook().table() + " " + rule(call) + "\\$"))
                        .map(pattern -> "-e \"^$1 " + pattern + "\"")
                        .collect(joining(" \\\n            ")));
    }

    private String rule(Call call) {
        return "-A " + call.parent() + " -j " + rules.chain(call.hook());
    }

    @Override
    public List<String> load(AbsolutePath directory) {
        List<String> lines = new ArrayList<>();
        for (IpFamily family : families()) {
            String iptables = family.iptables();
            lines.add(iptables + "-restore --wait --noflush " + path(family, directory));
            lines.add("# in this order, since a daemon may make the chain between the two");
            lines.add(iptables + " --wait --new-chain " + DOCKER_USER + " 2>/dev/null ||");
            lines.add("    " + iptables + " --wait --list-rules " + DOCKER_USER + " >/dev/null");
            calls().forEach(call -> lines.add(
                    String.join(" ", "call", iptables, call.hook().table(), call.parent(), rules.chain(call.hook()))));
        }
        return List.copyOf(lines);
    }

    private static String path(IpFamily family, AbsolutePath directory) {
        return ShellWords.quote(directory.resolve(file(family)).toString());
    }

    /**
     * Chains of an earlier spec may stand in other places. {@code DOCKER-USER} goes as well unless something else uses it:
     * the kernel does not delete a chain that has rules or is called.
     */
    @Override
    public List<String> unload() {
        List<String> lines = new ArrayList<>();
        lines.add("for iptables in "
                + Arrays.stream(IpFamily.values()).map(IpFamily::iptables).collect(joining(" ")) + "; do");
        CALLS.forEach(call -> lines.add("    $iptables --wait --table "
                + call.hook().table() + " --delete " + call.parent() + " --jump " + rules.chain(call.hook())));
        for (Hook hook : Hook.values()) {
            List.of("--flush", "--delete-chain")
                    .forEach(verb -> lines.add(
                            "    $iptables --wait --table " + hook.table() + " " + verb + " " + rules.chain(hook)));
        }
        lines.add("    $iptables --wait --delete-chain " + DOCKER_USER);
        lines.add("done");
        return List.copyOf(lines);
    }

    @Override
    public List<String> listed() {
        return families().stream()
                .flatMap(family -> Stream.of(
                        "saved=$(" + family.iptables() + "-save) || exit 2",
                        "printf '%s\\n' \"$saved\" | ours " + family.iptables()))
                .toList();
    }

    @Override
    public List<String> written(AbsolutePath directory) {
        List<String> calls = calls().stream()
                .flatMap(call -> Stream.of("'*" + call.hook().table() + "'", "'" + rule(call) + "'"))
                .toList();
        return families().stream()
                .flatMap(family -> Stream.of(
                        "{",
                        "    cat " + path(family, directory),
                        "    printf '%s\\n' " + String.join(" ", calls),
                        "} | ours " + family.iptables()))
                .toList();
    }
}
