package dev.outboard.systemd.options;

import static java.util.Objects.requireNonNull;

import dev.outboard.core.failure.Problems;
import dev.outboard.core.value.ByteSize;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What everything in a slice may use together: for a daemon, itself and all of its containers. What is not set is not
 * limited. The meaning of each is that of systemd.resource-control(5).
 *
 * <pre>{@code
 * ResourceLimits limits = ResourceLimits.builder()
 *         .cpuQuota(150)
 *         .memoryMax("4G")
 *         .tasksMax(2000)
 *         .build();
 * }</pre>
 *
 * <p>Immutable and thread-safe.
 */
public final class ResourceLimits {
    /** No limit at all. */
    public static final ResourceLimits UNLIMITED = builder().build();

    private final Optional<Integer> cpuQuota;
    private final Optional<Integer> cpuWeight;
    private final Optional<ByteSize> memoryHigh;
    private final Optional<ByteSize> memoryMax;
    private final Optional<Integer> tasksMax;
    private final Optional<Integer> ioWeight;

    private ResourceLimits(Builder builder, Optional<ByteSize> memoryHigh, Optional<ByteSize> memoryMax) {
        this.cpuQuota = builder.number("cpuQuota");
        this.cpuWeight = builder.number("cpuWeight");
        this.memoryHigh = memoryHigh;
        this.memoryMax = memoryMax;
        this.tasksMax = builder.number("tasksMax");
        this.ioWeight = builder.number("ioWeight");
    }

    /**
     * Starts limits.
     *
     * @return a builder that limits nothing
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts limits that differ from these.
     *
     * @return a builder with these limits
     */
    public Builder toBuilder() {
        Builder builder = new Builder();
        cpuQuota.ifPresent(builder::cpuQuota);
        cpuWeight.ifPresent(builder::cpuWeight);
        memoryHigh.ifPresent(size -> builder.memoryHigh(size.toString()));
        memoryMax.ifPresent(size -> builder.memoryMax(size.toString()));
        tasksMax.ifPresent(builder::tasksMax);
        ioWeight.ifPresent(builder::ioWeight);
        return builder;
    }

    /** {@return the time of CPUs, in percent of one CPU} */
    public Optional<Integer> cpuQuota() {
        return cpuQuota;
    }

    /** {@return the share of the CPUs where others want them too} */
    public Optional<Integer> cpuWeight() {
        return cpuWeight;
    }

    /** {@return the memory above which everything in the slice is slowed down} */
    public Optional<ByteSize> memoryHigh() {
        return memoryHigh;
    }

    /** {@return the memory above which something in the slice is killed} */
    public Optional<ByteSize> memoryMax() {
        return memoryMax;
    }

    /** {@return the number of processes and threads} */
    public Optional<Integer> tasksMax() {
        return tasksMax;
    }

    /** {@return the share of the disks where others want them too} */
    public Optional<Integer> ioWeight() {
        return ioWeight;
    }

    /**
     * The limits as a slice unit has them, systemd.resource-control(5).
     *
     * @return keys with their values, in a fixed order; empty if nothing is limited
     */
    public Map<String, String> assignments() {
        Map<String, String> assignments = new LinkedHashMap<>();
        cpuWeight.ifPresent(weight -> assignments.put("CPUWeight", weight.toString()));
        cpuQuota.ifPresent(percent -> assignments.put("CPUQuota", percent + "%"));
        memoryHigh.ifPresent(size -> assignments.put("MemoryHigh", size.toString()));
        memoryMax.ifPresent(size -> assignments.put("MemoryMax", size.toString()));
        tasksMax.ifPresent(number -> assignments.put("TasksMax", number.toString()));
        ioWeight.ifPresent(weight -> assignments.put("IOWeight", weight.toString()));
        return Collections.unmodifiableMap(assignments);
    }

    private List<Object> values() {
        return List.of(cpuQuota, cpuWeight, memoryHigh, memoryMax, tasksMax, ioWeight);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ResourceLimits limits && values().equals(limits.values());
    }

    @Override
    public int hashCode() {
        return Objects.hash(values());
    }

    /** What is limited, as a slice unit has it, for example {@code CPUQuota=150% MemoryMax=4G}. */
    @Override
    public String toString() {
        return equals(UNLIMITED)
                ? "unlimited"
                : assignments().entrySet().stream()
                        .map(limit -> limit.getKey() + "=" + limit.getValue())
                        .collect(Collectors.joining(" "));
    }

    /**
     * Collects limits. Nothing is checked before {@link #build()}, which reports all mistakes at once. Not thread-safe.
     */
    public static final class Builder {
        private static final int HIGHEST_WEIGHT = 10_000;

        /** All of as many CPUs as Linux can be built for. */
        private static final int HIGHEST_QUOTA = 819_200;

        /** PID_MAX_LIMIT of 64-bit Linux, proc_sys_kernel(5). */
        private static final int MOST_TASKS = 4_194_304;

        /** Less than that the engine needs for itself: it would not start. */
        private static final int FEWEST_TASKS = 64;

        /** Half of it is what OOMScoreAdjust=-500 of the vendor's units spares the engine, which needs about 100 MB. */
        private static final ByteSize LEAST_MEMORY = ByteSize.of("256M");

        private final Map<String, Integer> numbers = new LinkedHashMap<>();
        private final Map<String, String> sizes = new LinkedHashMap<>();

        private Builder() {}

        /**
         * Limits the time of CPUs.
         *
         * @param percent in percent of one CPU: 150 is one and a half
         * @return this builder
         */
        public Builder cpuQuota(int percent) {
            numbers.put("cpuQuota", percent);
            return this;
        }

        /**
         * Sets the share of the CPUs when others want them too; alone, everything may be used.
         *
         * @param weight from 1 to 10000; 100 is what every other slice has
         * @return this builder
         */
        public Builder cpuWeight(int weight) {
            numbers.put("cpuWeight", weight);
            return this;
        }

        /**
         * Limits memory softly: above it, everything in the slice is slowed down and has to give memory back. Only hosts
         * with control groups of version 2 can.
         *
         * @param size at least {@code 256M}, no more than {@link #memoryMax}
         * @return this builder
         */
        public Builder memoryHigh(String size) {
            sizes.put("memoryHigh", requireNonNull(size, "size is null"));
            return this;
        }

        /**
         * Limits memory: above it the kernel kills something in the slice. The {@code OOMScoreAdjust=} of the daemon's unit
         * makes containers its first choice.
         *
         * @param size at least {@code 256M}
         * @return this builder
         */
        public Builder memoryMax(String size) {
            sizes.put("memoryMax", requireNonNull(size, "size is null"));
            return this;
        }

        /**
         * Limits the number of processes and threads. The daemon's own count: a container that takes them all keeps the
         * daemon from starting others.
         *
         * @param number at least 64
         * @return this builder
         */
        public Builder tasksMax(int number) {
            numbers.put("tasksMax", number);
            return this;
        }

        /**
         * Sets the share of the disks when others want them too. The kernel heeds it only for disks whose scheduler is
         * {@code bfq}, or for which {@code io.cost.qos} is on.
         *
         * @param weight from 1 to 10000; 100 is what every other slice has
         * @return this builder
         */
        public Builder ioWeight(int weight) {
            numbers.put("ioWeight", weight);
            return this;
        }

        private Optional<Integer> number(String property) {
            return Optional.ofNullable(numbers.get(property));
        }

        /**
         * Checks everything and makes the limits.
         *
         * @return the limits
         * @throws dev.outboard.core.failure.InvalidSpecException with every mistake and its remedy
         */
        public ResourceLimits build() {
            Problems problems = new Problems();
            check("cpuQuota", 1, HIGHEST_QUOTA, "percent of one CPU", problems);
            check("cpuWeight", 1, HIGHEST_WEIGHT, "where 100 is what others have", problems);
            Optional<ByteSize> high = size("memoryHigh", problems);
            Optional<ByteSize> max = size("memoryMax", problems);
            if (high.isPresent()
                    && max.filter(size -> size.compareTo(high.get()) < 0).isPresent()) {
                problems.add(
                        "memoryHigh",
                        high.get().toString(),
                        "no more than memoryMax, " + max.get(),
                        "make it smaller: it is reached before memoryMax is");
            }
            check("tasksMax", FEWEST_TASKS, MOST_TASKS, "processes and threads", problems);
            check("ioWeight", 1, HIGHEST_WEIGHT, "where 100 is what others have", problems);
            problems.throwIfAny("resource limits");
            return new ResourceLimits(this, high, max);
        }

        private void check(String property, int least, int most, String unit, Problems problems) {
            number(property)
                    .filter(number -> number < least || number > most)
                    .ifPresent(number -> problems.add(
                            property,
                            number.toString(),
                            "a number from " + least + " to " + most + ", " + unit,
                            "correct it, or leave it out for no limit"));
        }

        private Optional<ByteSize> size(String property, Problems problems) {
            Optional<ByteSize> size = Optional.ofNullable(sizes.get(property))
                    .flatMap(text -> problems.check(property, () -> ByteSize.of(text)));
            size.filter(memory -> memory.compareTo(LEAST_MEMORY) < 0)
                    .ifPresent(memory -> problems.add(
                            property,
                            memory.toString(),
                            "at least " + LEAST_MEMORY + ", for the engine itself is in it",
                            "write e.g. \"4G\""));
            return size;
        }
    }
}
