package dev.outboard.systemd.watch;

import com.google.common.base.Splitter;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.host.HostView;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The rules that an engine with the nftables backend makes: those of its tables {@code docker-bridges} (dockerd from 29
 * on). Without counters, which always change, and without rules of single containers, which come and go with these.
 */
final class NftablesOfEngine {
    private static final String TABLE = "docker-bridges";
    private static final Pattern COUNTER = Pattern.compile("counter packets [0-9]+ bytes [0-9]+ ?");
    private static final Pattern ELEMENTS = Pattern.compile("elements = \\{|}");

    private static final Pattern SINGLE_ADDRESS = Pattern.compile(
            "(?<![0-9.])[0-9]{1,3}(\\.[0-9]{1,3}){3}(?![0-9./])|(?<![0-9a-f:])[0-9a-f]{0,4}(:[0-9a-f]{0,4}){2,7}(?![0-9a-f:/])");

    private NftablesOfEngine() {}

    /** A line for each rule, as nft(8) lists it, behind its chain or map. */
    static List<String> rules(HostView host) {
        List<String> rules = new ArrayList<>();
        for (String family : List.of("ip", "ip6")) {
            parse(family + " " + TABLE + " ", listed(family, host), rules);
        }
        return rules;
    }

    private static List<String> listed(String family, HostView host) {
        try {
            return host.ask(Query.of("nft", "list", "table", family, TABLE)).filter(CommandResult::isSuccess).stream()
                    .flatMap(answer -> answer.output().lines())
                    .map(String::strip)
                    .toList();
        } catch (ProvisioningException noNftables) {
            return List.of();
        }
    }

    private static void parse(String table, List<String> lines, List<String> rules) {
        String block = "";
        for (String line : lines) {
            if (line.startsWith("chain ") || line.startsWith("map ") || line.startsWith("set ")) {
                block = line.substring(0, line.length() - 1).strip();
                rules.add(table + block);
            } else if (!line.startsWith("table ")) {
                for (String part :
                        parts(block, COUNTER.matcher(line).replaceAll("").strip())) {
                    if (!SINGLE_ADDRESS.matcher(part).find()) {
                        rules.add(table + block + ": " + part);
                    }
                }
            }
        }
    }

    /** The elements of a map are listed several to a line. */
    private static List<String> parts(String block, String line) {
        String text = block.startsWith("chain ") ? line : ELEMENTS.matcher(line).replaceAll("");
        return block.startsWith("chain ")
                ? Splitter.on('\n').omitEmptyStrings().splitToList(text.equals("}") ? "" : text)
                : Splitter.on(',').trimResults().omitEmptyStrings().splitToList(text);
    }
}
