package dev.outboard.network.testing;

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
 * The firewall of an {@link InMemoryHost}: the rules that units of Outboard put there, and the commands of iptables by
 * which they are looked for. Other commands of iptables are left to other simulators. Not thread-safe.
 */
public final class SimulatedFirewall implements SimulatedCommand {
    private static final Pattern RESTORE = Pattern.compile("iptables-restore --wait --noflush (\\S+)");
    private static final Pattern CALL = Pattern.compile("iptables --wait --table (\\S+) --insert (\\S+) --jump (\\S+)");

    /** The rules of each chain in each table. */
    private final Map<String, Map<String, List<String>>> tables = new LinkedHashMap<>();

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
                Matcher restore = RESTORE.matcher(word.text());
                if (restore.matches()) {
                    load(host.read(AbsolutePath.of(restore.group(1)))
                            .orElseThrow()
                            .text());
                }
                Matcher call = CALL.matcher(word.text());
                if (call.find()) {
                    call(call.group(1), call.group(2), call.group(3));
                }
            }
        }
    }

    private List<String> chain(String table, String chain) {
        return tables.computeIfAbsent(table, name -> new LinkedHashMap<>())
                .computeIfAbsent(chain, name -> new ArrayList<>());
    }

    private void call(String table, String parent, String chain) {
        String rule = "-A " + parent + " -j " + chain;
        List<String> rules = chain(table, parent);
        if (!rules.contains(rule)) {
            rules.add(0, rule);
        }
    }

    private void load(String text) {
        String table = "";
        for (String line : text.lines().toList()) {
            if (line.startsWith("*")) {
                table = line.substring(1);
            } else if (line.startsWith(":")) {
                chain(table, line.substring(1, line.indexOf(' '))).clear();
            } else if (line.startsWith("-A ")) {
                chain(table, line.substring(3, line.indexOf(' ', 3))).add(line);
            }
        }
    }

    /** Takes all rules away, as somebody does who loads a firewall of his own. */
    public void flush() {
        tables.clear();
    }

    /**
     * Whether a rule drops all that goes from a range to other hosts and was not let through before.
     *
     * @param range the addresses
     * @return true if a chain that is called for what is forwarded has such a rule
     */
    public boolean drops(Subnet range) {
        return chain("mangle", "FORWARD").stream()
                .flatMap(call -> chain("mangle", call.substring(call.lastIndexOf(' ') + 1)).stream())
                .anyMatch(rule -> rule.endsWith(" -s " + range + " -j DROP"));
    }

    @Override
    public Optional<CommandResult> run(Command command, InMemoryHost host) {
        return command.toString().equals("iptables-save")
                ? Optional.of(new CommandResult(command, 0, saved(), ""))
                : Optional.empty();
    }

    /** As iptables-save(8) prints it, without the names of chains. */
    private String saved() {
        StringBuilder text = new StringBuilder();
        tables.forEach((table, chains) -> {
            text.append("*").append(table).append("\n");
            chains.values().stream()
                    .flatMap(List::stream)
                    .forEach(rule -> text.append(rule).append("\n"));
            text.append("COMMIT\n");
        });
        return text.toString();
    }
}
