package dev.outboard.systemd.daemon.part;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.outboard.core.change.Retention;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.failure.ConflictException;
import dev.outboard.core.receipt.Receipt;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.testing.shared.GoldenTree;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.core.value.StackName;
import dev.outboard.network.BridgeSpec;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.daemon.host.VendorFixtures;
import dev.outboard.systemd.engine.EngineVersion;
import dev.outboard.systemd.options.Containerd;
import dev.outboard.systemd.options.ImageStore;
import dev.outboard.systemd.platform.Platform;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerdTest {
    private static final BridgeSpec DOCKER1 =
            BridgeSpec.builder("docker1", "10.9.0.1/16").build();
    private static final AbsolutePath HOSTS_SOCKET = AbsolutePath.of("/run/containerd/containerd.sock");

    private final InMemoryHost host = InMemoryHost.create();

    private static DaemonSpec.Builder docker2() {
        return DaemonSpec.builder("docker2").bridge("docker1");
    }

    private static Platform platform(String engine) {
        return new Platform(
                AbsolutePath.of("/usr/sbin/dockerd"),
                Optional.of(EngineVersion.of(engine)),
                OptionalInt.of(257),
                Platform.unknown().controlGroups(),
                Platform.unknown().firewall());
    }

    private static UnitFile service(DaemonSpec spec, String vendor) {
        return VendorFixtures.render(spec, DOCKER1, Optional.of(VendorFixtures.units(vendor)), Platform.unknown())
                .service();
    }

    private static String configuration(DaemonSpec spec, String engine) {
        return VendorFixtures.configuration(spec, DOCKER1, platform(engine));
    }

    private String conflictsOf(DaemonPart part) {
        Planning planning = new Planning(host, Receipt.empty(StackName.of("ci")), Set.of(), Retention.KEEP_DATA);
        part.check(planning);
        try {
            planning.throwIfConflicts("stack ci");
            return "";
        } catch (ConflictException conflict) {
            return conflict.getMessage();
        }
    }

    @Test
    void rendersAContainerdOfTheDaemonsOwn() {
        DaemonSpec spec = docker2().containerd(Containerd.OWN).build();
        OwnContainerd part = new OwnContainerd(DaemonContext.of(spec, DOCKER1, Platform.unknown()));
        TreeMap<String, String> files = new TreeMap<>();
        files.put(
                part.containerd().configurationFile().toString(),
                part.containerd().configuration());
        part.units().forEach(unit -> files.put("/etc/systemd/system/" + unit.name(), unit.text()));
        files.put(
                "/etc/systemd/system/docker2.service",
                service(spec, "debian-13").text());

        GoldenTree.at(Path.of("src/test/resources/golden/own-containerd")).verify(files);
    }

    @ParameterizedTest
    @ValueSource(strings = {"debian-12", "debian-13", "moby-26.1"})
    void givesUpTheHostsContainerdForItsOwn(String vendor) {
        UnitFile service = service(docker2().containerd(Containerd.OWN).build(), vendor);

        assertThat(service.value("Service", "ExecStart").orElseThrow())
                .contains("--containerd=/run/docker2/containerd/containerd.sock", "--containerd-namespace=docker2")
                .doesNotContain(HOSTS_SOCKET.toString());
        assertThat(service.words("Unit", "After"))
                .contains("docker2-containerd.service")
                .doesNotContain("containerd.service");
        assertThat(service.words("Unit", "Requires")).contains("docker2-containerd.service");
        assertThat(service.words("Unit", "Wants")).doesNotContain("containerd.service");
    }

    @Test
    void writesPathsThatTomlWouldMisread() {
        DaemonSpec spec =
                docker2().root("/srv/a \"b\" \\c").containerd(Containerd.OWN).build();

        assertThat(new OwnContainerd(DaemonContext.of(spec, DOCKER1, Platform.unknown()))
                        .containerd()
                        .configuration())
                .contains("root = \"/srv/a \\\"b\\\" \\\\c/graph/containerd/daemon\"\n");
    }

    @Test
    void takesTheContainerdBesideAnEngineInUsrLocal() {
        Platform local = new Platform(
                AbsolutePath.of("/usr/local/bin/dockerd"),
                Optional.empty(),
                OptionalInt.empty(),
                Platform.unknown().controlGroups(),
                Platform.unknown().firewall());

        assertThat(new OwnContainerd(DaemonContext.of(
                                docker2().containerd(Containerd.OWN).build(), DOCKER1, local))
                        .containerd()
                        .program())
                .hasToString("/usr/local/bin/containerd");
    }

    @Test
    void refusesAHostWithoutContainerdProgram() {
        OwnContainerd part = new OwnContainerd(
                DaemonContext.of(docker2().containerd(Containerd.OWN).build(), DOCKER1, Platform.unknown()));

        assertThat(conflictsOf(part)).contains("no /usr/bin/containerd", "apt-get install containerd");
    }

    @Test
    void leavesTheContainerdToTheEngineWhereTheHostHasNone() {
        DaemonSpec spec = docker2().containerd(Containerd.EMBEDDED).build();
        UnitFile service = service(spec, "debian-13");

        assertThat(conflictsOf(new EmbeddedContainerd(DaemonContext.of(spec, DOCKER1, Platform.unknown()))))
                .isEmpty();
        assertThat(service.value("Service", "ExecStart").orElseThrow()).doesNotContain("--containerd=");
        assertThat(service.value("Unit", "AssertPathExists")).contains("!" + HOSTS_SOCKET);
    }

    @Test
    void refusesTheEmbeddedOneWhereEveryEngineWouldTakeTheHosts() {
        host.putSpecialFile(HOSTS_SOCKET, FileMode.of("0660"), FileOwner.ROOT);

        assertThat(conflictsOf(new EmbeddedContainerd(DaemonContext.of(
                        docker2().containerd(Containerd.EMBEDDED).build(), DOCKER1, Platform.unknown()))))
                .contains(HOSTS_SOCKET.toString(), "containerd(OWN)");
    }

    @Test
    void leavesImagesToItsContainerd() throws Exception {
        DaemonSpec spec = docker2()
                .containerd(Containerd.OWN)
                .imageStore(ImageStore.CONTAINERD)
                .build();

        var json = new ObjectMapper().readTree(configuration(spec, "26.1"));

        assertThat(json.at("/features/containerd-snapshotter").asBoolean()).isTrue();
        assertThat(json.at("/storage-driver").asText()).isEqualTo("overlayfs");
    }

    @ParameterizedTest
    @CsvSource({"20.10, false", "28.5, false", "29.0, true", "35.2, true"})
    void tellsAnEngineThatWouldLeaveImagesToContainerdNotTo(String engine, boolean told) {
        assertThat(configuration(docker2().build(), engine).contains("\"containerd-snapshotter\": false"))
                .isEqualTo(told);
    }

    @ParameterizedTest
    @ValueSource(strings = {"20.10", "23.0"})
    void refusesTheImageStoreOfContainerdOnAnEngineWithoutIt(String engine) {
        DaemonSpec spec = docker2()
                .containerd(Containerd.OWN)
                .imageStore(ImageStore.CONTAINERD)
                .build();

        assertThat(conflictsOf(new ImageStorage(DaemonContext.of(spec, DOCKER1, platform(engine)))))
                .contains("Docker " + engine, "Docker 24.0 or newer", "GRAPH_DRIVER");
        assertThat(List.of("24.0", "28.5"))
                .allSatisfy(newer -> assertThat(
                                conflictsOf(new ImageStorage(DaemonContext.of(spec, DOCKER1, platform(newer)))))
                        .isEmpty());
    }
}
