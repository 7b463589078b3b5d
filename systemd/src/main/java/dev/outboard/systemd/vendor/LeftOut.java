package dev.outboard.systemd.vendor;

import dev.outboard.core.text.ForeignText;
import dev.outboard.systemd.engine.BuilderCall;
import dev.outboard.systemd.options.EngineOption;
import dev.outboard.systemd.options.EngineOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A setting of the first daemon that a second daemon does not get. Only its name is kept: values may hold secrets, such
 * as the password of a proxy.
 *
 * @param file the file that sets it
 * @param setting its name, for example {@code dns}, {@code --selinux-enabled}, {@code HTTPS_PROXY} or {@code
 *     ExecStartPost=/usr/sbin/iptables}
 * @param call what sets it for the second daemon
 */
public record LeftOut(String file, String setting, BuilderCall call) {

    /** A setting of the engine. One that no engine is known to have is named alone. */
    static LeftOut ofEngine(String file, String setting, boolean hasValue) {
        return new LeftOut(
                file,
                setting,
                EngineOptions.find(setting)
                        .map(option -> option.call().isEmpty() && option.isFree()
                                ? hasValue ? BuilderCall.DAEMON_OPTION : BuilderCall.DAEMON_FLAG
                                : BuilderCall.of(option.call()))
                        .orElse(BuilderCall.NONE));
    }

    /**
     * Tells what was left out, a line for each file.
     *
     * @param settings what was left out
     * @return the lines, in the order of the settings
     */
    public static List<String> notes(List<LeftOut> settings) {
        Map<String, Map<String, List<String>>> byFile = new LinkedHashMap<>();
        for (LeftOut leftOut : settings) {
            List<String> names = byFile.computeIfAbsent(leftOut.file(), file -> new LinkedHashMap<>())
                    .computeIfAbsent(leftOut.callText(), call -> new ArrayList<>());
            if (!names.contains(leftOut.setting())) {
                names.add(leftOut.setting());
            }
        }
        return byFile.entrySet().stream()
                .map(file -> "left out of " + file.getKey() + ": "
                        + String.join(
                                "; ",
                                file.getValue().entrySet().stream()
                                        .map(entry -> note(entry.getKey(), entry.getValue()))
                                        .toList()))
                .toList();
    }

    private static String note(String call, List<String> settings) {
        String names = String.join(", ", settings);
        return call.isEmpty() ? names : names + " (set by " + call + ")";
    }

    /**
     * The option of the engine's command line, where no other call sets it.
     *
     * @return for example {@code authorization-plugin} for {@code authorization-plugins} of a configuration file
     */
    public String option() {
        return EngineOptions.find(setting).map(EngineOption::name).orElse(setting);
    }

    private String callText() {
        return switch (call) {
            case DAEMON_OPTION -> "addDaemonOption(\"" + option() + "\", ..)";
            case DAEMON_FLAG -> "addDaemonFlag(\"" + option() + "\")";
            default -> call.text();
        };
    }

    /** The parts, as {@link ForeignText} shows them. */
    @Override
    public String toString() {
        return ForeignText.of(this);
    }
}
