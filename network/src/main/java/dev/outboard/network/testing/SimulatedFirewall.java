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
    private static final Pattern CALL =
            Pattern.compile("(ip6?tables) --wait --table (\\S+) --insert (\\S+) --jump (\\S+)");
    private static final Pattern SAVE = Pattern.compile("(ip6?tables)-save");

    /** The rules of each chain in each table, by the program that puts them there. */
    private final Map<String, Map<String, Map<String, List<String>>>> tables = new LinkedHashMap<>();

    private final SimulatedNftables nftables = new SimulatedNftables();

    /** A firewall without rules. */
    public SimulatedFirewall() {}

    /**
     * Runs what a unit does to the firewall; a unit that does nothing to it has no effect.
     *
     * @param unit the unit that starts
     * @param host where it finds its rules
     */
    public void start(UnitFile unit, InMemoryHost host) {
        for (String line : unit.values("Service", "ExecStart")) {
            for (ExecLine.Word word : ExecLine.parse(line).words()) {
                nftables.runLine(word.text(), host);
                Matcher restore = RESTORE.matcher(word.text());
                if (restore.matches()) {
                    String rules = host.read(AbsolutePath.of(restore.group(2)))
                            .orElseThrow()
                            .text();
                    load(restore.group(1), rules);
                }
                Matcher call = CALL.matcher(word.text());
                if (call.find()) {
                    call(call.group(1), call.group(2), call.group(3), call.group(4));
                }
            }
        }
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
                .or(() -> nftables.run(command, host));
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
