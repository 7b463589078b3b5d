package dev.outboard.systemd.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.outboard.core.failure.InvalidSpecException;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.testing.shared.SpecContract;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ContainerDefaultsTest {
    private static final SeccompProfile PROFILE = SeccompProfile.ofJson("{\"defaultAction\": \"SCMP_ACT_ALLOW\"}");

    @Test
    void keepTheContractOfSpecs() {
        Map<String, UnaryOperator<ContainerDefaults.Builder>> changes = new LinkedHashMap<>();
        changes.put("noNewPrivileges", builder -> builder.noNewPrivileges(true));
        changes.put("init", builder -> builder.init(true));
        changes.put("seccompProfile", builder -> builder.seccompProfile(PROFILE));
        changes.put("sharedMemory", builder -> builder.sharedMemory("128M"));
        changes.put("ulimit", builder -> builder.addUlimit("nofile", 1, 2));
        SpecContract.of(ContainerDefaults::builder, ContainerDefaults::toBuilder, ContainerDefaults.Builder::build)
                .verify(changes);
    }

    @Test
    void areTheEnginesUnlessSet() {
        assertThat(ContainerDefaults.builder().build())
                .isEqualTo(ContainerDefaults.ofEngine())
                .hasToString("the engine's defaults");
    }

    @Test
    void reportAllMistakesAtOnce() {
        InvalidSpecException failure = catchThrowableOfType(
                InvalidSpecException.class,
                () -> ContainerDefaults.builder()
                        .sharedMemory("much")
                        .addUlimit("files", 1, 1)
                        .addUlimit("nofile", 1, 1)
                        .addUlimit("nofile", 2, 2)
                        .build());

        assertThat(failure.problems())
                .extracting(Problem::property)
                .containsExactly("sharedMemory", "ulimit", "ulimit");
    }

    @Test
    void sayWhatIsSet() {
        assertThat(ContainerDefaults.builder()
                        .noNewPrivileges(true)
                        .addUlimit("nofile", 1, 2)
                        .build())
                .hasToString("no new privileges, nofile=1:2");
    }
}
