package dev.outboard.systemd.daemon.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.testing.shared.GoldenTree;
import dev.outboard.core.unitfile.ExecLine;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.value.ByteSize;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.TrafficPolicy;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.daemon.EngineDialect;
import dev.outboard.systemd.daemon.UnitSource;
import dev.outboard.systemd.daemon.part.ForwardingFiles;
import dev.outboard.systemd.daemon.part.Wrapper;
import dev.outboard.systemd.engine.EngineVersion;
import dev.outboard.systemd.options.ContainerDefaults;
import dev.outboard.systemd.options.EngineOptions;
import dev.outboard.systemd.options.Filesystem;
import dev.outboard.systemd.options.LogLimits;
import dev.outboard.systemd.options.LogSettings;
import dev.outboard.systemd.options.RegistrySettings;
import dev.outboard.systemd.options.StorageSpec;
import dev.outboard.systemd.options.UserRemap;
import dev.outboard.systemd.platform.Platform;
import dev.outboard.systemd.vendor.VendorUnits;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DaemonUnitsTest {
    private static final BridgeSpec DOCKER1 =
            BridgeSpec.builder("docker1", "10.9.0.1/16").build();
    private static final DaemonSpec DOCKER2 =
            DaemonSpec.builder("docker2").bridge("docker1").build();
    private static final VendorUnits DEBIAN = VendorFixtures.units("debian-12");

    private static DaemonUnits derived(UnaryOperator<UnitFile> service, UnaryOperator<UnitFile> socket) {
        VendorUnits vendor = VendorUnits.of(
                service.apply(DEBIAN.service().orElseThrow().fragment()),
                socket.apply(DEBIAN.socket().orElseThrow().fragment()));
        return VendorFixtures.render(DOCKER2, DOCKER1, Optional.of(vendor), Platform.unknown());
    }

    private static void verify(String name, DaemonSpec spec, BridgeSpec bridge, Optional<VendorUnits> vendor) {
        verify(name, spec, bridge, vendor, Platform.unknown());
    }

    private static void verify(
            String name, DaemonSpec spec, BridgeSpec bridge, Optional<VendorUnits> vendor, Platform platform) {
        DaemonUnits units = VendorFixtures.render(spec, bridge, vendor, platform);
        Map<String, String> files = new LinkedHashMap<>();
        files.put("/etc/systemd/system/" + spec.serviceUnit(), units.service().text());
        files.put("/etc/systemd/system/" + spec.socketUnit(), units.socket().text());
        files.put(spec.configurationFile().toString(), VendorFixtures.configuration(spec, bridge, platform));
        files.put(spec.wrapper().toString(), Wrapper.render(spec));
        files.putAll(ForwardingFiles.of(spec, bridge));
        GoldenTree.at(Path.of("src/test/resources/golden").resolve(name)).verify(files);
    }

    @ParameterizedTest
    @ValueSource(strings = {"debian-12", "debian-13", "moby-26.1"})
    void derivesFromTheUnitsOf(String release) {
        verify(release, DOCKER2, DOCKER1, Optional.of(VendorFixtures.units(release)));
    }

    @Test
    void generatesWhereThereAreNone() {
        verify("generated", DOCKER2, DOCKER1, Optional.empty());
    }

    private static Platform platform(String engine) {
        Platform unknown = Platform.unknown();
        return new Platform(
                unknown.program(),
                Optional.of(EngineVersion.of(engine)),
                OptionalInt.of(252),
                unknown.controlGroups(),
                unknown.firewall());
    }

    @ParameterizedTest
    @ValueSource(strings = {"20.10", "26.1"})
    void speaksTheDialectOfTheEngine(String engine) {
        DaemonSpec spec = Options.addTo(DOCKER2.toBuilder()).build();

        verify("options-" + engine, spec, DOCKER1, Optional.of(DEBIAN), platform(engine));
    }

    @Test
    void takesAnEngineOfTheFutureForTheNewest() {
        DaemonSpec spec = Options.addTo(DOCKER2.toBuilder()).build();

        assertThat(VendorFixtures.render(spec, DOCKER1, Optional.of(DEBIAN), platform("99.0")))
                .isEqualTo(VendorFixtures.render(spec, DOCKER1, Optional.of(DEBIAN), platform("26.1")));
    }

    @Test
    void writesWhatDocker110HasOfTheOptions() {
        DaemonSpec spec = DOCKER2.toBuilder()
                .engineDialect(EngineDialect.DOCKER_1_10)
                .logs(LogSettings.builder().limits(LogLimits.of("10M", 3)).build())
                .containerDefaults(ContainerDefaults.builder()
                        .addUlimit("nofile", 1024, 4096)
                        .build())
                .registries(RegistrySettings.builder().proxies(Options.PROXIES).build())
                .userRemap(UserRemap.ofEngine())
                .build();

        assertThat(VendorFixtures.render(spec, DOCKER1, Optional.of(DEBIAN), Platform.unknown())
                        .service()
                        .text())
                .contains(
                        " --log-opt=max-size=10m --log-opt=max-file=3 --default-ulimit=nofile=1024:4096"
                                + " --userns-remap=default",
                        "Environment=HTTPS_PROXY=http://proxy.example.org:3129");
    }

    @Test
    void writesTheArticlesCommandForDocker110() {
        DaemonSpec spec = DOCKER2.toBuilder()
                .engineDialect(EngineDialect.DOCKER_1_10)
                .pidFile("/docker2/docker.pid")
                .addDns("10.0.0.53")
                .registries(RegistrySettings.builder()
                        .addInsecureRegistry("registry.example.org:5000")
                        .build())
                .logs(LogSettings.builder()
                        .driver("journald")
                        .addOption("tag", "ci")
                        .build())
                .build();

        verify("docker-1.10", spec, DOCKER1, Optional.of(DEBIAN));
        assertThat(VendorFixtures.render(spec, DOCKER1, Optional.of(DEBIAN), Platform.unknown())
                        .service()
                        .value("Service", "ExecStart")
                        .orElseThrow())
                .startsWith("/usr/bin/docker daemon -H fd:// -g /docker2/graph -s devicemapper"
                        + " -p /docker2/docker.pid -b docker1 ");
    }

    @Test
    void doesNotStartWithoutItsStorage() {
        StorageSpec storage = StorageSpec.image("40G")
                .filesystem(Filesystem.XFS)
                .containerSize("5G")
                .build();

        verify("stored", DOCKER2.toBuilder().storage(storage).build(), DOCKER1, Optional.of(DEBIAN));
    }

    @Test
    void writesEverythingThatCanBeSet() {
        DaemonSpec spec = DaemonSpec.builder("ci-docker")
                .bridge("br-ci")
                .root("/srv/ci")
                .dataRoot("/data/ci")
                .temporaryDirectory("/data/ci-tmp")
                .execRoot("/run/ci")
                .pidFile("/run/ci/docker.pid")
                .socket("/run/ci-docker.sock")
                .configurationFile("/etc/ci-docker.json")
                .wrapper("/usr/local/sbin/ci-docker")
                .socketUser("ci")
                .socketGroup("ci")
                .socketMode("0600")
                .storageDriver("btrfs")
                .addressPool("10.64.0.0/12", 22)
                .traffic(TrafficPolicy.builder()
                        .egress(false)
                        .addDeniedRange("192.168.0.0/16")
                        .addAllowedHostPort("443/tcp")
                        .publishedPorts(false)
                        .interContainerTraffic(false)
                        .build())
                .addDns("10.0.0.53")
                .addDns("fd00::53")
                .registries(RegistrySettings.builder()
                        .addMirror("https://mirror.example.org")
                        .addInsecureRegistry("registry.example.org:5000")
                        .addInsecureRegistry("10.0.0.0/8")
                        .build())
                .addLabel("purpose=ci")
                .logs(LogSettings.builder()
                        .driver("json-file")
                        .addOption("max-size", "10m")
                        .addOption("max-file", "3")
                        .build())
                .addDaemonOption("max-concurrent-downloads", "5")
                .addDaemonFlag("debug")
                .set(EngineOptions.BUILDER_GC_KEEP_STORAGE, ByteSize.of("20G"))
                .set(EngineOptions.METRICS_ADDRESS, "127.0.0.1:9323")
                .set(EngineOptions.RUNTIMES, Map.of("crun", Map.of("path", "/usr/bin/crun")))
                .build();
        BridgeSpec bridge = BridgeSpec.builder("br-ci", "10.9.0.1/16")
                .ipv6Address("fd00:9::1/64")
                .mtu(1450)
                .persistence(BridgeSpec.Persistence.UNTIL_REBOOT)
                .build();

        verify("everything", spec, bridge, Optional.of(VendorFixtures.units("debian-13")));
    }

    @Test
    void letsHardValuesArriveAsTheyAre() {
        DaemonSpec spec = DaemonSpec.builder("docker2")
                .bridge("br_ci-1.0")
                .root("/srv/a b/50%/$HOME/it's \"ü\"")
                .addLabel("note=100% of $x, \"q\" 'a' \\n ü")
                .addDaemonOption("log-level", "a b %h $HOME ${X} \"q\" 'a' \\x41 ; ü")
                .build();
        BridgeSpec bridge = BridgeSpec.builder("br_ci-1.0", "10.9.0.1/16").build();

        verify("hard-values", spec, bridge, Optional.of(DEBIAN));
    }

    @Test
    void letsAConfigurationFileOfAHardNameArrive() {
        String path = "/etc/a b/50%h/$HOME/\"q\" 'a' \\x41.json";
        DaemonSpec spec = DOCKER2.toBuilder().configurationFile(path).build();

        String line = VendorFixtures.render(spec, DOCKER1, Optional.of(DEBIAN), Platform.unknown())
                .service()
                .value("Service", "ExecStart")
                .orElseThrow();

        assertThat(ExecLine.parse(line).words())
                .extracting(word -> word.text().replace("%%", "%").replace("$$", "$"))
                .contains("--config-file=" + path);
    }

    @Test
    void keepsTheVendorsContainerdAlsoAsTwoWords() {
        DaemonUnits units = derived(
                service -> service.replace(
                        "Service", "ExecStart", "/opt/bin/dockerd --debug --containerd /run/c.sock -H tcp://x $OPTS"),
                socket -> socket);

        assertThat(units.service().value("Service", "ExecStart").orElseThrow())
                .startsWith("/opt/bin/dockerd --containerd /run/c.sock -H fd:// ")
                .doesNotContain("--debug", "tcp", "$OPTS");
    }

    @Test
    void dropsWhatWouldCollideWithTheFirstDaemon() {
        DaemonUnits units = derived(
                service -> service.set("Install", "Alias", "container-engine.service")
                        .set("Install", "Also", "docker.socket")
                        .set("Service", "RuntimeDirectory", "docker")
                        .set("Service", "PIDFile", "/run/docker.pid"),
                socket -> socket.set("Unit", "PartOf", "docker.service")
                        .set("Socket", "Service", "docker.service")
                        .set("Install", "Alias", "engine.socket"));

        assertThat(units.service().text())
                .doesNotContain("Alias", "EnvironmentFile", "RuntimeDirectory", "PIDFile")
                .contains("Also=docker2.socket");
        assertThat(units.socket().text())
                .doesNotContain("Alias")
                .contains("PartOf=docker2.service\n", "Service=docker2.service\n");
    }

    @Test
    void doesNotDependOnTheFirstDaemon() {
        DaemonUnits units = VendorFixtures.render(DOCKER2, DOCKER1, Optional.of(DEBIAN), Platform.unknown());

        for (UnitFile unit : new UnitFile[] {units.service(), units.socket()}) {
            for (String key : new String[] {"After", "Requires", "Wants", "BindsTo", "PartOf"}) {
                assertThat(unit.words("Unit", key)).doesNotContain("docker.service", "docker.socket");
            }
        }
    }

    @Test
    void waitsForABridgeOfNetworkdOnly() {
        BridgeSpec byCommand = BridgeSpec.builder("docker1", "10.9.0.1/16")
                .persistence(BridgeSpec.Persistence.UNTIL_REBOOT)
                .build();

        assertThat(VendorFixtures.render(DOCKER2, byCommand, Optional.empty(), Platform.unknown())
                        .service()
                        .text())
                .doesNotContain("networkd")
                .contains("ExecStartPre=/etc/docker2/network.sh prepare");
    }

    @Test
    void generatesUnitsWhereThoseOfTheVendorCanNotBeDerivedFrom() {
        assertThat(derived(service -> service.set("Service", "ExecStart", "/bin/sh -c dockerd"), socket -> socket))
                .isEqualTo(VendorFixtures.render(DOCKER2, DOCKER1, Optional.empty(), Platform.unknown()));
    }

    @Test
    void generatesUnitsWhereTheSpecWantsThem() {
        DaemonSpec spec = DOCKER2.toBuilder().unitSource(UnitSource.GENERATED).build();

        assertThat(VendorFixtures.render(spec, DOCKER1, Optional.of(DEBIAN), Platform.unknown()))
                .isEqualTo(VendorFixtures.render(spec, DOCKER1, Optional.empty(), Platform.unknown()));
    }

    @Test
    void rendersTheSameBytesEachTime() {
        assertThat(VendorFixtures.render(DOCKER2, DOCKER1, Optional.of(DEBIAN), Platform.unknown()))
                .isEqualTo(VendorFixtures.render(DOCKER2, DOCKER1, Optional.of(DEBIAN), Platform.unknown()));
    }

    @Test
    void keepsTheVendorsProgram() {
        assertThat(ExecLine.parse(VendorFixtures.render(DOCKER2, DOCKER1, Optional.of(DEBIAN), Platform.unknown())
                                .service()
                                .value("Service", "ExecStart")
                                .orElseThrow())
                        .program())
                .isEqualTo("/usr/sbin/dockerd");
    }
}
