package dev.outboard.systemd.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.systemd.engine.EngineVersion;
import dev.outboard.systemd.platform.RemovedFeature.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemovedFeatureTest {
    @ParameterizedTest
    @CsvSource({
        "STORAGE_DRIVER, devicemapper, 25.0",
        "STORAGE_DRIVER, aufs, 24.0",
        "STORAGE_DRIVER, overlay, 24.0",
        "COMMAND, docker daemon, 17.12",
        "LOG_DRIVER, logentries, 25.0"
    })
    void knowsTheFirstEngineWithoutIt(Kind kind, String name, String version) {
        assertThat(RemovedFeature.find(kind, name).orElseThrow().removedIn()).isEqualTo(EngineVersion.of(version));
    }

    @Test
    void doesNotTakeOneKindForAnother() {
        assertThat(RemovedFeature.find(Kind.LOG_DRIVER, "devicemapper")).isEmpty();
        assertThat(RemovedFeature.find(Kind.STORAGE_DRIVER, "overlay2")).isEmpty();
    }
}
