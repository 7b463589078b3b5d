package dev.outboard.systemd.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.outboard.core.failure.InvalidSpecException;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.testing.shared.SpecContract;
import dev.outboard.core.value.UnitName;
import dev.outboard.systemd.slice.SliceUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ResourceLimitsTest {
    private static ResourceLimits.Builder all() {
        return ResourceLimits.builder()
                .cpuQuota(150)
                .cpuWeight(50)
                .memoryHigh("3G")
                .memoryMax("4G")
                .tasksMax(2000)
                .ioWeight(20);
    }

    private static List<Problem> problemsOf(ResourceLimits.Builder builder) {
        InvalidSpecException failure = catchThrowableOfType(InvalidSpecException.class, builder::build);
        assertThat(failure).isNotNull();
        return failure.problems();
    }

    @Test
    void keepsTheContractOfSpecs() {
        Map<String, UnaryOperator<ResourceLimits.Builder>> changes = new LinkedHashMap<>();
        changes.put("cpuQuota", builder -> builder.cpuQuota(20));
        changes.put("cpuWeight", builder -> builder.cpuWeight(100));
        changes.put("memoryHigh", builder -> builder.memoryHigh("2G"));
        changes.put("memoryMax", builder -> builder.memoryMax("5G"));
        changes.put("tasksMax", builder -> builder.tasksMax(3000));
        changes.put("ioWeight", builder -> builder.ioWeight(30));
        SpecContract.of(ResourceLimitsTest::all, ResourceLimits::toBuilder, ResourceLimits.Builder::build)
                .verify(changes);
    }

    @Test
    void rendersASliceWithAKeyForEachLimit() {
        assertThat(SliceUnit.render(UnitName.slice("docker2"), "all of docker2", all().build())
                        .text())
                .isEqualTo("""
                        [Unit]
                        Description=all of docker2

                        [Slice]
                        CPUWeight=50
                        CPUQuota=150%
                        MemoryHigh=3G
                        MemoryMax=4G
                        TasksMax=2000
                        IOWeight=20
                        """);
    }

    @Test
    void saysThemAsASliceDoes() {
        assertThat(all().build())
                .hasToString("CPUWeight=50 CPUQuota=150% MemoryHigh=3G MemoryMax=4G TasksMax=2000 IOWeight=20");
        assertThat(ResourceLimits.UNLIMITED).hasToString("unlimited");
    }

    @Test
    void reportsAllMistakesAtOnce() {
        assertThat(problemsOf(ResourceLimits.builder()
                        .cpuQuota(0)
                        .cpuWeight(10_001)
                        .memoryHigh("lots")
                        .memoryMax("32M")
                        .tasksMax(10)
                        .ioWeight(-1)))
                .extracting(Problem::property)
                .containsExactly("cpuQuota", "cpuWeight", "memoryHigh", "memoryMax", "tasksMax", "ioWeight");
    }

    @Test
    void refusesASoftLimitThatIsNeverReached() {
        assertThat(problemsOf(ResourceLimits.builder().memoryHigh("2G").memoryMax("1G")))
                .extracting(Problem::toString)
                .containsExactly(
                        "memoryHigh: found \"2G\", expected no more than memoryMax, 1G. Fix: make it smaller: it"
                                + " is reached before memoryMax is");
    }
}
