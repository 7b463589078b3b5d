package dev.outboard.systemd.daemon;

import dev.outboard.core.spec.Problems;
import dev.outboard.core.spec.Values;
import dev.outboard.core.value.Label;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the values of a daemon must be together. */
final class DaemonRules {
    private DaemonRules() {}

    /** Notes what is wrong with values that could be read. */
    static void check(Values values, Problems problems) {
        DaemonPathRules.check(values, problems);
        if (values.get(DaemonProperties.ENGINE_DIALECT) == EngineDialect.DOCKERD) {
            DaemonImageRules.check(values, problems);
            DaemonNetworkRules.check(values, problems);
        } else {
            Docker110Rules.check(values, problems);
        }
        checkKeys(values.get(DaemonProperties.LABELS), problems);
        checkSettings(values, problems);
        DaemonStorageRules.check(values, problems);
    }

    /** The engine refuses a label with two values. */
    private static void checkKeys(List<Label> labels, Problems problems) {
        Set<String> keys = new LinkedHashSet<>();
        for (Label label : labels) {
            if (label.key().equals(DaemonSpec.LABEL)) {
                problems.add("label", label.toString(), "a key that Outboard does not set itself", "leave it out");
            } else if (!keys.add(label.key())) {
                problems.add("label", label.toString(), "each key once", "leave one of them out");
            }
        }
    }

    /** The engine does not start with an option both on its command line and in its configuration file. */
    private static void checkSettings(Values values, Problems problems) {
        Map<String, DaemonOption> options = values.get(DaemonProperties.OPTIONS);
        values.get(DaemonProperties.SETTINGS).forEach((name, setting) -> {
            if (options.values().stream().anyMatch(option -> option.name().equals(name))) {
                problems.add(name, "set(..) and addDaemonOption(..)", "one of them", "leave one of the two out");
            }
            problems.check(setting.option().name(), setting::checked);
        });
    }
}
