package dev.outboard.systemd.daemon;

import com.google.common.base.CharMatcher;
import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.text.PlainText;
import dev.outboard.systemd.options.EngineOption;
import dev.outboard.systemd.options.EngineOptions;
import java.util.List;
import java.util.Optional;

/**
 * An option of dockerd's command line that no typed property covers.
 *
 * @param name its long name, without dashes
 * @param value its value, or empty for a flag
 */
record DaemonOption(String name, Optional<String> value) {
    private static final String KIND = "daemon option";

    /** Reads an option; its name may be written with its dashes. */
    static DaemonOption of(String name, Optional<String> value) {
        String bare = CharMatcher.is('-').trimLeadingFrom(name);
        EngineOption<?> option = EngineOptions.find(bare)
                .orElseThrow(() -> unusable(name, "an option that an engine has", remedy(bare)));
        if (!option.isFree()) {
            throw unusable(name, "an option that Outboard does not set itself", option.remedy());
        }
        if (!option.isFlag()) {
            throw unusable(name, "an option of the command line", "call set(..) with the constant of EngineOptions");
        }
        if (!option.name().equals(bare)) {
            throw unusable(name, "the long name of the command line", "write \"" + option.name() + "\"");
        }
        value.filter(text -> !PlainText.isOneLine(text)).ifPresent(text -> {
            throw new InvalidValueException(
                    "value of daemon option " + bare,
                    text,
                    "one line of text, without control characters",
                    "take them out");
        });
        checkNodeResourceInterface(bare, value);
        return new DaemonOption(bare, value);
    }

    /** By default the socket for plugins is the first daemon's: moby/moby issue 51347. */
    private static void checkNodeResourceInterface(String bare, Optional<String> value) {
        if (bare.equals("nri-opts")
                && value.filter(text -> text.contains("socket-path=")).isEmpty()) {
            throw new InvalidValueException(
                    KIND,
                    bare + value.map(text -> "=" + text).orElse(""),
                    "a socket-path of its own, since the default one is the same for every daemon",
                    "write e.g. addDaemonOption(\"nri-opts\", \"enable=true,socket-path=/run/docker2/nri.sock\")");
        }
    }

    private static InvalidValueException unusable(String name, String expected, String remedy) {
        return new InvalidValueException(KIND, name, expected, remedy);
    }

    private static String remedy(String bare) {
        List<String> nearest = EngineOptions.nearest(bare);
        return nearest.isEmpty()
                ? "write the long name of an option that \"dockerd --help\" lists"
                : "write one that is most like it: " + String.join(", ", nearest);
    }

    /** The option as one argument. */
    String argument() {
        return "--" + name + value.map(text -> "=" + text).orElse("");
    }
}
