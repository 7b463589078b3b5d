package dev.outboard.systemd.watch;

import dev.outboard.core.desired.Check;
import dev.outboard.core.host.Host;
import dev.outboard.core.value.StackName;
import dev.outboard.core.verify.Finding;
import java.util.List;

/**
 * The last apply took no link, address, route or policy rule from the host that is not Outboard's. What was added while it
 * ran is named, and is not a failure: Outboard can't tell whether it was the cause.
 *
 * @param stack which stack
 */
public record HostNetworkCheck(StackName stack) implements Check {
    @Override
    public String name() {
        return "the host's network is unharmed";
    }

    @Override
    public List<Finding> run(Host host) {
        List<String> losses = HostNetworkWatch.kept(stack).read(host);
        if (!losses.isEmpty()) {
            return List.of(new Finding(name(), false, "since the last apply, " + String.join("; ", losses)));
        }
        List<String> additions = HostNetworkWatch.keptAdditions(stack).read(host);
        String evidence = "the last apply left every link, address, route and rule alone";
        return List.of(new Finding(
                name(),
                true,
                additions.isEmpty() ? evidence : evidence + "; while it ran, " + String.join("; ", additions)));
    }
}
