package dev.outboard.network.host;

import dev.outboard.core.command.Command;
import dev.outboard.core.unitfile.ExecLine;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.value.UnitName;
import dev.outboard.network.BridgeSpec;
import java.util.ArrayList;
import java.util.List;

/** The systemd unit that makes a bridge at boot, without systemd-networkd. A pure function of the spec. */
public final class BridgeUnit {
    private static final String HEADER =
            "Written by Outboard. What is edited here is undone when the plan is applied again.";

    /** systemd looks for no program in {@code PATH}; distributions that have merged this directory keep a link to it. */
    private static final String PROGRAMS = "/sbin/";

    private BridgeUnit() {}

    /**
     * The unit's name.
     *
     * @param spec the bridge
     * @return for example {@code docker1-bridge.service}
     */
    public static UnitName name(BridgeSpec spec) {
        return UnitName.of(spec.name() + "-bridge.service");
    }

    /**
     * The unit's text. A start leaves a bridge alone that is there already and has what the spec says. A stop leaves the
     * bridge, since containers may be plugged into it.
     *
     * <ul>
     *   <li>{@code ExecStart=-}: the link may be there already, and a kernel without IPv6 has no address generation to
     *       switch off. If the link could not be made, the next command fails, and the unit with it.
     *   <li>{@code Before=network.target}: whatever needs the network finds the bridge.
     * </ul>
     *
     * @param spec the bridge
     * @return a unit that is started once at each boot
     */
    public static UnitFile of(BridgeSpec spec) {
        UnitFile unit = UnitFile.empty(name(spec).toString())
                .set("Unit", "Description", "Bridge " + spec.name() + " of a second Docker daemon")
                .set("Unit", "After", "network-pre.target")
                .set("Unit", "Before", "network.target")
                .set("Service", "Type", "oneshot")
                .set("Service", "RemainAfterExit", "yes")
                .add("Service", "ExecStart", "-" + line(BridgeCommands.make(spec.name(), spec.tool())))
                .add("Service", "ExecStart", "-" + line(BridgeCommands.withoutLinkLocalAddress(spec.name())));
        for (Command command : BridgeCommands.configure(spec)) {
            unit = unit.add("Service", "ExecStart", line(command));
        }
        return unit.set("Install", "WantedBy", "multi-user.target").comment(HEADER);
    }

    private static String line(Command command) {
        List<String> words = new ArrayList<>(command.arguments());
        words.set(0, PROGRAMS + command.program());
        return ExecLine.quote(words);
    }
}
