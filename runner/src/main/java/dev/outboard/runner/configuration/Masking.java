package dev.outboard.runner.configuration;

import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.tomlj.MutableTomlArray;
import org.tomlj.MutableTomlTable;

/** Takes the secrets out of a configuration, and what may be one: a name is enough to suspect a key. */
final class Masking {
    static final String MASK = "****";

    private static final Pattern SECRET =
            Pattern.compile("(?i).*(token|secret|password|privatekey|accesskey|accountkey|dsn|credential).*");
    private static final Set<String> NO_SECRETS =
            ImmutableSet.of("token_obtained_at", "token_expires_at", "CredentialsFile");

    private Masking() {}

    static void mask(MutableTomlTable table) {
        for (String key : List.copyOf(table.keySet())) {
            Object value = table.get(List.of(key));
            if (value instanceof MutableTomlTable inner) {
                mask(inner);
            } else if (value instanceof MutableTomlArray array) {
                mask(key, array);
            } else if (SECRET.matcher(key).matches() && !NO_SECRETS.contains(key) && !"".equals(value)) {
                table.set(List.of(key), MASK);
            }
        }
    }

    /** {@code environment} has lines NAME=VALUE, and people put passwords there although they should not. */
    private static void mask(String key, MutableTomlArray array) {
        for (int index = 0; index < array.size(); index++) {
            Object element = array.get(index);
            if (element instanceof MutableTomlTable inner) {
                mask(inner);
            } else if (element instanceof String line && key.equalsIgnoreCase("environment") && line.contains("=")) {
                array.set(index, line.substring(0, line.indexOf('=') + 1) + MASK);
            }
        }
    }
}
