package dev.outboard.systemd.daemon.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.outboard.core.failure.InvalidSpecException;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.ByteSize;
import dev.outboard.core.value.IpAddress;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.options.EngineOption;
import dev.outboard.systemd.options.EngineOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingWriterTest {
    private final ObjectNode file = new ObjectMapper().createObjectNode();

    private <T> void set(EngineOption<T> option, T value) {
        SettingWriter.write(option, value, file);
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

    @Test
    void keepsTheValueThatItWasGiven() {
        List<String> domains = new ArrayList<>(List.of("example.org"));
        DaemonSpec.Builder builder =
                DaemonSpec.builder("docker2").bridge("docker1").root("/docker2").set(EngineOptions.DNS_SEARCH, domains);
        domains.add("example.net");

        assertThat(builder.build().settings()).hasToString("{dns-search=[example.org]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "\u001b[2J", "\u202e"})
    void refusesTextThatCanNotBeSeen(String text) {
        DaemonSpec.Builder builder = DaemonSpec.builder("docker2")
                .bridge("docker1")
                .set(EngineOptions.METRICS_ADDRESS, text)
                .set(EngineOptions.DNS_OPTIONS, List.of(text))
                .set(EngineOptions.RUNTIMES, Map.of("crun", Map.of(text, "x")));

        InvalidSpecException failure = catchThrowableOfType(InvalidSpecException.class, builder::build);

        assertThat(failure).isNotNull();
        assertThat(failure.problems())
                .extracting(Problem::property)
                .containsExactly("metrics-addr", "dns-opt", "add-runtime");
    }
}
