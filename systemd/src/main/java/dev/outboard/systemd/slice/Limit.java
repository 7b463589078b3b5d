package dev.outboard.systemd.slice;

import dev.outboard.core.value.ByteSize;
import dev.outboard.systemd.options.ResourceLimits;
import java.util.List;

/**
 * One limit: how a slice unit sets it, and what the kernel then has, in control groups of either version. The numbers
 * are those that systemd makes of them, systemd.resource-control(5).
 *
 * @param property its name in {@link ResourceLimits}
 * @param assignment its line in a slice unit
 * @param version2 what the kernel has in version 2
 * @param version1 what the kernel has in version 1; nothing if that version can't
 */
record Limit(String property, String assignment, List<ControlGroupFile> version2, List<ControlGroupFile> version1) {
    private static final int PERIOD = 100_000;
    private static final int MICROSECONDS_PER_PERCENT = PERIOD / 100;

    /** What a weight of 100 is in version 1. */
    private static final int USUAL_SHARES = 1024;

    private static final int USUAL_BLOCK_WEIGHT = 500;
    private static final int USUAL_WEIGHT = 100;
    private static final int HIGHEST_WEIGHT = 10_000;

    /** The limits that are set, in the order of their keys in a unit. */
    static List<Limit> of(ResourceLimits limits) {
        return limits.assignments().entrySet().stream()
                .map(assignment -> of(assignment.getKey(), assignment.getKey() + "=" + assignment.getValue(), limits))
                .toList();
    }

    private static Limit of(String key, String assignment, ResourceLimits limits) {
        return switch (key) {
            case "CPUWeight" -> cpuWeight(assignment, limits.cpuWeight().orElseThrow());
            case "CPUQuota" -> cpuQuota(assignment, limits.cpuQuota().orElseThrow());
            case "MemoryHigh" ->
                new Limit(
                        "memoryHigh",
                        assignment,
                        List.of(ControlGroupFile.of(
                                "memory",
                                "memory.high",
                                limits.memoryHigh().orElseThrow().bytes())),
                        List.of());
            case "MemoryMax" -> memoryMax(assignment, limits.memoryMax().orElseThrow());
            case "TasksMax" -> {
                List<ControlGroupFile> setting = List.of(ControlGroupFile.of(
                        "pids", "pids.max", limits.tasksMax().orElseThrow()));
                yield new Limit("tasksMax", assignment, setting, setting);
            }
            case "IOWeight" -> ioWeight(assignment, limits.ioWeight().orElseThrow());
            default -> throw new AssertionError(key);
        };
    }

    private static Limit memoryMax(String assignment, ByteSize size) {
        return new Limit(
                "memoryMax",
                assignment,
                List.of(ControlGroupFile.of("memory", "memory.max", size.bytes())),
                List.of(ControlGroupFile.of("memory", "memory.limit_in_bytes", size.bytes())));
    }

    private static Limit cpuWeight(String assignment, int weight) {
        long shares = Math.max(2, Math.min(262_144, (long) weight * USUAL_SHARES / USUAL_WEIGHT));
        return new Limit(
                "cpuWeight",
                assignment,
                List.of(ControlGroupFile.of("cpu", "cpu.weight", weight)),
                List.of(ControlGroupFile.of("cpu", "cpu.shares", shares)));
    }

    private static Limit cpuQuota(String assignment, int percent) {
        long quota = (long) percent * MICROSECONDS_PER_PERCENT;
        return new Limit(
                "cpuQuota",
                assignment,
                List.of(new ControlGroupFile("cpu", "cpu.max", quota + " " + PERIOD)),
                List.of(
                        ControlGroupFile.of("cpu", "cpu.cfs_quota_us", quota),
                        ControlGroupFile.of("cpu", "cpu.cfs_period_us", PERIOD)));
    }

    /** With version 1, systemd makes the weight of bfq from that of other schedulers, as its cgroup.c has it. */
    private static Limit ioWeight(String assignment, int weight) {
        long blocks = Math.max(10, Math.min(1000, (long) weight * USUAL_BLOCK_WEIGHT / USUAL_WEIGHT));
        return new Limit(
                "ioWeight",
                assignment,
                List.of(new ControlGroupFile("io", "io.weight", "default " + weight)
                        .or(new ControlGroupFile("io", "io.bfq.weight", "default " + bfqWeight(weight)))),
                List.of(ControlGroupFile.of("blkio", "blkio.bfq.weight", bfqWeight(blocks))
                        .or(ControlGroupFile.of("blkio", "blkio.weight", blocks))));
    }

    /** The scheduler bfq has files and a scale of its own. */
    private static long bfqWeight(long weight) {
        return weight <= USUAL_WEIGHT
                ? weight
                : USUAL_WEIGHT + (weight - USUAL_WEIGHT) * (1000 - USUAL_WEIGHT) / (HIGHEST_WEIGHT - USUAL_WEIGHT);
    }

    List<ControlGroupFile> settings(boolean unified) {
        return unified ? version2 : version1;
    }
}
