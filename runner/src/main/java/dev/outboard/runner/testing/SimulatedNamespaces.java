package dev.outboard.runner.testing;

import dev.outboard.core.command.Command;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.testing.SimulatedCommand;
import dev.outboard.core.unitfile.ExecLine;
import dev.outboard.core.unitfile.UnitFile;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The network namespaces that units of a simulated machine make, with the addresses in them, and what runs there. */
final class SimulatedNamespaces implements SimulatedCommand {
    private static final Pattern GIVE = Pattern.compile("ip -netns (\\S+) address replace (\\S+) dev (\\S+)");
    private static final Pattern SHOW =
            Pattern.compile("ip -netns (\\S+) -oneline -family inet address show(?: dev (\\S+))?");
    private static final Pattern IDENTIFY = Pattern.compile("ip netns identify (\\d+)");
    private static final Pattern ENTER = Pattern.compile("--net=/run/netns/(\\S+)");

    private final Map<String, Map<String, String>> addresses = new LinkedHashMap<>();
    private final Map<String, String> processes = new TreeMap<>();

    /** Runs what a unit does to namespaces; a unit that does nothing to them has no effect. */
    void start(UnitFile unit) {
        unit.values("Service", "ExecStart").stream()
                .flatMap(line -> ExecLine.parse(line).words().stream())
                .map(word -> GIVE.matcher(word.text()))
                .filter(Matcher::matches)
                .forEach(give -> addresses
                        .computeIfAbsent(give.group(1), ignored -> new LinkedHashMap<>())
                        .put(give.group(3), give.group(2)));
    }

    /** Notes that a process runs in the namespace that a command line enters, if any. */
    void run(ExecLine line, String process) {
        processes.remove(process);
        line.words().stream()
                .map(word -> ENTER.matcher(word.text()))
                .filter(Matcher::matches)
                .findFirst()
                .ifPresent(enter -> processes.put(process, enter.group(1)));
    }

    boolean holds(String process) {
        return processes.containsKey(process);
    }

    @Override
    public Optional<CommandResult> run(Command command, InMemoryHost host) {
        String line = String.join(" ", command.arguments());
        Matcher show = SHOW.matcher(line);
        if (show.matches()) {
            return Optional.of(new CommandResult(command, 0, shown(show.group(1)), ""));
        }
        Matcher identify = IDENTIFY.matcher(line);
        if (identify.matches()) {
            return Optional.of(new CommandResult(command, 0, processes.getOrDefault(identify.group(1), "") + "\n", ""));
        }
        return Optional.empty();
    }

    private String shown(String namespace) {
        StringBuilder text = new StringBuilder();
        Optional.ofNullable(addresses.get(namespace))
                .ifPresent(devices -> devices.forEach((device, address) -> text.append("1: ")
                        .append(device)
                        .append("    inet ")
                        .append(address)
                        .append(" scope global ")
                        .append(device)
                        .append('\n')));
        return text.toString();
    }
}
