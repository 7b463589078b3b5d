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
    private static final Pattern CHECK = Pattern.compile("iptables --wait --table (\\S+) --check \\S+ --jump (\\S+)");
    private static final Pattern LIST = Pattern.compile("iptables --wait --table (\\S+) --list-rules (\\S+)");

    private final Map<String, List<String>> chains = new LinkedHashMap<>();

    /** A firewall without rules. */
    public SimulatedFirewall() {}

    /**
     * Runs what a unit does to the firewall; a unit that does nothing to it has no effect.
     *
     * @param unit the unit that starts
     * @param host where it finds its rules
     */
    public void start(UnitFile unit, InMemoryHost host) {
        unit.values("Service", "ExecStart").stream()
                .flatMap(line -> ExecLine.parse(line).words().stream())
                .map(word -> RESTORE.matcher(word.text()))
                .filter(Matcher::matches)
                .forEach(restore -> load(host.read(AbsolutePath.of(restore.group(1)))
                        .orElseThrow()
                        .text()));
    }

    private void load(String text) {
        String table = "";
        for (String line : text.lines().toList()) {
            if (line.startsWith("*")) {
                table = line.substring(1);
            } else if (line.startsWith(":")) {
                chains.put(table + " " + line.substring(1, line.indexOf(' ')), new ArrayList<>());
            } else if (line.startsWith("-A ")) {
                String chain = line.substring(3, line.indexOf(' ', 3));
                chains.getOrDefault(table + " " + chain, new ArrayList<>()).add(line);
            }
        }
    }

    /** Takes all rules away, as somebody does who loads a firewall of his own. */
    public void flush() {
        chains.clear();
    }

    /**
     * Whether a rule drops all that comes from a range and was not let through before.
     *
     * @param range the addresses
     * @return true if some chain has such a rule
     */
    public boolean drops(Subnet range) {
        return chains.values().stream()
                .flatMap(List::stream)
                .anyMatch(rule -> rule.endsWith(" -s " + range + " -j DROP"));
    }

    @Override
    public Optional<CommandResult> run(Command command, InMemoryHost host) {
        Matcher check = CHECK.matcher(command.toString());
        Matcher list = LIST.matcher(command.toString());
        Matcher known = check.matches() ? check : list;
        if (!known.matches()) {
            return Optional.empty();
        }
        List<String> rules = chains.get(known.group(1) + " " + known.group(2));
        if (rules == null) {
            return Optional.of(new CommandResult(command, 1, "", "iptables: No chain/target/match by that name.\n"));
        }
        return Optional.of(new CommandResult(command, 0, list.matches() ? String.join("\n", rules) + "\n" : "", ""));
    }
}
