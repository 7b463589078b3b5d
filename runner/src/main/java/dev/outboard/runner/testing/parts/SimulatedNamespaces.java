package dev.outboard.runner.testing.parts;

import com.google.common.collect.ImmutableMap;
import dev.outboard.core.command.Command;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.testing.SimulatedCommand;
import dev.outboard.core.unitfile.ExecLine;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.value.AbsolutePath;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The network namespaces that units of a simulated machine make, with the addresses in them, and what runs there. */
final class SimulatedNamespaces implements SimulatedCommand {
    private static final Pattern NAME = Pattern.compile("ip netns add (\\S+)");
    private static final Pattern GIVE = Pattern.compile("inside address replace (\\S+) dev (\\S+)");
    private static final Pattern EXPECT = Pattern.compile("expect (\\S+) (\\S+)");
    private static final Pattern CHECK = Pattern.compile("(/\\S+/namespace\\.sh) check");
    private static final Pattern IDENTIFY = Pattern.compile("ip netns identify (\\d+)");
    private static final Pattern ENTER = Pattern.compile("--net=/run/netns/(\\S+)");

    private final Map<String, Map<String, String>> addresses = new LinkedHashMap<>();
    private final Map<String, String> processes = new TreeMap<>();

    /** Runs what a unit does to namespaces; a unit that calls no script of a namespace has no effect. */
    void start(UnitFile unit, InMemoryHost host) {
        unit.values("Service", "ExecStart").stream()
                .map(ExecLine::parse)
                .filter(line -> line.program().endsWith("/namespace.sh"))
                .forEach(line -> {
                    String script = script(line.program(), host);
                    found(GIVE, script)
                            .forEach(give -> addresses
                                    .computeIfAbsent(name(script), ignored -> new LinkedHashMap<>())
                                    .put(give.group(2), give.group(1)));
                });
    }

    private static String script(String path, InMemoryHost host) {
        return host.read(AbsolutePath.of(path)).orElseThrow().text();
    }

    private static String name(String script) {
        return found(NAME, script).findFirst().orElseThrow().group(1);
    }

    private static Stream<MatchResult> found(Pattern pattern, String script) {
        return pattern.matcher(script).results();
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
        Matcher check = CHECK.matcher(line);
        if (check.matches()) {
            String faults = faults(script(check.group(1), host));
            return Optional.of(new CommandResult(command, faults.isEmpty() ? 0 : 1, faults, ""));
        }
        Matcher identify = IDENTIFY.matcher(line);
        if (identify.matches()) {
            return Optional.of(new CommandResult(command, 0, processes.getOrDefault(identify.group(1), "") + "\n", ""));
        }
        return Optional.empty();
    }

    private String faults(String script) {
        String name = name(script);
        Map<String, String> links = addresses.getOrDefault(name, ImmutableMap.of());
        return found(EXPECT, script)
                .filter(link -> !link.group(2).equals(links.get(link.group(1))))
                .map(link ->
                        link.group(1) + " in network namespace " + name + " has no address " + link.group(2) + "\n")
                .collect(Collectors.joining());
    }
}
