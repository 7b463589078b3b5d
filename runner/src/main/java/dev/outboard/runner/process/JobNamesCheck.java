package dev.outboard.runner.process;

import dev.outboard.core.desired.Check;
import dev.outboard.core.host.Host;
import dev.outboard.core.verify.Finding;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Jobs find the networks and containers that their configuration names.
 *
 * @param names what they name
 */
public record JobNamesCheck(JobNames names) implements Check {
    @Override
    public String name() {
        return "jobs of " + names.served().process().name() + " find what they name";
    }

    @Override
    public List<Finding> run(Host host) {
        String missing =
                names
                        .missing(
                                RunnerConfiguration.read(
                                        host, names.served().process().configurationFile()),
                                host)
                        .stream()
                        .filter(JobNames.Missing::isFatal)
                        .map(JobNames.Missing::text)
                        .collect(Collectors.joining("; "));
        return missing.isEmpty() ? List.of() : List.of(new Finding(name(), false, missing));
    }
}
