package dev.outboard.systemd.slice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.failure.Problem;
import dev.outboard.systemd.options.ResourceLimits;
import dev.outboard.systemd.platform.ControlGroups;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class LimitRequirementsTest {
    private static final ResourceLimits ALL = ResourceLimits.builder()
            .cpuQuota(150)
            .cpuWeight(50)
            .memoryHigh("3G")
            .memoryMax("4G")
            .tasksMax(2000)
            .ioWeight(20)
            .build();

    private static ControlGroups groups(boolean unified, String... controllers) {
        return new ControlGroups(unified, new TreeSet<>(Set.of(controllers)));
    }

    @Test
    void areMetByVersion2WithItsControllers() {
        assertThat(LimitRequirements.problems(ALL, groups(true, "cpu", "io", "memory", "pids")))
                .isEmpty();
    }

    @Test
    void areMetByNothingWhereNothingIsLimited() {
        assertThat(LimitRequirements.problems(ResourceLimits.UNLIMITED, groups(true)))
                .isEmpty();
    }

    @Test
    void areMetByVersion1ButForTheSoftLimitOfMemory() {
        assertThat(LimitRequirements.problems(ALL, groups(false, "cpu", "blkio", "memory", "pids")))
                .singleElement()
                .hasToString(
                        "memoryHigh: found \"control groups of version 1\", expected those of version 2, which alone"
                                + " have memory.high. Fix: boot the host with \"systemd.unified_cgroup_hierarchy=1\", or leave"
                                + " memoryHigh out");
    }

    @Test
    void nameTheControllerThatAKernelWasBootedWithout() {
        assertThat(LimitRequirements.problems(
                        ResourceLimits.builder().memoryMax("4G").build(), groups(true, "cpu", "io", "pids")))
                .singleElement()
                .hasToString(
                        "memoryMax: found \"control groups of version 2 with the controllers: cpu io pids\", expected"
                                + " the controller \"memory\", which enforces MemoryMax=4G. Fix: boot the kernel with"
                                + " \"cgroup_enable=memory\"; if the host is itself a container, have the controller delegated"
                                + " to it; or leave memoryMax out");
    }

    @Test
    void nameEveryLimitOfAHostWithoutControllers() {
        assertThat(LimitRequirements.problems(ALL, groups(true)))
                .extracting(Problem::property)
                .containsExactly("cpuWeight", "cpuQuota", "memoryHigh", "memoryMax", "tasksMax", "ioWeight");
    }

    @Test
    void knowTheOtherNameOfDisksInVersion1() {
        assertThat(LimitRequirements.problems(
                        ResourceLimits.builder().ioWeight(20).build(), groups(false, "cpu", "memory", "pids")))
                .singleElement()
                .asString()
                .contains("the controller \"blkio\"");
    }
}
