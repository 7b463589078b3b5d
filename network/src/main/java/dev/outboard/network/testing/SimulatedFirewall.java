package dev.outboard.network.testing;

import com.google.common.collect.ImmutableMap;
import dev.outboard.core.command.Command;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.testing.SimulatedCommand;
import dev.outboard.core.unitfile.ExecLine;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.Subnet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The firewall of an {@link InMemoryHost}: the rules that units of Outboard put there, and the commands of iptables and
 * nft by which they are looked for. Other commands are left to other simulators. Not thread-safe.
 */
public final class SimulatedFirewall implements SimulatedCommand {
    private static final Pattern RESTORE = Pattern.compile("(ip6?tables)-restore --wait --noflush (\\S+)");
    private static final Pattern CALL = Pattern.compile("call (ip6?tables) (\\S+) (\\S+) (\\S+)");
    private static final Pattern CHECK = Pattern.compile("(/\\S+/network\\.sh) check");
    private static final String OWN = "OUTBOARD-";
    private static final Pattern SAVE = Pattern.compile("(ip6?tables)-save");

    /** The rules of each chain in each table, by the program that puts them there. */
    private final Map<String, Map<String, Map<String, List<String>>>> tables = new LinkedHashMap<>();

    private final SimulatedNftables nftables = new SimulatedNftables();

    /** A firewall without rules. */
    public SimulatedFirewall() {}

    /**
     * Runs what a unit does to the firewall; a unit that calls no script of a network has no effect.
     *
     * @param unit the unit that starts
     * @param host where it finds the script, and what that loads
     */
    public void start(UnitFile unit, InMemoryHost host) {
        unit.values("Service", "ExecStart").stream()
                .map(ExecLine::parse)
                .filter(line -> line.program().endsWith("/network.sh"))
                .forEach(line -> run(AbsolutePath.of(line.program()), host));
    }

    private void run(AbsolutePath script, InMemoryHost host) {
        host.read(script).orElseThrow().text().lines().map(String::strip).forEach(line -> {
            nftables.runLine(line, host);
            Matcher restore = RESTORE.matcher(line);
            if (restore.matches()) {
                load(
                        restore.group(1),
                        host.read(AbsolutePath.of(restore.group(2)))
                                .orElseThrow()
                                .text());
            }
            Matcher call = CALL.matcher(line);
            if (call.matches()) {
                call(call.group(1), call.group(2), call.group(3), call.group(4));
            }
        });
    }

    /**
     * Puts tables of nftables there that others made; one of the same family and name is replaced.
     *
     * @param text the tables as {@code nft list table} prints them, each ended by a newline
     */
    public void putTables(String text) {
        nftables.load(text);
    }

    /**
     * Takes a table of nftables away, as {@code nft delete table} does.
     *
     * @param family its family, for example {@code ip}
     * @param name its name
     */
    public void deleteTable(String family, String name) {
        nftables.delete(family, name);
    }

    private List<String> chain(String program, String table, String chain) {
        return tables.computeIfAbsent(program, name -> new LinkedHashMap<>())
                .computeIfAbsent(table, name -> new LinkedHashMap<>())
                .computeIfAbsent(chain, name -> new ArrayList<>());
    }

    private void call(String program, String table, String parent, String chain) {
        String rule = "-A " + parent + " -j " + chain;
        List<String> rules = chain(program, table, parent);
        if (!rules.contains(rule)) {
            rules.add(0, rule);
        }
    }

    private void load(String program, String text) {
        String table = "";
        for (String line : text.lines().toList()) {
            if (line.startsWith("*")) {
                table = line.substring(1);
            } else if (line.startsWith(":")) {
                chain(program, table, line.substring(1, line.indexOf(' '))).clear();
            } else if (line.startsWith("-A ")) {
                chain(program, table, line.substring(3, line.indexOf(' ', 3))).add(line);
            }
        }
    }

    /** Takes all rules away, as a program does that loads a firewall of its own. */
    public void flush() {
        tables.clear();
        nftables.flush();
    }

    /**
     * Whether a rule drops all that goes from a range to other hosts and was not let through before.
     *
     * @param range the addresses
     * @return true if a chain that is called for what is forwarded has such a rule
     */
    public boolean drops(Subnet range) {
        String program = range.isIpv4() ? "iptables" : "ip6tables";
        return nftables.drops(range)
                || chain(program, "mangle", "FORWARD").stream()
                        .flatMap(call -> chain(program, "mangle", call.substring(call.lastIndexOf(' ') + 1)).stream())
                        .anyMatch(rule -> rule.endsWith(" -s " + range + " -j DROP"));
    }

    @Override
    public Optional<CommandResult> run(Command command, InMemoryHost host) {
        return Optional.of(SAVE.matcher(command.toString()))
                .filter(Matcher::matches)
                .map(save -> new CommandResult(command, 0, saved(save.group(1)), ""))
                .or(() -> Optional.of(CHECK.matcher(command.toString()))
                        .filter(Matcher::matches)
                        .map(check -> check(command, AbsolutePath.of(check.group(1)), host)))
                .or(() -> nftables.run(command, host));
    }

    /** Compares with what the script makes of an empty firewall, as the script itself does. */
    private CommandResult check(Command command, AbsolutePath script, InMemoryHost host) {
        SimulatedFirewall sample = new SimulatedFirewall();
        sample.run(script, host);
        List<String> expected = sample.listed(sample);
        List<String> found = listed(sample);
        StringBuilder faults = new StringBuilder();
        without(found, expected)
                .forEach(line -> faults.append("missing: ").append(line).append('\n'));
        without(expected, found)
                .forEach(line -> faults.append("not expected: ").append(line).append('\n'));
        if (faults.isEmpty() && !found.equals(expected)) {
            faults.append("the rules are in another order\n");
        }
        return new CommandResult(command, faults.isEmpty() ? 0 : 1, faults.toString(), "");
    }

    private static List<String> without(List<String> taken, List<String> lines) {
        return lines.stream().filter(line -> !taken.contains(line)).toList();
    }

    /** The rules of the chains that a sample has; of chains that are not a script's own, only the calls in the sample. */
    private List<String> listed(SimulatedFirewall sample) {
        List<String> lines = new ArrayList<>(nftables.listed(sample.nftables));
        sample.tables.forEach((program, tables) -> tables.forEach((table, chains) ->
                chains.forEach((chain, wanted) -> chain(program, table, chain).stream()
                        .filter(rule -> chain.startsWith(OWN) || wanted.contains(rule))
                        .forEach(rule -> lines.add(String.join(" ", program, table, rule))))));
        return lines;
    }

    /** As iptables-save(8) prints it, without the names of chains. */
    private String saved(String program) {
        StringBuilder text = new StringBuilder();
        tables.getOrDefault(program, ImmutableMap.of()).forEach((table, chains) -> {
            text.append("*").append(table).append("\n");
            chains.values().stream()
                    .flatMap(List::stream)
                    .forEach(rule -> text.append(rule).append("\n"));
            text.append("COMMIT\n");
        });
        return text.toString();
    }
}
