package dev.outboard.network.testing;

import dev.outboard.core.command.Command;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.testing.SimulatedCommand;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.Subnet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tables of nft(8): those of files, as they are written there. Every command that is only checked is good. */
final class SimulatedNftables implements SimulatedCommand {
    private static final Pattern LOAD = Pattern.compile("nft --file (\\S+)");
    private static final Pattern TABLE = Pattern.compile("(?ms)^table (\\S+ \\S+) \\{\\n.*?^}\\n");

    private final Map<String, String> tables = new TreeMap<>();

    /** Runs one line of a shell; lines that are not about tables are ignored. */
    void runLine(String line, InMemoryHost host) {
        Matcher load = LOAD.matcher(line);
        if (load.matches()) {
            load(host.read(AbsolutePath.of(load.group(1))).orElseThrow().text());
        }
    }

    /** The lines of the tables that another one has. */
    List<String> listed(SimulatedNftables sample) {
        return sample.tables.keySet().stream()
                .flatMap(table -> tables.getOrDefault(table, "").lines())
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    void delete(String family, String name) {
        tables.remove(family + " " + name);
    }

    void load(String text) {
        TABLE.matcher(text).results().forEach(table -> tables.put(table.group(1), table.group()));
    }

    void flush() {
        tables.clear();
    }

    /** Whether a rule drops all that comes from a range and was not let through before. */
    boolean drops(Subnet range) {
        String rule = (range.isIpv4() ? "ip" : "ip6") + " saddr " + range + " drop";
        return tables.values().stream()
                .flatMap(table -> chain("forward", table).lines())
                .anyMatch(line -> line.strip().equals(rule));
    }

    private static String chain(String hook, String table) {
        int start = table.indexOf(" hook " + hook + " ");
        return start < 0 ? "" : table.substring(start, table.indexOf('}', start));
    }

    @Override
    public Optional<CommandResult> run(Command command, InMemoryHost host) {
        String words = command.toString();
        if (words.equals("nft list tables") || words.startsWith("nft --check ")) {
            return Optional.of(new CommandResult(command, 0, "", ""));
        }
        if (!words.startsWith("nft list table ")) {
            return Optional.empty();
        }
        return Optional.ofNullable(tables.get(words.substring("nft list table ".length())))
                .map(table -> new CommandResult(command, 0, table, ""))
                .or(() -> Optional.of(new CommandResult(command, 1, "", "Error: No such file or directory\n")));
    }
}
