package dev.outboard.systemd.daemon.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.collect.ImmutableSet;
import dev.outboard.core.change.Retention;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.failure.ConflictException;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.receipt.Receipt;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.value.StackName;
import dev.outboard.network.BridgeSpec;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.daemon.EngineDialect;
import dev.outboard.systemd.engine.EngineVersion;
import dev.outboard.systemd.options.EngineOptions;
import dev.outboard.systemd.options.LogSettings;
import dev.outboard.systemd.options.RegistrySettings;
import dev.outboard.systemd.platform.Platform;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EngineCompatibilityTest {
    private static final BridgeSpec BRIDGE =
            BridgeSpec.builder("docker1", "10.9.0.1/16").build();

    private static DaemonSpec.Builder docker2() {
        return DaemonSpec.builder("docker2").bridge("docker1");
    }

    private static Platform platform(String engine) {
        Platform unknown = Platform.unknown();
        return new Platform(
                unknown.program(),
                Optional.of(EngineVersion.of(engine)),
                OptionalInt.of(257),
                unknown.controlGroups(),
                unknown.firewall());
    }

    private static Planning check(DaemonSpec.Builder builder, Platform platform) {
        Planning planning = new Planning(
                InMemoryHost.create(), Receipt.empty(StackName.of("ci")), ImmutableSet.of(), Retention.KEEP_DATA);
        new EngineCompatibility(DaemonContext.of(builder.build(), BRIDGE, platform)).check(planning);
        return planning;
    }

    private static List<Problem> conflicts(DaemonSpec.Builder builder, Platform platform) {
        Planning planning = check(builder, platform);
        ConflictException conflict =
                catchThrowableOfType(ConflictException.class, () -> planning.throwIfConflicts("ci"));
        assertThat(conflict).isNotNull();
        return conflict.conflicts();
    }

    private static void assertAccepted(DaemonSpec.Builder builder, Platform platform) {
        Planning planning = check(builder, platform);
        assertThatCode(() -> planning.throwIfConflicts("ci")).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"devicemapper, 26.1, 25.0", "aufs, 26.1, 24.0", "overlay, 24.0, 24.0"})
    void namesTheVersionThatRemovedAStorageDriverAndWhatToUse(String driver, String engine, String removedIn) {
        assertThat(conflicts(docker2().storageDriver(driver), platform(engine)))
                .singleElement()
                .hasToString("daemon docker2: storageDriver: found \"" + driver + "\", expected what Docker " + engine
                        + " has; this was removed in Docker " + removedIn
                        + ". Fix: use storageDriver(\"overlay2\")");
    }

    @Test
    void takesAStorageDriverThatTheEngineStillHas() {
        assertAccepted(docker2().storageDriver("devicemapper"), platform("20.10"));
        assertAccepted(docker2().storageDriver("devicemapper"), platform("24.0"));
    }

    @ParameterizedTest
    @CsvSource({"cluster-store, 23.0", "oom-score-adjust, 25.0", "api-cors-header, 28.0"})
    void namesTheVersionThatRemovedAnOption(String option, String removedIn) {
        assertThat(conflicts(docker2().addDaemonOption(option, "1"), platform("28.5")))
                .singleElement()
                .extracting(Problem::expected)
                .asString()
                .contains("removed in Docker " + removedIn);
    }

    @ParameterizedTest
    @CsvSource({
        "default-network-opt, bridge=x=1, 20.10, 24.0",
        "default-stop-timeout, 30, 28.5, 29.7",
        "nri-opts, socket-path=/run/docker2/nri.sock, 28.5, 29.2"
    })
    void namesTheVersionThatBroughtAnOption(String option, String value, String older, String since) {
        DaemonSpec.Builder spec = docker2().addDaemonOption(option, value);

        assertAccepted(spec, platform(since));
        assertThat(conflicts(spec, platform(older)))
                .singleElement()
                .extracting(Problem::expected)
                .asString()
                .contains("came with Docker " + since);
    }

    @Test
    void namesTheVersionThatBroughtAnOptionThatIsSetByItsConstant() {
        DaemonSpec.Builder spec = docker2().set(EngineOptions.LOG_FORMAT, "json");

        assertAccepted(spec, platform("25.0"));
        assertThat(conflicts(spec, platform("20.10")))
                .singleElement()
                .extracting(Problem::expected)
                .asString()
                .contains("came with Docker 25.0");
    }

    @Test
    void namesEveryRemovalAtOnce() {
        assertThat(conflicts(
                        docker2()
                                .storageDriver("aufs")
                                .logs(LogSettings.builder()
                                        .driver("logentries")
                                        .addOption("fluentd-async-connect", "true")
                                        .build())
                                .addDaemonOption("cluster-store", "x"),
                        platform("28.5")))
                .extracting(Problem::property)
                .containsExactly(
                        "daemon docker2: storageDriver",
                        "daemon docker2: logDriver",
                        "daemon docker2: logOption",
                        "daemon docker2: daemonOption");
    }

    @ParameterizedTest
    @ValueSource(strings = {"17.12", "20.10", "28.5"})
    void refusesTheCommandOf2016OnAnEngineWithoutIt(String engine) {
        assertThat(conflicts(docker2().engineDialect(EngineDialect.DOCKER_1_10), platform(engine)))
                .singleElement()
                .hasToString("daemon docker2: engineDialect: found \"docker daemon\", expected what Docker " + engine
                        + " has; this was removed in Docker 17.12. Fix: use engineDialect(DOCKERD)");
    }

    @Test
    void takesTheCommandOf2016WhereNoEngineIsKnown() {
        assertAccepted(docker2().engineDialect(EngineDialect.DOCKER_1_10), Platform.unknown());
    }

    @Test
    void refusesAnEngineThatIsTooOld() {
        assertThat(conflicts(docker2(), platform("19.03")))
                .singleElement()
                .extracting(Problem::found, Problem::expected)
                .asString()
                .contains("Docker 19.3", "Docker 20.10 or newer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"20.10", "28.5", "99.0"})
    void takesEveryEngineFromTheOldestOn(String engine) {
        assertAccepted(docker2(), platform(engine));
    }

    @Test
    void tellsWhereALoopbackRegistryHasToBeNamed() {
        DaemonSpec.Builder spec = docker2()
                .registries(RegistrySettings.builder()
                        .addInsecureRegistry("registry.example.org:5000")
                        .build());

        assertThat(notes(spec, "29.10")).singleElement().asString().contains("addInsecureRegistry(\"127.0.0.0/8\")");
        assertThat(notes(spec, "29.9")).isEmpty();
        assertThat(notes(docker2(), "29.10")).isEmpty();
        assertThat(notes(
                        spec.registries(RegistrySettings.builder()
                                .addInsecureRegistry("localhost:5000")
                                .build()),
                        "29.10"))
                .isEmpty();
    }

    private static List<String> notes(DaemonSpec.Builder spec, String engine) {
        return new EngineCompatibility(DaemonContext.of(spec.build(), BRIDGE, platform(engine))).notes();
    }

    @Test
    void takesAnUnknownEngineForTheNewest() {
        assertAccepted(docker2(), Platform.unknown());
        assertThat(conflicts(docker2().storageDriver("devicemapper"), Platform.unknown()))
                .hasSize(1);
    }
}
