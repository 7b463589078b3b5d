package dev.outboard.systemd.options;

import java.util.List;
import java.util.stream.Collectors;

/** The options of the engine as a page of Markdown. Pure. */
final class EngineOptionsPage {
    private static final String HEAD = """
            # Options of the engine

            Every option that `dockerd` has from Docker 20.10 to 29, and how a second daemon gets it. This page is generated
            from `EngineOptions`; a test fails when it is stale.

            | option | in `daemon.json` | value | since | removed in | how to set it |
            |---|---|---|---|---|---|
            """;

    private EngineOptionsPage() {}

    static String render(List<EngineOption<?>> options) {
        return HEAD + options.stream().map(EngineOptionsPage::row).collect(Collectors.joining("\n")) + "\n";
    }

    private static String row(EngineOption<?> option) {
        return "| "
                + String.join(
                        " | ",
                        option.isFlag() ? "`--" + option.name() + "`" : "",
                        option.key().isEmpty() ? "" : "`" + option.key() + "`",
                        option.type(),
                        option.since().orElse(""),
                        option.removedIn().orElse(""),
                        how(option))
                + " |";
    }

    private static String how(EngineOption<?> option) {
        if (!option.remedy().isEmpty()) {
            return option.remedy();
        }
        String constant = constant(option);
        return constant.isEmpty()
                ? "`addDaemonOption(\"" + option.name() + "\", ..)`"
                : "`set(EngineOptions." + constant + ", ..)`";
    }

    private static String constant(EngineOption<?> option) {
        for (var field : EngineOptions.class.getFields()) {
            try {
                if (field.get(null) == option) {
                    return field.getName();
                }
            } catch (IllegalAccessException impossible) {
                throw new AssertionError(impossible);
            }
        }
        return "";
    }
}
