package dev.outboard.systemd.slice;

import com.google.common.base.Splitter;
import dev.outboard.core.value.UnitName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The control group of a process, as the kernel tells it: the content of {@code /proc/PID/cgroup}, cgroups(7).
 *
 * @param unified whether the host uses one hierarchy for everything; the kernel may have others all the same
 * @param paths the path in each hierarchy, by controller; that of version 2 under the empty name
 */
public record ContainerGroup(boolean unified, Map<String, String> paths) {
    /** The path of version 2, which is there on hosts of version 1 too. */
    private static final String UNIFIED = "";

    /** What a slice can limit in version 1. Others, such as {@code misc}, no engine joins. */
    private static final List<String> VERSION_1 = List.of("cpu", "memory", "pids", "blkio");

    private static final Splitter FIELDS = Splitter.on(':').limit(3);
    private static final Splitter CONTROLLERS = Splitter.on(',');

    /**
     * Reads the file.
     *
     * @param text its content
     * @param unified whether the host uses one hierarchy for everything
     * @return the group
     */
    public static ContainerGroup of(String text, boolean unified) {
        Map<String, String> paths = new LinkedHashMap<>();
        text.lines()
                .map(FIELDS::splitToList)
                .filter(fields -> fields.size() == 3)
                .forEach(fields ->
                        CONTROLLERS.split(fields.get(1)).forEach(controller -> paths.put(controller, fields.get(2))));
        return new ContainerGroup(unified, paths);
    }

    /**
     * Where the group is, in the hierarchies in which a slice can limit it.
     *
     * @return its paths, each once
     */
    public List<String> relevantPaths() {
        List<String> controllers = unified ? List.of(UNIFIED) : VERSION_1;
        return controllers.stream()
                .filter(paths::containsKey)
                .map(paths::get)
                .distinct()
                .toList();
    }

    /**
     * Whether a slice that is in no other bounds the group.
     *
     * @param slice the slice
     * @return true if the group lies below the slice in every hierarchy that counts
     */
    public boolean isBelow(UnitName slice) {
        return !relevantPaths().isEmpty()
                && relevantPaths().stream().allMatch(path -> path.startsWith("/" + slice + "/"));
    }
}
