package dev.outboard.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.core.failure.InvalidSpecException;
import dev.outboard.core.testing.shared.SpecContract;
import dev.outboard.runner.configuration.ProcessSettings;
import dev.outboard.systemd.options.ProxySettings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostProcessTest {
    @Test
    void keepsTheContractOfSpecs() {
        Map<String, UnaryOperator<HostProcess.Builder>> changes = new LinkedHashMap<>();
        changes.put("name", builder -> HostProcess.builder("other"));
        changes.put("program", builder -> builder.program("/opt/gitlab-runner"));
        changes.put("configurationDirectory", builder -> builder.configurationDirectory("/etc/ci"));
        changes.put("setting", builder -> builder.set(ProcessSettings.CONCURRENT, 4));
        changes.put(
                "proxies",
                builder -> builder.proxies(ProxySettings.builder()
                        .https("http://proxy.example.org:3128")
                        .build()));
        changes.put("drainLimit", builder -> builder.drainLimit(Duration.ofMinutes(1)));
        SpecContract.of(() -> HostProcess.builder("ci"), HostProcess::toBuilder, HostProcess.Builder::build)
                .verify(changes);
    }

    @Test
    void isNamedAfterItsUnit() {
        HostProcess process = HostProcess.builder("ci-runner").build();

        assertThat(process.unit()).hasToString("ci-runner.service");
        assertThat(process.configurationDirectory()).hasToString("/srv/gitlab-runner/ci-runner");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/opt/it's/gitlab-runner", "/opt/$HOME/gitlab-runner", "/opt/a\\b"})
    void refusesAProgramThatSystemdWouldNotRun(String program) {
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(
                        () -> HostProcess.builder("ci-runner").program(program).build())
                .withMessageContaining("program: found");
    }
}
