package dev.outboard.systemd.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.outboard.core.failure.InvalidSpecException;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.testing.shared.SpecContract;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class StorageSpecTest {
    private static StorageSpec.Builder xfs() {
        return StorageSpec.image("20G").filesystem(Filesystem.XFS);
    }

    private static List<Problem> problemsOf(StorageSpec.Builder builder) {
        InvalidSpecException failure = catchThrowableOfType(InvalidSpecException.class, builder::build);
        assertThat(failure).isNotNull();
        return failure.problems();
    }

    private static Problem problemOf(StorageSpec.Builder builder) {
        List<Problem> problems = problemsOf(builder);
        assertThat(problems).hasSize(1);
        return problems.get(0);
    }

    @Test
    void keepsTheContractOfSpecs() {
        Map<String, UnaryOperator<StorageSpec.Builder>> changes = new LinkedHashMap<>();
        changes.put("size", builder -> builder.size("30G"));
        changes.put("imagePath", builder -> builder.imagePath("/srv/ci.img"));
        changes.put("device", builder -> StorageSpec.device("/dev/vdb"));
        changes.put("filesystem", builder -> builder.filesystem(Filesystem.EXT4));
        changes.put("projectQuota", builder -> builder.projectQuota(false));
        changes.put("containerSize", builder -> builder.containerSize("2G"));
        SpecContract.of(StorageSpecTest::xfs, StorageSpec::toBuilder, StorageSpec.Builder::build)
                .verify(changes);
    }

    @Test
    void isExt4WithoutQuotaUnlessSet() {
        StorageSpec spec = StorageSpec.image("20G").build();

        assertThat(spec.filesystem()).isEqualTo(Filesystem.EXT4);
        assertThat(spec.projectQuota()).isFalse();
        assertThat(xfs().build().projectQuota()).isTrue();
    }

    @Test
    void reportsAllMistakesAtOnce() {
        StorageSpec.Builder builder =
                StorageSpec.image("1M").imagePath("ci.img").projectQuota(true).containerSize("x");

        assertThat(problemsOf(builder))
                .extracting(Problem::property)
                .containsExactly("imagePath", "containerSize", "size", "projectQuota");
    }

    @Test
    void refusesASizeThatNoFilesystemCanHave() {
        assertThat(problemOf(StorageSpec.image("63M")).expected()).contains("64M");
        assertThat(problemOf(xfs().size("299M")).expected()).contains("300M");
    }

    @Test
    void refusesALimitOfContainersThatNobodyEnforces() {
        assertThat(problemOf(StorageSpec.image("20G").containerSize("2G")).expected())
                .contains("EXT4", "only on xfs");
        assertThat(problemOf(xfs().projectQuota(false).containerSize("2G")).expected())
                .contains("without project quota");
    }

    @Test
    void usesADeviceWhole() {
        assertThat(problemOf(StorageSpec.device("/dev/vdb").size("20G")).property())
                .isEqualTo("size");
        assertThat(problemOf(StorageSpec.device("/dev/vdb").imagePath("/srv/ci.img"))
                        .property())
                .isEqualTo("imagePath");
    }

    @Test
    void refusesADeviceElsewhere() {
        assertThat(problemOf(StorageSpec.device("/srv/ci.img")).remedy()).contains("StorageSpec.image(..)");
    }

    @Test
    void refusesPathsThatAUnitCannotNameAsTheyStand() {
        assertThat(problemOf(StorageSpec.image("20G").imagePath("/srv/ci.img ")).property())
                .isEqualTo("imagePath");
        assertThat(problemOf(StorageSpec.device("/dev/vdb\\")).property()).isEqualTo("device");
    }
}
