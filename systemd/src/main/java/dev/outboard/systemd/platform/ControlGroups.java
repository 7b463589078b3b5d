package dev.outboard.systemd.platform;

import dev.outboard.core.host.HostView;
import dev.outboard.core.text.ForeignText;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How a host's control groups are made: cgroups(7).
 *
 * @param unified whether there is one hierarchy for everything, that of version 2
 * @param controllers what can be limited, for example {@code cpu}, {@code memory}, {@code pids}; in the kernel's order
 */
public record ControlGroups(boolean unified, Set<String> controllers) {
    private static final AbsolutePath UNIFIED = AbsolutePath.of("/sys/fs/cgroup/cgroup.controllers");
    private static final AbsolutePath VERSION_1 = AbsolutePath.of("/sys/fs/cgroup");

    /**
     * Creates the description of control groups.
     *
     * @param unified whether there is one hierarchy for everything
     * @param controllers what can be limited
     */
    public ControlGroups {
        controllers = Collections.unmodifiableSet(new LinkedHashSet<>(controllers));
    }

    /** Version 2 with all that an engine can limit. */
    static ControlGroups unknown() {
        return new ControlGroups(true, new LinkedHashSet<>(List.of("cpuset", "cpu", "io", "memory", "pids")));
    }

    /**
     * Reads how the control groups of a host are made.
     *
     * @param host the host
     * @return its control groups; those of version 2 with all controllers if the host only records
     */
    public static ControlGroups readFrom(HostView host) {
        if (!host.knows(UNIFIED)) {
            return unknown();
        }
        return host.read(UNIFIED)
                .map(FileContent::text)
                .map(text -> new ControlGroups(true, words(text, " ")))
                .orElseGet(() -> new ControlGroups(
                        false,
                        host.list(VERSION_1).stream()
                                .flatMap(hierarchy -> words(hierarchy, ",").stream())
                                .collect(Collectors.toCollection(LinkedHashSet::new))));
    }

    private static Set<String> words(String text, String separator) {
        return Arrays.stream(text.strip().split(separator))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The parts, as {@link ForeignText} shows them. */
    @Override
    public String toString() {
        return ForeignText.of(this);
    }
}
