package dev.outboard.network.host;

import dev.outboard.core.text.ShellWords;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.network.host.FirewallRules.Hook;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * nft(8): tables of our own, one for each family. What is dropped in one of them is dropped, whatever
 * others accept; what is accepted there, others may still drop.
 *
 * <p>Packets from port to port of a bridge come to iptables only where bridges call it, which is for the whole host to
 * decide. So for these there is a table here in any case, if there are rules for them.
 *
 * @param rules the rules
 * @param hooks for which hooks their rules are here
 */
record Nftables(FirewallRules rules, List<Hook> hooks) implements FirewallProgram {
    private static final String FILE = "forwarding.nft";
    private static final String BRIDGE = "bridge";
    private static final List<String> FAMILIES = List.of("ip", "ip6", BRIDGE);

    @Override
    public Map<String, String> files() {
        Map<String, String> files = new LinkedHashMap<>();
        Map<String, List<String>> tables = tables();
        StringBuilder text = new StringBuilder(Iptables.comment(rules.ranges()));
        tables.forEach((family, chains) -> {
            String table = table(family);
            // one transaction: an empty table, so that there is one to delete, and the new one
            text.append(table).append("\ndelete ").append(table).append("\n");
            text.append(table).append(" {\n").append(String.join("\n", chains)).append("}\n");
        });
        if (!tables.isEmpty()) {
            files.put(FILE, text.toString());
        }
        return files;
    }

    private String table(String family) {
        return "table " + family + " " + name();
    }

    private String name() {
        return lowerCase(rules.chain());
    }

    private static String lowerCase(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** The chains of each family's table. */
    private Map<String, List<String>> tables() {
        Map<String, List<String>> tables = new LinkedHashMap<>();
        for (IpFamily family : hooks.isEmpty() ? List.<IpFamily>of() : rules.families()) {
            Map<Hook, List<Rule>> all = rules.rules(family);
            tables.put(
                    family.nftables(),
                    hooks.stream()
                            .map(hook -> chain(hook, all.getOrDefault(hook, List.of())))
                            .toList());
        }
        if (!rules.betweenPorts().isEmpty()) {
            tables.put(BRIDGE, List.of(chain(Hook.FORWARD, rules.betweenPorts())));
        }
        return tables;
    }

    private static String chain(Hook hook, List<Rule> lines) {
        String type = hook == Hook.POSTROUTING ? "nat" : "filter";
        String priority = hook == Hook.POSTROUTING ? "srcnat" : hook.table();
        StringBuilder text = new StringBuilder("\tchain " + lowerCase(hook.name()) + " {\n\t\ttype " + type + " hook "
                + lowerCase(hook.chain()) + " priority " + priority + "; policy accept;\n");
        lines.forEach(rule -> text.append("\t\t").append(rule.nftables()).append("\n"));
        return text.append("\t}\n").toString();
    }

    @Override
    public String functions() {
        return """

                # Deletes our tables of the given families of nft.
                delete_tables() {
                    for family; do
                        nft delete table "$family" %s 2>/dev/null || :
                    done
                }
                """.formatted(name());
    }

    /** Tables that are not in the file may be there from an earlier spec. */
    @Override
    public List<String> load(AbsolutePath directory) {
        List<String> families = new ArrayList<>(FAMILIES);
        families.removeAll(tables().keySet());
        return files().keySet().stream()
                .flatMap(file -> Stream.concat(
                        Stream.of("nft --file " + path(file, directory)),
                        families.isEmpty() ? Stream.of() : Stream.of("delete_tables " + String.join(" ", families))))
                .toList();
    }

    private static String path(String file, AbsolutePath directory) {
        return ShellWords.quote(directory.resolve(file).toString());
    }

    @Override
    public List<String> unload() {
        return List.of("is_restarted || delete_tables " + String.join(" ", FAMILIES));
    }

    /** A table that is not there is not listed. */
    @Override
    public List<String> listed() {
        return tables().keySet().stream()
                .map(family -> "nft list table " + family + " " + name() + " 2>/dev/null || :")
                .toList();
    }

    /** The files have the spelling of nft itself. */
    @Override
    public List<String> written(AbsolutePath directory) {
        return files().keySet().stream()
                .map(file -> "sed -n '/{$/,/^}/p' " + path(file, directory))
                .toList();
    }
}
