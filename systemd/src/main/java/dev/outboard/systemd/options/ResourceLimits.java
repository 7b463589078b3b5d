package dev.outboard.systemd.options;

import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.spec.Draft;
import dev.outboard.core.spec.Problems;
import dev.outboard.core.spec.Property;
import dev.outboard.core.spec.Schema;
import dev.outboard.core.spec.Values;
import dev.outboard.core.value.ByteSize;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
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
    private static final int HIGHEST_WEIGHT = 10_000;

    /** All of as many CPUs as Linux can be built for. */
    private static final int HIGHEST_QUOTA = 819_200;

    /** PID_MAX_LIMIT of 64-bit Linux, proc_sys_kernel(5). */
    private static final int MOST_TASKS = 4_194_304;

    /** Less than that the engine needs for itself: it would not start. */
    private static final int FEWEST_TASKS = 64;

    /** Half of it is what OOMScoreAdjust=-500 of the vendor's units spares the engine, which needs about 100 MB. */
    private static final ByteSize LEAST_MEMORY = ByteSize.of("256M");

    private static final Schema SCHEMA = new Schema();
    private static final Property<Integer> CPU_QUOTA = SCHEMA.value("cpuQuota");
    private static final Property<Integer> CPU_WEIGHT = SCHEMA.value("cpuWeight");
    private static final Property<ByteSize> MEMORY_HIGH = SCHEMA.value("memoryHigh");
    private static final Property<ByteSize> MEMORY_MAX = SCHEMA.value("memoryMax");
    private static final Property<Integer> TASKS_MAX = SCHEMA.value("tasksMax");
    private static final Property<Integer> IO_WEIGHT = SCHEMA.value("ioWeight");

    /** No limit at all. */
    public static final ResourceLimits UNLIMITED = builder().build();

    private final Values values;

    private ResourceLimits(Values values) {
        this.values = values;
    }

    /**
     * Starts limits.
     *
     * @return a builder that limits nothing
     */
    public static Builder builder() {
        return new Builder(SCHEMA.draft());
    }

    /**
     * Starts limits that differ from these.
     *
     * @return a builder with these limits
     */
    public Builder toBuilder() {
        return new Builder(values.toDraft());
    }

    /** {@return the time of CPUs, in percent of one CPU} */
    public Optional<Integer> cpuQuota() {
        return values.find(CPU_QUOTA);
    }

    /** {@return the share of the CPUs where others want them too} */
    public Optional<Integer> cpuWeight() {
        return values.find(CPU_WEIGHT);
    }

    /** {@return the memory above which everything in the slice is slowed down} */
    public Optional<ByteSize> memoryHigh() {
        return values.find(MEMORY_HIGH);
    }

    /** {@return the memory above which something in the slice is killed} */
    public Optional<ByteSize> memoryMax() {
        return values.find(MEMORY_MAX);
    }

    /** {@return the number of processes and threads} */
    public Optional<Integer> tasksMax() {
        return values.find(TASKS_MAX);
    }

    /** {@return the share of the disks where others want them too} */
    public Optional<Integer> ioWeight() {
        return values.find(IO_WEIGHT);
    }

    /**
     * The limits as a slice unit has them, systemd.resource-control(5).
     *
     * @return keys with their values, in a fixed order; empty if nothing is limited
     */
    public Map<String, String> assignments() {
        Map<String, String> assignments = new LinkedHashMap<>();
        cpuWeight().ifPresent(weight -> assignments.put("CPUWeight", weight.toString()));
        cpuQuota().ifPresent(percent -> assignments.put("CPUQuota", percent + "%"));
        memoryHigh().ifPresent(size -> assignments.put("MemoryHigh", size.toString()));
        memoryMax().ifPresent(size -> assignments.put("MemoryMax", size.toString()));
        tasksMax().ifPresent(number -> assignments.put("TasksMax", number.toString()));
        ioWeight().ifPresent(weight -> assignments.put("IOWeight", weight.toString()));
        return Collections.unmodifiableMap(assignments);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ResourceLimits that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
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
        private final Draft draft;

        private Builder(Draft draft) {
            this.draft = draft;
        }

        /**
         * Limits the time of CPUs.
         *
         * @param percent in percent of one CPU: 150 is one and a half
         * @return this builder
         */
        public Builder cpuQuota(int percent) {
            draft.set(CPU_QUOTA, percent, quota -> within(1, HIGHEST_QUOTA, "percent of one CPU", quota));
            return this;
        }

        /**
         * Sets the share of the CPUs when others want them too; alone, everything may be used.
         *
         * @param weight from 1 to 10000; 100 is what every other slice has
         * @return this builder
         */
        public Builder cpuWeight(int weight) {
            draft.set(CPU_WEIGHT, weight, ResourceLimits::weight);
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
            draft.set(MEMORY_HIGH, size, ResourceLimits::memory);
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
            draft.set(MEMORY_MAX, size, ResourceLimits::memory);
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
            draft.set(TASKS_MAX, number, tasks -> within(FEWEST_TASKS, MOST_TASKS, "processes and threads", tasks));
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
            draft.set(IO_WEIGHT, weight, ResourceLimits::weight);
            return this;
        }

        /**
         * Checks everything and makes the limits.
         *
         * @return the limits
         * @throws dev.outboard.core.failure.InvalidSpecException with every mistake and its remedy
         */
        public ResourceLimits build() {
            return new ResourceLimits(draft.check("resource limits", ResourceLimits::check));
        }
    }

    private static void check(Values values, Problems problems) {
        values.find(MEMORY_HIGH)
                .ifPresent(high -> values.find(MEMORY_MAX)
                        .filter(max -> max.compareTo(high) < 0)
                        .ifPresent(max -> problems.add(
                                "memoryHigh",
                                high.toString(),
                                "no more than memoryMax, " + max,
                                "make it smaller: it is reached before memoryMax is")));
    }

    private static int within(int least, int most, String unit, int number) {
        if (number < least || number > most) {
            throw new InvalidValueException(
                    "limit",
                    Integer.toString(number),
                    "a number from " + least + " to " + most + ", " + unit,
                    "correct it, or leave it out for no limit");
        }
        return number;
    }

    private static int weight(int number) {
        return within(1, HIGHEST_WEIGHT, "where 100 is what others have", number);
    }

    private static ByteSize memory(String text) {
        ByteSize size = ByteSize.of(text);
        if (size.compareTo(LEAST_MEMORY) < 0) {
            throw new InvalidValueException(
                    "memory",
                    size.toString(),
                    "at least " + LEAST_MEMORY + ", for the engine itself is in it",
                    "write e.g. \"4G\"");
        }
        return size;
    }
}
