package dev.outboard.systemd.installed;

import com.google.common.collect.ImmutableMap;
import dev.outboard.core.value.UnitName;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces the specifiers of systemd.unit(5) that the unit's name and the system manager decide. Those of the running
 * host, such as {@code %H}, stay as they are.
 *
 * @param unit the unit
 * @param fragment the path of its unit file
 */
record Specifiers(UnitName unit, String fragment) {
    private static final Pattern SPECIFIER = Pattern.compile("%(.)");
    private static final Pattern ESCAPED = Pattern.compile("\\\\x([0-9a-f]{2})|-");

    private static final ImmutableMap<String, String> OF_SYSTEM = ImmutableMap.<String, String>builder()
            .put("%", "%")
            .put("C", "/var/cache")
            .put("E", "/etc")
            .put("g", "root")
            .put("G", "0")
            .put("h", "/root")
            .put("L", "/var/log")
            .put("S", "/var/lib")
            .put("t", "/run")
            .put("T", "/tmp")
            .put("u", "root")
            .put("U", "0")
            .put("V", "/var/tmp")
            .buildOrThrow();

    String resolve(String text) {
        return SPECIFIER
                .matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(
                        OF_SYSTEM.getOrDefault(match.group(1), ofName(match.group(1), match.group()))));
    }

    private String ofName(String letter, String unknown) {
        String name = unit.prefix();
        int at = name.indexOf('@');
        String instance = at < 0 ? "" : name.substring(at + 1);
        String prefix = at < 0 ? name : name.substring(0, at);
        String last = prefix.substring(prefix.lastIndexOf('-') + 1);
        return switch (letter) {
            case "n" -> unit.toString();
            case "N" -> name;
            case "p" -> prefix;
            case "P" -> unescaped(prefix);
            case "i" -> instance;
            case "I" -> unescaped(instance);
            case "f" -> "/" + unescaped(at < 0 ? prefix : instance);
            case "j" -> last;
            case "J" -> unescaped(last);
            case "y" -> fragment;
            case "Y" -> fragment.substring(0, Math.max(fragment.lastIndexOf('/'), 0));
            default -> unknown;
        };
    }

    /** As systemd-escape(1) {@code --unescape} has it; of octets beyond ASCII no path of Docker's is made. */
    private static String unescaped(String text) {
        return ESCAPED.matcher(text).replaceAll(match -> Matcher.quoteReplacement(octet(match)));
    }

    private static String octet(MatchResult match) {
        return match.group(1) == null ? "/" : Character.toString((char) Integer.parseInt(match.group(1), 16));
    }
}
