package dev.outboard.network.host;

import static java.util.stream.Collectors.joining;

import com.google.common.collect.Lists;
import dev.outboard.core.desired.ManagedFile;
import dev.outboard.core.text.ShellWords;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.DaemonName;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.core.value.UnitName;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.host.FirewallRules.Hook;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Renders the script that gives the containers of a daemon their way into the network: it puts {@link FirewallRules} into
 * the firewall, takes them away, and compares them with those that the kernel has. Pure.
 *
 * <p>What is right about the rules stands in the files that the script loads. Its check compares the text of the files with
 * what the firewall lists. Where the two differ, it loads the files in an empty network namespace and compares with what is
 * listed there, since versions of iptables and nft differ in how they spell a rule.
 *
 * @param daemon the name of the daemon
 * @param rules the rules
 * @param backend by which programs they come into the firewall
 * @param zone the zone of firewalld for the containers, on a host that has firewalld
 * @param bridge the bridge without whose address the daemon must not start
 * @param namespace the network namespace that the bridge is in, if it is not the host's
 * @param unit the unit that calls the script
 * @param directory where the script and its files are
 */
public record NetworkScript(
        DaemonName daemon,
        FirewallRules rules,
        FirewallBackend backend,
        Optional<FirewalldZone> zone,
        BridgeSpec bridge,
        Optional<InterfaceName> namespace,
        UnitName unit,
        AbsolutePath directory) {
    private static final String FILE = "network.sh";

    private static final String HEAD = """
            #!/bin/sh
            # The way of the containers of %s into the network. Written by Outboard, which will overwrite changes.
            #
            # start    puts the rules of the firewall in place, whatever is there already
            # stop     takes them away, also those of an earlier version
            # check    says how the rules of the firewall differ from those of the files, and ends with 1 if they do
            # sample   loads the rules and lists them; check calls it in an empty network namespace
            # prepare  comes before each start of the daemon
            %sset -eu
            """;

    private static final String USAGE_OF_FOLLOW =
            "# follow   puts the rules back each time that firewalld took them away\n";

    private static final String FOLLOW = """

            # firewalld says on D-Bus that it has reloaded, started or stopped.
            follow() {
                busctl monitor --quiet \\
                    --match="type='signal',sender='org.fedoraproject.FirewallD1',interface='org.fedoraproject.FirewallD1',member='Reloaded'" \\
                    --match="type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',arg0='org.fedoraproject.FirewallD1'" |
                    while read -r line; do
                        case $line in
                            *Type=signal*) systemctl reload %s || : ;;
                        esac
                    done
            }
            """;

    private static final String RESTARTED = """

            # While a unit stops, its job tells whether it will start again. What replaces itself at once then stays, so that
            # nothing that is refused is let through meanwhile.
            is_restarted() {
                systemctl list-jobs --full --no-legend %s | grep -q ' restart '
            }
            """;

    private static final String CHECK = """

            compare() { # what there is, what is expected
                [ "$1" != "$2" ] || return 0
                {
                    printf '%s\\n' "$2" | grep -vxF -e "$1" | sed -n 's/^[[:space:]]*\\([^[:space:]]\\)/missing: \\1/p'
                    printf '%s\\n' "$1" | grep -vxF -e "$2" | sed -n 's/^[[:space:]]*\\([^[:space:]]\\)/not expected: \\1/p'
                } | grep . || echo "the rules are in another order"
            }

            # Where the texts differ, another version of the programs may spell the rules in another way. So the same
            # programs list what they make of the files in an empty network namespace.
            check() {
                [ "$(id -u)" = 0 ] || {
                    echo "only root can look at the firewall" >&2
                    exit 2
                }
                found=$(listed) || exit 2
                expected=$(written)
                [ "$found" = "$expected" ] || expected=$(unshare --net /bin/sh "$0" sample) || exit 2
                faults=$(compare "$found" "$expected"@zone@)
                [ -z "$faults" ] || {
                    printf '%s\\n' "$faults"
                    exit 1
                }
            }
            """;

    /**
     * Creates a renderer.
     *
     * @param daemon the name of the daemon
     * @param rules the rules
     * @param backend by which programs they come into the firewall
     * @param zone the zone of firewalld for the containers
     * @param bridge the bridge without whose address the daemon must not start
     * @param namespace the network namespace that the bridge is in, if it is not the host's
     * @param unit the unit that calls the script
     * @param directory where the script and its files are
     * @throws IllegalArgumentException if a rule asks for what the programs can't tell
     */
    public NetworkScript {
        if (rules.bridges().byKind() && !backend.isForNftables(Hook.ENTRANCE)) {
            throw new IllegalArgumentException("iptables does not know what is a bridge");
        }
    }

    /** In the order in which they load; the one that refuses comes first. */
    private List<FirewallProgram> programs() {
        return List.of(
                new Nftables(rules, hooks(backend::isForNftables)),
                new Iptables(rules, hooks(hook -> !backend.isForNftables(hook))));
    }

    private static List<Hook> hooks(Predicate<Hook> chosen) {
        return Stream.of(Hook.values()).filter(chosen).toList();
    }

    /**
     * Where the script of a daemon is.
     *
     * @param directory the directory of the daemon's configuration
     * @return the path of the script
     */
    public static AbsolutePath path(AbsolutePath directory) {
        return directory.resolve(FILE);
    }

    /**
     * Renders the script.
     *
     * @return the script
     */
    public ControlScript script() {
        return new ControlScript(path(directory), text());
    }

    /**
     * The rules, in the files that the script loads.
     *
     * @return files that everybody may read
     */
    public List<ManagedFile> files() {
        return programs().stream()
                .flatMap(program -> program.files().entrySet().stream())
                .map(file -> ManagedFile.ofText(directory.resolve(file.getKey()), file.getValue()))
                .toList();
    }

    private String text() {
        List<FirewallProgram> programs = programs();
        StringBuilder text = new StringBuilder(HEAD.formatted(daemon, zone.isPresent() ? USAGE_OF_FOLLOW : ""));
        programs.forEach(program -> text.append(program.functions()));
        text.append(RESTARTED.formatted(unit))
                .append(function("load", all(program -> program.load(directory))))
                .append(function("start", start()))
                .append(function("stop", stop()))
                .append(function("listed", all(FirewallProgram::listed)))
                .append(function("written", all(program -> program.written(directory))))
                .append(function("sample", List.of("load >&2", "listed")))
                .append(zone.map(part -> function("check_zone", part.check())).orElse(""))
                .append(CHECK.replace("@zone@", zone.isPresent() ? "; check_zone" : ""))
                .append(function("prepare", prepare()));
        List<String> verbs = new ArrayList<>(List.of("start", "stop", "check", "sample", "prepare"));
        if (zone.isPresent()) {
            text.append(FOLLOW.formatted(unit));
            verbs.add("follow");
        }
        return text.append(ControlScript.dispatch(verbs)).toString();
    }

    private List<String> all(Function<FirewallProgram, List<String>> lines) {
        return programs().stream()
                .flatMap(program -> lines.apply(program).stream())
                .toList();
    }

    private static String function(String name, List<String> lines) {
        return lines.stream().map(line -> "    " + line + "\n").collect(joining("", "\n" + name + "() {\n", "}\n"));
    }

    private List<String> start() {
        List<String> lines = new ArrayList<>();
        zone.ifPresent(part -> lines.addAll(FirewalldZone.await()));
        lines.add("load");
        zone.ifPresent(part -> lines.addAll(part.start()));
        return lines;
    }

    /** By name, so that nothing is left of what another version put there. */
    private List<String> stop() {
        List<String> lines =
                new ArrayList<>(List.of("# what is not there can't be taken away", "set +e", "exec 2>/dev/null"));
        Lists.reverse(programs()).forEach(program -> lines.addAll(program.unload()));
        zone.ifPresent(part -> lines.addAll(part.stop()));
        lines.add("return 0");
        return lines;
    }

    private List<String> prepare() {
        String device = ShellWords.quote(bridge.name().toString());
        String ip = namespace
                .map(name -> "ip -netns " + ShellWords.quote(name.toString()))
                .orElse("ip");
        List<String> lines = new ArrayList<>();
        if (bridge.ipv6Address().isPresent()) {
            lines.add(
                    "# The engine gives the bridge fe80::1. Without a container in it, the kernel would look forever whether");
            lines.add("# another host has this address, and networkd wait for the end of that.");
            lines.add("{ echo 0 >" + ShellWords.quote("/proc/sys/net/ipv6/conf/" + bridge.name() + "/accept_dad")
                    + "; } 2>/dev/null || :");
        }
        lines.addAll(List.of(
                "if ! " + ip + " -oneline -family inet address show dev " + device + " | grep -qwF "
                        + ShellWords.quote("inet " + bridge.address()) + "; then",
                "    printf '%s\\n' "
                        + ShellWords.quote("bridge " + bridge.name() + " has no address " + bridge.address()
                                + ": the daemon does not start, for it would take another one")
                        + " >&2",
                "    exit 1",
                "fi"));
        return lines;
    }
}
