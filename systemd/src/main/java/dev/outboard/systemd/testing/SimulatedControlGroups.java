package dev.outboard.systemd.testing;

import com.google.common.collect.ImmutableMap;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.ByteSize;
import dev.outboard.core.value.UnitName;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The control groups of slices, in the version that the host has: {@code cgroup.controllers} is there in version 2, and a
 * directory for each controller in version 1. A slice has its group while a unit in it is active. Its files hold what
 * systemd makes of the slice's unit: systemd.resource-control(5).
 */
final class SimulatedControlGroups {
    private static final AbsolutePath ROOT = AbsolutePath.of("/sys/fs/cgroup");
    private static final AbsolutePath UNIFIED = ROOT.resolve("cgroup.controllers");
    private static final int PERIOD = 100_000;
    private static final int USUAL_WEIGHT = 100;

    private final Set<AbsolutePath> groups = new LinkedHashSet<>();

    /** Shows the slices with an active unit, and no others. */
    void show(Map<UnitName, UnitFile> slices, InMemoryHost host) {
        Map<AbsolutePath, Map<String, String>> wanted = new LinkedHashMap<>();
        slices.forEach((name, unit) -> wanted.putAll(groups(name, unit, host)));
        groups.stream().filter(group -> !wanted.containsKey(group)).forEach(host::deleteTree);
        groups.clear();
        groups.addAll(wanted.keySet());
        wanted.forEach((group, files) -> {
            host.putDirectory(group);
            files.forEach((file, content) -> host.putFile(group.resolve(file), content + "\n"));
        });
    }

    private static Map<AbsolutePath, Map<String, String>> groups(UnitName slice, UnitFile unit, InMemoryHost host) {
        Map<AbsolutePath, Map<String, String>> groups = new LinkedHashMap<>();
        if (host.status(UNIFIED).isPresent()) {
            groups.put(ROOT.resolve(slice.toString()), version2(unit));
        } else {
            version1(unit).forEach((controller, files) -> {
                AbsolutePath hierarchy = ROOT.resolve(controller);
                if (host.status(hierarchy).isPresent()) {
                    groups.put(hierarchy.resolve(slice.toString()), files);
                }
            });
        }
        return groups;
    }

    /** systemd counts memory and tasks of every unit; the other controllers only where a unit has a limit of theirs. */
    private static Map<String, String> version2(UnitFile unit) {
        Map<String, String> files = new LinkedHashMap<>();
        if (value(unit, "CPUQuota").or(() -> value(unit, "CPUWeight")).isPresent()) {
            files.put("cpu.weight", value(unit, "CPUWeight").orElse(Integer.toString(USUAL_WEIGHT)));
            files.put("cpu.max", quota(unit).map(Object::toString).orElse("max") + " " + PERIOD);
        }
        files.put("memory.high", bytes(unit, "MemoryHigh").orElse("max"));
        files.put("memory.max", bytes(unit, "MemoryMax").orElse("max"));
        files.put("pids.max", value(unit, "TasksMax").orElse("max"));
        value(unit, "IOWeight").ifPresent(weight -> files.put("io.weight", "default " + weight));
        return files;
    }

    private static Map<String, Map<String, String>> version1(UnitFile unit) {
        Map<String, Map<String, String>> files = new LinkedHashMap<>();
        files.put(
                "cpu",
                ImmutableMap.of(
                        "cpu.shares", scaled(unit, "CPUWeight", 1024).orElse("1024"),
                        "cpu.cfs_quota_us", quota(unit).map(Object::toString).orElse("-1"),
                        "cpu.cfs_period_us", Integer.toString(PERIOD)));
        files.put(
                "memory",
                ImmutableMap.of(
                        "memory.limit_in_bytes", bytes(unit, "MemoryMax").orElse("9223372036854771712")));
        files.put("pids", ImmutableMap.of("pids.max", value(unit, "TasksMax").orElse("max")));
        files.put(
                "blkio",
                ImmutableMap.of("blkio.weight", scaled(unit, "IOWeight", 500).orElse("500")));
        return files;
    }

    private static Optional<Long> quota(UnitFile unit) {
        return value(unit, "CPUQuota").map(quota -> Long.parseLong(quota.replace("%", "")) * PERIOD / USUAL_WEIGHT);
    }

    private static Optional<String> bytes(UnitFile unit, String key) {
        return value(unit, key).map(ByteSize::of).map(ByteSize::bytes).map(Object::toString);
    }

    /** Version 1 has scales of its own, in which this is what a weight of 100 is. */
    private static Optional<String> scaled(UnitFile unit, String key, long usual) {
        Function<String, Long> scale = weight -> Long.parseLong(weight) * usual / USUAL_WEIGHT;
        return value(unit, key).map(scale).map(Object::toString);
    }

    private static Optional<String> value(UnitFile unit, String key) {
        return unit.value("Slice", key);
    }
}
