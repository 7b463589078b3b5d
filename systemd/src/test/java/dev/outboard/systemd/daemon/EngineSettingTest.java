package dev.outboard.systemd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.ByteSize;
import dev.outboard.core.value.IpAddress;
import dev.outboard.systemd.engine.EngineOption;
import dev.outboard.systemd.engine.EngineOptions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EngineSettingTest {
    private final ObjectNode file = new ObjectMapper().createObjectNode();

    private <T> void set(EngineOption<T> option, T value) {
        new EngineSetting<>(option, value).configure(file);
    }

    @Test
    void writesValuesAsTheEngineReadsThem() {
        set(EngineOptions.DEBUG, true);
        set(EngineOptions.SHUTDOWN_TIMEOUT, -1);
        set(EngineOptions.IP, IpAddress.of("127.0.0.1"));
        set(EngineOptions.BUILDER_GC_KEEP_STORAGE, ByteSize.of("20G"));
        set(EngineOptions.BUILDER_GC_ENABLED, false);
        set(EngineOptions.CDI_SPEC_DIRECTORIES, List.of(AbsolutePath.of("/etc/cdi")));
        set(EngineOptions.RUNTIMES, Map.of("crun", Map.of("path", "/usr/bin/crun")));

        assertThat(file)
                .hasToString("{\"debug\":true,\"shutdown-timeout\":-1,\"ip\":\"127.0.0.1\",\"builder\":{\"gc\":{"
                        + "\"defaultKeepStorage\":\"20G\",\"enabled\":false}},\"cdi-spec-dirs\":[\"/etc/cdi\"],"
                        + "\"runtimes\":{\"crun\":{\"path\":\"/usr/bin/crun\"}}}");
    }
}
