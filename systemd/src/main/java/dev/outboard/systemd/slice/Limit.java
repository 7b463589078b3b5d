package dev.outboard.systemd.slice;

import java.util.ArrayList;
import java.util.List;

/**
 * One limit: how a slice unit sets it, and what the kernel then has, in control groups of either version. The numbers
 * are those that systemd makes of them, systemd.resource-control(5).
 *
 * @param property its name in {@link ResourceLimits}
 * @param key its key in a slice unit
 * @param value its value there
 * @param version2 what the kernel has in version 2
 * @param version1 what the kernel has in version 1; nothing if that version can't
 */
record Limit(String property, String key, String value, List<Setting> version2, List<Setting> version1) {
    private static final int PERIOD = 100_000;
    private static final int MICROSECONDS_PER_PERCENT = PERIOD / 100;

    /** What a weight of 100 is in version 1. */
    private static final int USUAL_SHARES = 1024;

    private static final int USUAL_BLOCK_WEIGHT = 500;
    private static final int USUAL_WEIGHT = 100;
    private static final int HIGHEST_WEIGHT = 10_000;

    /** The limits that are set, in the order of their keys in a unit. */
    static List<Limit> of(ResourceLimits limits) {
        List<Limit> list = new ArrayList<>();
        limits.cpuWeight().ifPresent(weight -> list.add(cpuWeight(weight)));
        limits.cpuQuota().ifPresent(percent -> list.add(cpuQuota(percent)));
        limits.memoryHigh()
                .ifPresent(size -> list.add(new Limit(
                        "memoryHigh",
                        "MemoryHigh",
                        size.toString(),
                        List.of(Setting.of("memory", "memory.high", size.bytes())),
                        List.of())));
        limits.memoryMax()
                .ifPresent(size -> list.add(new Limit(
                        "memoryMax",
                        "MemoryMax",
                        size.toString(),
                        List.of(Setting.of("memory", "memory.max", size.bytes())),
                        List.of(Setting.of("memory", "memory.limit_in_bytes", size.bytes())))));
        limits.tasksMax().ifPresent(number -> {
            List<Setting> setting = List.of(Setting.of("pids", "pids.max", number));
            list.add(new Limit("tasksMax", "TasksMax", number.toString(), setting, setting));
        });
        limits.ioWeight().ifPresent(weight -> list.add(ioWeight(weight)));
        return list;
    }

    private static Limit cpuWeight(int weight) {
        long shares = Math.max(2, Math.min(262_144, (long) weight * USUAL_SHARES / USUAL_WEIGHT));
        return new Limit(
                "cpuWeight",
                "CPUWeight",
                Integer.toString(weight),
                List.of(Setting.of("cpu", "cpu.weight", weight)),
                List.of(Setting.of("cpu", "cpu.shares", shares)));
    }

    private static Limit cpuQuota(int percent) {
        long quota = (long) percent * MICROSECONDS_PER_PERCENT;
        return new Limit(
                "cpuQuota",
                "CPUQuota",
                percent + "%",
                List.of(new Setting("cpu", "cpu.max", quota + " " + PERIOD)),
                List.of(Setting.of("cpu", "cpu.cfs_quota_us", quota), Setting.of("cpu", "cpu.cfs_period_us", PERIOD)));
    }

    /** With version 1, systemd makes the weight of bfq from that of other schedulers, as its cgroup.c has it. */
    private static Limit ioWeight(int weight) {
        long blocks = Math.max(10, Math.min(1000, (long) weight * USUAL_BLOCK_WEIGHT / USUAL_WEIGHT));
        return new Limit(
                "ioWeight",
                "IOWeight",
                Integer.toString(weight),
                List.of(new Setting("io", "io.weight", "default " + weight)
                        .or(new Setting("io", "io.bfq.weight", "default " + bfqWeight(weight)))),
                List.of(Setting.of("blkio", "blkio.bfq.weight", bfqWeight(blocks))
                        .or(Setting.of("blkio", "blkio.weight", blocks))));
    }

    /** The scheduler bfq has files and a scale of its own. */
    private static long bfqWeight(long weight) {
        return weight <= USUAL_WEIGHT
                ? weight
                : USUAL_WEIGHT + (weight - USUAL_WEIGHT) * (1000 - USUAL_WEIGHT) / (HIGHEST_WEIGHT - USUAL_WEIGHT);
    }

    /** The line of a slice unit. */
    String assignment() {
        return key + "=" + value;
    }

    List<Setting> settings(boolean unified) {
        return unified ? version2 : version1;
    }
}
