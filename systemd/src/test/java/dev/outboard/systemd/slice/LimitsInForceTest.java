package dev.outboard.systemd.slice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.UnitName;
import dev.outboard.systemd.options.ResourceLimits;
import org.junit.jupiter.api.Test;

class LimitsInForceTest {
    private static final UnitName SLICE = UnitName.slice("docker2");
    private static final ResourceLimits LIMITS = ResourceLimits.builder()
            .cpuQuota(20)
            .cpuWeight(50)
            .memoryMax("256M")
            .tasksMax(100)
            .build();

    private final InMemoryHost host = InMemoryHost.create();

    private void put(String file, String content) {
        host.putFile(AbsolutePath.of("/sys/fs/cgroup/" + file), content + "\n");
    }

    @Test
    void readsTheFilesOfVersion2() {
        put("docker2.slice/cpu.weight", "50");
        put("docker2.slice/cpu.max", "20000 100000");
        put("docker2.slice/memory.max", "268435456");
        put("docker2.slice/pids.max", "100");

        LimitsInForce limits = LimitsInForce.readFrom(host, SLICE, LIMITS, true);

        assertThat(limits.missing()).isEmpty();
        assertThat(limits.found())
                .containsExactly("cpu.weight 50", "cpu.max 20000 100000", "memory.max 268435456", "pids.max 100");
    }

    @Test
    void readsTheFilesOfVersion1() {
        put("cpu/docker2.slice/cpu.shares", "512");
        put("cpu/docker2.slice/cpu.cfs_quota_us", "20000");
        put("cpu/docker2.slice/cpu.cfs_period_us", "100000");
        put("memory/docker2.slice/memory.limit_in_bytes", "268435456");
        put("pids/docker2.slice/pids.max", "100");

        assertThat(LimitsInForce.readFrom(host, SLICE, LIMITS, false).missing()).isEmpty();
    }

    @Test
    void tellsWhatTheKernelHasInstead() {
        put("docker2.slice/cpu.weight", "50");
        put("docker2.slice/cpu.max", "max 100000");
        put("docker2.slice/memory.max", "max");

        assertThat(LimitsInForce.readFrom(host, SLICE, LIMITS, true).missing())
                .containsExactly(
                        "cpu.max is max 100000, expected 20000 100000",
                        "memory.max is max, expected 268435456",
                        "pids.max is not there, expected 100");
    }

    @Test
    void knowsThatTheKernelCountsMemoryInPages() {
        ResourceLimits odd = ResourceLimits.builder().memoryMax("300000001").build();
        put("docker2.slice/memory.max", "299999232");

        assertThat(LimitsInForce.readFrom(host, SLICE, odd, true).missing()).isEmpty();

        put("docker2.slice/memory.max", "300003328");

        assertThat(LimitsInForce.readFrom(host, SLICE, odd, true).missing()).hasSize(1);
    }

    @Test
    void takesTheWeightOfDisksFromTheSchedulerThatHasOne() {
        ResourceLimits heavy = ResourceLimits.builder().ioWeight(1200).build();

        assertThat(LimitsInForce.readFrom(host, SLICE, heavy, true).missing())
                .containsExactly("io.weight is not there, expected default 1200");

        put("docker2.slice/io.bfq.weight", "default 200");
        assertThat(LimitsInForce.readFrom(host, SLICE, heavy, true).found())
                .containsExactly("io.bfq.weight default 200");

        put("docker2.slice/io.weight", "default 1200\n8:0 200");
        assertThat(LimitsInForce.readFrom(host, SLICE, heavy, true).found()).containsExactly("io.weight default 1200");
    }

    /** As it was read on Debian 12 and 13. */
    @Test
    void knowsWhichWeightSystemdGivesToBfqWithControlGroupsOfVersion1() {
        ResourceLimits light = ResourceLimits.builder().ioWeight(50).build();
        put("blkio/docker2.slice/blkio.bfq.weight", "113");

        assertThat(LimitsInForce.readFrom(host, SLICE, light, false).found()).containsExactly("blkio.bfq.weight 113");
    }
}
