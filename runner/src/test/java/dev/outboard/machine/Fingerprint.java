package dev.outboard.machine;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a stack could leave on a machine: files with mode, owner and hash where Outboard writes; links with addresses; units;
 * the rules of the firewall. A table of iptables stays once something was in it, empty.
 *
 * @param lines what was found, a line each
 */
record Fingerprint(List<String> lines) {
    private static final String SCRIPT = """
            find /etc /usr/local /srv /docker2 /var/lib/outboard -printf '%M %u:%g %p -> %l\\n' 2>/dev/null | sort
            find /etc /usr/local /srv -type f -exec sha256sum {} + | sort
            find /run/docker2* /run/outboard* ! -name outboard.lock ! -path '*/libnetwork/*' 2>/dev/null || true
            ip -brief address show | grep -v '^host0'
            ip route show
            systemctl list-unit-files --no-legend | grep -v '^run-' | sort
            systemctl list-units --all --no-legend --plain 'docker*' 'systemd-networkd.service' | tr -s ' ' | sort
            iptables-save | sed -e 's/\\[[0-9:]*\\]//' -e '/^#/d' -e '/^\\*/d' -e '/^:[A-Z]* ACCEPT/d'
            docker network ls --format '{{.ID}} {{.Name}}' | sort
            """;

    static Fingerprint of(Machine machine) {
        return new Fingerprint(machine.sh(SCRIPT).orFail().text().lines().toList());
    }

    /** What is in a daemon's root is data, of any amount. */
    Fingerprint withoutDataOf(String root) {
        return new Fingerprint(
                lines.stream().filter(line -> !line.contains(" " + root + "/")).toList());
    }

    /** The engine makes the network of its bridge again when the machine starts, under another id. */
    Fingerprint withoutNetworks() {
        return new Fingerprint(lines.stream()
                .filter(line -> !line.matches("[0-9a-f]{12} \\w+"))
                .toList());
    }

    /** The lines that only one of two has: the fingerprints are too long to be shown whole. */
    List<String> differencesTo(Fingerprint after) {
        return Stream.concat(
                        lines.stream()
                                .filter(line -> !after.lines.contains(line))
                                .map(line -> "- " + line),
                        after.lines.stream()
                                .filter(line -> !lines.contains(line))
                                .map(line -> "+ " + line))
                .toList();
    }
}
