package dev.outboard.network.host;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.network.BridgeSpec;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Programs that configure every link unless it is excluded by name: connman, and dhcpcd as a service of its own. They give
 * the host's ends of containers' links ({@code veth…}) addresses and default routes, and the host can lose its own way out.
 */
final class EagerPrograms {
    private static final String PORTS = "veth";
    private static final AbsolutePath CONNMAN = AbsolutePath.of("/etc/connman/main.conf");
    private static final AbsolutePath DHCPCD = AbsolutePath.of("/etc/dhcpcd.conf");
    private static final Splitter WORDS =
            Splitter.on(CharMatcher.whitespace().or(CharMatcher.is(','))).omitEmptyStrings();

    /** What Debian's connman 1.41 excludes without a setting: connman.conf(5). */
    private static final ImmutableList<String> EXCLUDED_BY_CONNMAN =
            ImmutableList.of("vmnet", "vboxnet", "virbr", "ifb", "ve-", "vb-");

    private EagerPrograms() {}

    /** Refuses a bridge that connman would configure, and notes that dhcpcd may. */
    static void consider(BridgeSpec spec, Planning planning) {
        HostView host = planning.host();
        List<String> links = List.of(spec.name().toString(), PORTS);
        if (runs("connman.service", host)) {
            List<String> prefixes =
                    setting(CONNMAN, "NetworkInterfaceBlacklist", "=", host).orElse(EXCLUDED_BY_CONNMAN);
            if (!links.stream().allMatch(link -> prefixes.stream().anyMatch(link::startsWith))) {
                planning.conflict(new Problem(
                        "bridge " + spec.name(),
                        "connman, which configures every link except " + String.join(",", prefixes),
                        "a connman that leaves " + String.join(" and ", links) + " alone",
                        "add them to NetworkInterfaceBlacklist in [General] of " + CONNMAN + ", and restart connman"));
            }
        }
        if (runs("dhcpcd.service", host) && !isExcludedFromDhcpcd(links, host)) {
            planning.note("bridge " + spec.name() + ": dhcpcd may ask for addresses on containers' links; the line"
                    + " \"denyinterfaces " + String.join(" ", links) + "*\" in " + DHCPCD + " prevents this");
        }
    }

    /** systemd makes this symbolic link while the service runs. */
    private static boolean runs(String service, HostView host) {
        return host.status(AbsolutePath.of("/run/systemd/units/invocation:" + service))
                .isPresent();
    }

    /** A list of links that it is allowed excludes all others: dhcpcd.conf(5). */
    private static boolean isExcludedFromDhcpcd(List<String> links, HostView host) {
        if (setting(DHCPCD, "allowinterfaces", " ", host).isPresent()) {
            return true;
        }
        List<String> denied = setting(DHCPCD, "denyinterfaces", " ", host).orElse(List.of());
        Predicate<String> isDenied = link -> denied.stream()
                .anyMatch(glob ->
                        glob.endsWith("*") ? link.startsWith(glob.substring(0, glob.length() - 1)) : link.equals(glob));
        return links.stream().allMatch(isDenied);
    }

    /** The words of a list; the last line that sets it counts. */
    private static Optional<List<String>> setting(AbsolutePath file, String key, String separator, HostView host) {
        return host.read(file).stream()
                .flatMap(content -> content.text().lines())
                .map(String::strip)
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(key.length()).strip())
                .map(rest -> separator.isBlank() || !rest.startsWith(separator) ? rest : rest.substring(1))
                .map(WORDS::splitToList)
                .reduce((first, last) -> last);
    }
}
