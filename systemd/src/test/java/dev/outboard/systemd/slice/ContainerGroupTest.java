package dev.outboard.systemd.slice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.value.UnitName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerGroupTest {
    private static final UnitName SLICE = UnitName.slice("docker2");
    private static final String HYBRID = """
            9:name=systemd:/docker2.slice/docker-1f.scope
            8:pids:/docker2.slice/docker-1f.scope
            7:misc:/
            4:memory:/docker2.slice/docker-1f.scope
            2:cpu,cpuacct:/docker2.slice/docker-1f.scope
            0::/docker2.slice/docker-1f.scope
            """;

    @Test
    void isBelowASliceOfVersion2() {
        ContainerGroup group = ContainerGroup.of("0::/docker2.slice/docker-1f.scope\n", true);

        assertThat(group.isBelow(SLICE)).isTrue();
        assertThat(group.relevantPaths()).containsExactly("/docker2.slice/docker-1f.scope");
    }

    @Test
    void looksAtNoOtherHierarchyInVersion2() {
        assertThat(ContainerGroup.of("4:memory:/\n0::/docker2.slice/docker-1f.scope\n", true)
                        .isBelow(SLICE))
                .isTrue();
    }

    @Test
    void isBelowASliceOfVersion1InWhateverTheEngineJoins() {
        assertThat(ContainerGroup.of(HYBRID, false).isBelow(SLICE)).isTrue();
    }

    @Test
    void isNotBelowIfOneControllerIsElsewhere() {
        assertThat(ContainerGroup.of(HYBRID.replace("pids:/docker2.slice", "pids:/docker"), false)
                        .isBelow(SLICE))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "'', true",
        "0::/system.slice/docker-1f.scope, true",
        "0::/system.slice/docker2.slice/1f, true",
        "0::/docker2.slice, true",
        "0::/docker2.slicer/docker-1f.scope, true",
        "4:memory:/system.slice/containerd.service/docker2.slice/1f, false"
    })
    void isNotBelowADirectoryOfThatNameSomewhereElse(String text, boolean unified) {
        assertThat(ContainerGroup.of(text, unified).isBelow(SLICE)).isFalse();
    }
}
