package dev.outboard.systemd.daemon.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.outboard.network.BridgeSpec;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.engine.BuilderCall;
import dev.outboard.systemd.options.RegistrySettings;
import java.lang.reflect.Method;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FirstDaemonSettingsTest {
    private static final Pattern CALL = Pattern.compile("([A-Za-z]+)\\(");

    private static final List<String> SETTERS = Stream.of(
                    DaemonSpec.Builder.class, RegistrySettings.Builder.class, BridgeSpec.Builder.class)
            .flatMap(builder -> Stream.of(builder.getMethods()))
            .map(Method::getName)
            .toList();

    @ParameterizedTest
    @EnumSource
    void namesCallsThatBuildersHave(BuilderCall call) {
        assertThat(CALL.matcher(call.text()).results().map(MatchResult::group).map(name -> name.replace("(", "")))
                .isSubsetOf(SETTERS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "add-runtime",
                "authorization-plugin",
                "cdi-spec-dir",
                "debug",
                "default-network-opt",
                "dns-opt",
                "dns-search",
                "ip",
                "log-level",
                "max-concurrent-downloads",
                "metrics-addr",
                "node-generic-resource",
                "selinux-enabled"
            })
    void namesOptionsThatABuilderTakesByName(String option) {
        assertThatCode(() -> DaemonSpec.builder("docker2")
                        .bridge("docker1")
                        .addDaemonOption(option, "x")
                        .build())
                .doesNotThrowAnyException();
    }
}
