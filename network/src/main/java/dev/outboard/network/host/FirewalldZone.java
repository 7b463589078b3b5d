package dev.outboard.network.host;

import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.Subnet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A zone of firewalld(1) for the addresses of containers, which lets everything through: about them the firewall's other
 * rules decide, {@link FirewallRules}. Docker makes such a zone for the bridges of a daemon that has its hands on the
 * firewall. Pure but for what looks at a host.
 *
 * <p>A file has the zone from the next start or reload of firewalld on. Until then the addresses are in the zone {@value
 * #UNTIL_RELOAD}, which also lets everything through: a reload would discard every setting of the administrator that is
 * not permanent.
 *
 * @param name the name of the zone
 * @param ranges the addresses
 */
public record FirewalldZone(String name, List<Subnet> ranges) {
    private static final AbsolutePath PROGRAM = AbsolutePath.of("/usr/sbin/firewalld");
    private static final AbsolutePath DIRECTORY = AbsolutePath.of("/etc/firewalld/zones");
    private static final AbsolutePath VENDOR_DIRECTORY = AbsolutePath.of("/usr/lib/firewalld/zones");
    private static final String SUFFIX = ".xml";
    private static final String UNTIL_RELOAD = "trusted";

    /**
     * Creates a zone.
     *
     * @param name the name of the zone
     * @param ranges the addresses
     */
    public FirewalldZone {
        ranges = List.copyOf(ranges);
    }

    /**
     * Whether a host has firewalld, running or not.
     *
     * @param host the host
     * @return true if its program is there
     */
    public static boolean isInstalled(HostView host) {
        return host.status(PROGRAM).isPresent();
    }

    /**
     * Where firewalld looks for the zone.
     *
     * @return the path of its file
     */
    public AbsolutePath file() {
        return DIRECTORY.resolve(name + SUFFIX);
    }

    /**
     * Where a zone of that name would be that came with firewalld.
     *
     * @return the path of its file
     */
    public AbsolutePath vendorFile() {
        return VENDOR_DIRECTORY.resolve(name + SUFFIX);
    }

    /**
     * Looks for addresses that an administrator gave to another zone permanently.
     *
     * @param host where
     * @return the name of the zone that has a range, for each such range
     */
    public Map<Subnet, String> otherZones(HostView host) {
        Map<Subnet, String> others = new LinkedHashMap<>();
        host.list(DIRECTORY).stream()
                .filter(file -> file.endsWith(SUFFIX) && !file.equals(name + SUFFIX))
                .forEach(file -> host.read(DIRECTORY.resolve(file))
                        .map(FileContent::text)
                        .ifPresent(text -> ranges.stream()
                                .filter(range -> text.contains("\"" + range + "\""))
                                .forEach(range ->
                                        others.put(range, file.substring(0, file.length() - SUFFIX.length())))));
        return others;
    }

    /**
     * What is in the file, firewalld.zone(5).
     *
     * @return its text
     */
    public String text() {
        return """
                <?xml version="1.0" encoding="utf-8"?>
                <!-- Written by Outboard. What is edited here is undone when the plan is applied again. -->
                <zone target="ACCEPT">
                  <short>%s</short>
                  <description>Containers of the Docker daemon %s, for which it has rules elsewhere.</description>
                %s</zone>
                """.formatted(
                        name,
                        name,
                        ranges.stream()
                                .map(range -> "  <source address=\"" + range + "\"/>\n")
                                .collect(Collectors.joining()));
    }

    /** Waits for a firewalld that starts; succeeds in any case. */
    static List<String> await() {
        return List.of(
                "# firewalld has its name on D-Bus before it takes all rules of others away, and answers first after that",
                "firewall-cmd --state >/dev/null 2>&1 || :");
    }

    /** Lets the addresses through now, if firewalld runs. */
    List<String> start() {
        return List.of(
                "if firewall-cmd --state >/dev/null 2>&1; then",
                "    for range in " + shellRanges() + "; do",
                "        firewall-cmd --get-zone-of-source=\"$range\" >/dev/null 2>&1 ||",
                "            firewall-cmd --quiet --zone=" + UNTIL_RELOAD + " --add-source=\"$range\"",
                "    done",
                "fi");
    }

    /** Lets them through no more. The zone itself goes with its file. */
    List<String> stop() {
        return List.of(
                "for range in " + shellRanges() + "; do",
                "    firewall-cmd --quiet --zone=" + UNTIL_RELOAD + " --remove-source=\"$range\"",
                "    firewall-cmd --quiet --zone=" + name + " --remove-source=\"$range\"",
                "done");
    }

    /** Prints the addresses that are not let through, none if firewalld does not run. */
    List<String> check() {
        return List.of(
                "if firewall-cmd --state >/dev/null 2>&1; then",
                "    for range in " + shellRanges() + "; do",
                "        zone=$(firewall-cmd --get-zone-of-source=\"$range\" 2>/dev/null) || zone=",
                "        case $zone in",
                "            " + UNTIL_RELOAD + " | " + name + ") ;;",
                "            '' | 'no zone') echo \"firewalld has $range in no zone, expected " + name + "\" ;;",
                "            *) echo \"firewalld has $range in zone $zone, expected " + name + "\" ;;",
                "        esac",
                "    done",
                "fi");
    }

    private String shellRanges() {
        return ranges.stream().map(Subnet::toString).collect(Collectors.joining(" "));
    }
}
