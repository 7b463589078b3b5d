package dev.outboard.systemd;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Longs;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.host.HostView;
import dev.outboard.core.text.ForeignText;
import dev.outboard.core.value.UnitName;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * What systemd knows of a unit: the properties of org.freedesktop.systemd1(5) that a plan needs, as systemd spells them.
 *
 * @param name the unit
 * @param loadState for example {@code loaded}, {@code not-found}, {@code masked}
 * @param activeState for example {@code active}, {@code inactive}, {@code failed}, {@code activating}
 * @param subState the finer state, for example {@code running}, {@code auto-restart}
 * @param unitFileState for example {@code enabled}, {@code disabled}; empty text if there is no unit file
 * @param needsDaemonReload whether the file on disk is newer than what systemd has read
 * @param fragmentPath the file that the unit was read from; empty text if there is none
 * @param restarts how often systemd started a service again by itself, since it was started; 0 for other units
 * @param activeSince when the unit became active last, as the time since the boot; empty if it never did
 * @param mainProcess the id of a service's main process; empty if none runs
 */
public record UnitState(
        UnitName name,
        String loadState,
        String activeState,
        String subState,
        String unitFileState,
        boolean needsDaemonReload,
        String fragmentPath,
        int restarts,
        Optional<Duration> activeSince,
        OptionalLong mainProcess) {
    private static final String PROPERTIES =
            "Id,LoadState,ActiveState,SubState,UnitFileState,NeedDaemonReload,FragmentPath"
                    + ",NRestarts,ActiveEnterTimestampMonotonic,MainPID";

    /**
     * Asks for the state of units, with one query for all.
     *
     * @param host the host
     * @param units which units
     * @return the state of each, in the order given; empty if the host only records what must be done
     * @throws HostException if the host was not booted with systemd
     */
    public static Optional<Map<UnitName, UnitState>> readFrom(HostView host, List<UnitName> units) {
        if (units.isEmpty()) {
            return Optional.of(ImmutableMap.of());
        }
        List<String> arguments = new ArrayList<>(List.of("systemctl", "show", "--property=" + PROPERTIES));
        units.forEach(unit -> arguments.add(unit.toString()));
        return host.ask(Query.of(arguments)).map(answer -> parse(answer, units));
    }

    private static Map<UnitName, UnitState> parse(CommandResult answer, List<UnitName> units) {
        if (!answer.isSuccess()) {
            throw new HostException(
                    "systemd does not answer: " + String.join(" ", answer.lastLines()),
                    "run as root on a host that was booted with systemd, or stage into a directory instead");
        }
        List<String> blocks =
                Splitter.on("\n\n").trimResults().omitEmptyStrings().splitToList(answer.output());
        if (blocks.size() != units.size()) {
            throw new HostException(
                    "systemctl show: expected the state of " + units.size() + " units, found " + blocks.size(),
                    "report this, with the output of: " + answer.command());
        }
        Map<UnitName, UnitState> states = new LinkedHashMap<>();
        for (int i = 0; i < blocks.size(); i++) {
            states.put(units.get(i), of(units.get(i), blocks.get(i)));
        }
        return states;
    }

    private static UnitState of(UnitName name, String block) {
        Map<String, String> properties = block.lines()
                .map(line -> line.split("=", 2))
                .filter(pair -> pair.length == 2)
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1], (first, second) -> second, TreeMap::new));
        return new UnitState(
                name,
                properties.getOrDefault("LoadState", ""),
                properties.getOrDefault("ActiveState", ""),
                properties.getOrDefault("SubState", ""),
                properties.getOrDefault("UnitFileState", ""),
                properties.getOrDefault("NeedDaemonReload", "").equals("yes"),
                properties.getOrDefault("FragmentPath", ""),
                Math.toIntExact(number(properties, "NRestarts")),
                Optional.of(number(properties, "ActiveEnterTimestampMonotonic"))
                        .filter(microseconds -> microseconds > 0)
                        .map(microseconds -> Duration.of(microseconds, ChronoUnit.MICROS)),
                LongStream.of(number(properties, "MainPID"))
                        .filter(id -> id > 0)
                        .findFirst());
    }

    /** Only services have all of them. */
    private static long number(Map<String, String> properties, String key) {
        return Optional.ofNullable(properties.get(key))
                .flatMap(text -> Optional.ofNullable(Longs.tryParse(text)))
                .orElse(0L);
    }

    /**
     * Whether systemd finds the unit's file.
     *
     * @return false if there is no unit of that name, or only one that failed before its file went
     */
    public boolean exists() {
        return !loadState.equals("not-found");
    }

    /**
     * Whether the unit runs.
     *
     * @return true if it does; false while it starts or waits for its next try
     */
    public boolean isActive() {
        return activeState.equals("active") || activeState.equals("reloading");
    }

    /**
     * Whether the unit failed and systemd gave it up.
     *
     * @return true if {@code systemctl reset-failed} has something to forget
     */
    public boolean isFailed() {
        return activeState.equals("failed");
    }

    /**
     * Whether the unit starts with the host.
     *
     * @return true if it is enabled permanently, not only until the next boot
     */
    public boolean isEnabled() {
        return unitFileState.equals("enabled");
    }

    /**
     * Whether an administrator made the unit impossible to start.
     *
     * @return true if it is masked
     */
    public boolean isMasked() {
        return loadState.equals("masked");
    }

    /**
     * Active state and finer state, as {@code systemctl status} prints them.
     *
     * @return for example {@code active (running)}
     */
    public String activity() {
        return activeState + " (" + subState + ")";
    }

    /** The parts, as {@link ForeignText} shows them. */
    @Override
    public String toString() {
        return ForeignText.of(this);
    }
}
