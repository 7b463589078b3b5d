package dev.outboard.systemd.daemon.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.outboard.core.apply.Applier;
import dev.outboard.core.change.Retention;
import dev.outboard.core.command.Command;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.desired.DesiredState;
import dev.outboard.core.desired.ManagedDirectory;
import dev.outboard.core.desired.ManagedFile;
import dev.outboard.core.failure.ConflictException;
import dev.outboard.core.failure.InvalidSpecException;
import dev.outboard.core.host.StagedHost;
import dev.outboard.core.plan.Plan;
import dev.outboard.core.planner.Planner;
import dev.outboard.core.receipt.Receipt;
import dev.outboard.core.store.ReceiptStore;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.testing.SimulatedCommand;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.core.value.StackName;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.TrafficPolicy;
import dev.outboard.network.host.Firewall;
import dev.outboard.network.host.FirewallBackend;
import dev.outboard.network.host.ForeignBridges;
import dev.outboard.network.testing.SimulatedFirewall;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.daemon.UnitSource;
import dev.outboard.systemd.docker.ContainerSummary;
import dev.outboard.systemd.docker.Engine;
import dev.outboard.systemd.docker.EngineException;
import dev.outboard.systemd.engine.EngineVersion;
import dev.outboard.systemd.options.CertificateAuthority;
import dev.outboard.systemd.options.ContainerDefaults;
import dev.outboard.systemd.options.Containerd;
import dev.outboard.systemd.options.EngineOptions;
import dev.outboard.systemd.options.ImageStore;
import dev.outboard.systemd.options.LogSettings;
import dev.outboard.systemd.options.ProxySettings;
import dev.outboard.systemd.options.RegistrySettings;
import dev.outboard.systemd.options.ResourceLimits;
import dev.outboard.systemd.options.UserRemap;
import dev.outboard.systemd.platform.ControlGroups;
import dev.outboard.systemd.platform.Platform;
import dev.outboard.systemd.testing.SimulatedSystemd;
import dev.outboard.systemd.vendor.Derivation;
import dev.outboard.systemd.vendor.VendorUnits;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DaemonTest {
    private static final StackName STACK = StackName.of("ci");
    private static final BridgeSpec DOCKER1 =
            BridgeSpec.builder("docker1", "10.9.0.1/16").build();
    private static final DaemonSpec DOCKER2 =
            DaemonSpec.builder("docker2").bridge("docker1").build();
    private static final AbsolutePath IPTABLES = AbsolutePath.of("/usr/sbin/iptables");
    private static final AbsolutePath CONTAINERD = AbsolutePath.of("/usr/lib/systemd/system/containerd.service");
    private static final Platform PLATFORM = new Platform(
            AbsolutePath.of("/usr/sbin/dockerd"),
            Optional.of(EngineVersion.of("26.1")),
            OptionalInt.of(257),
            Platform.unknown().controlGroups(),
            Firewall.unknown());
    private static final Platform WITH_FIREWALLD = new Platform(
            PLATFORM.program(),
            PLATFORM.engine(),
            PLATFORM.systemd(),
            PLATFORM.controlGroups(),
            new Firewall(FirewallBackend.IPTABLES, true, ForeignBridges.NONE));
    private static final AbsolutePath EXEC_ROOT = AbsolutePath.of("/run/docker2");

    private final SimulatedSystemd systemd = new SimulatedSystemd();
    private final SimulatedFirewall firewall = new SimulatedFirewall();
    private final InMemoryHost host = InMemoryHost.create().putGroup("docker");
    private final Planner planner =
            new Planner(List.of(Daemon.kind(socket -> engine()), ManagedFile.KIND, ManagedDirectory.KIND));
    private final Map<String, String> containers = new TreeMap<>();
    private boolean isSilent;
    private String addresses = "[]";

    @BeforeEach
    void installDocker() {
        for (String unit : List.of("docker.service", "docker.socket")) {
            host.putFile(AbsolutePath.of("/usr/lib/systemd/system/" + unit), VendorFixtures.text("debian-12", unit));
        }
        host.putFile(CONTAINERD, "[Service]\nExecStart=/usr/bin/containerd\n");
        host.putFile(AbsolutePath.of("/usr/sbin/dockerd"), FileContent.ofText(""), FileMode.EXECUTABLE, FileOwner.ROOT);
        host.putFile(AbsolutePath.of("/usr/bin/docker"), FileContent.ofText(""), FileMode.EXECUTABLE, FileOwner.ROOT);
        host.putFile(IPTABLES, FileContent.ofText(""), FileMode.EXECUTABLE, FileOwner.ROOT);
        systemd.program(DOCKER2.serviceUnit(), (unit, anyHost) -> anyHost.putDirectory(EXEC_ROOT))
                .otherPrograms(firewall::start);
        host.answer(systemd)
                .answer(firewall)
                .answer(SimulatedCommand.printing("docker:x:999:\n", "getent", "group", "docker"))
                .answer((command, anyHost) -> answerIp(command));
    }

    private Optional<CommandResult> answerIp(Command command) {
        if (!command.program().equals("ip")) {
            return Optional.empty();
        }
        boolean routes = command.arguments().contains("route");
        return Optional.of(new CommandResult(command, 0, routes ? "[]" : addresses, ""));
    }

    /** A daemon that has containers, and knows nothing else. */
    private Engine engine() {
        return (Engine) Proxy.newProxyInstance(
                Engine.class.getClassLoader(), new Class<?>[] {Engine.class}, (proxy, method, arguments) -> {
                    if (isSilent) {
                        throw new EngineException(
                                "Docker daemon at /docker2/docker.sock does not answer", "look at it");
                    }
                    return switch (method.getName()) {
                        case "containers" ->
                            containers.entrySet().stream()
                                    .map(container -> summary(container.getKey(), container.getValue()))
                                    .toList();
                        case "remove" -> containers.remove(((ContainerSummary) arguments[0]).id());
                        case "close" -> null;
                        default -> throw new UnsupportedOperationException(method.toString());
                    };
                });
    }

    private static ContainerSummary summary(String id, String state) {
        return new ContainerSummary(id, List.of(), "busybox", state, Map.of(), List.of(), List.of(), List.of());
    }

    private Plan plan(DaemonSpec spec) {
        return plan(spec, PLATFORM);
    }

    private Plan plan(DaemonSpec spec, Platform platform) {
        return planner.plan(
                new DesiredState(STACK, Daemon.resources(spec, DOCKER1, platform, socket -> engine(), host), List.of()),
                host,
                ReceiptStore.read(host, STACK),
                Set.of());
    }

    private void apply(DaemonSpec spec) {
        Applier.apply(plan(spec), host, event -> {});
    }

    private Plan planRemoval() {
        return planner.planRemoval(host, ReceiptStore.read(host, STACK), Retention.PURGE);
    }

    private static List<String> steps(Plan plan) {
        return plan.changes().stream()
                .flatMap(change -> change.steps().stream())
                .map(step -> step.describe())
                .toList();
    }

    private List<String> notes() {
        return plan(DOCKER2).notes();
    }

    private List<String> conflicts(DaemonSpec spec) {
        ConflictException conflict = catchThrowableOfType(ConflictException.class, () -> plan(spec));
        assertThat(conflict).isNotNull();
        return conflict.conflicts().stream().map(Object::toString).toList();
    }

    @Test
    void tellsInOneLineForEachFileWhatTheFirstDaemonHasAndThisOneDoesNot() {
        host.putFile(AbsolutePath.of("/etc/docker/daemon.json"), "{\"dns\": [\"192.0.2.53\"], \"debug\": true}");
        host.putFile(
                AbsolutePath.of("/etc/systemd/system/docker.service.d/proxy.conf"),
                "[Service]\nEnvironment=HTTPS_PROXY=http://secret\n");

        assertThat(notes())
                .contains(
                        "daemon docker2: left out of /etc/systemd/system/docker.service.d/proxy.conf: HTTPS_PROXY (set"
                                + " by registries(..) with proxies(..))",
                        "daemon docker2: left out of /etc/docker/daemon.json: dns (set by addDns(..)); debug (set by"
                                + " addDaemonFlag(\"debug\"))")
                .noneMatch(note -> note.contains("secret"));
    }

    @Test
    void doesNotTellOfSettingsThatTheSpecHasItsOwnOf() {
        host.putFile(AbsolutePath.of("/etc/docker/daemon.json"), "{\"dns\": [\"192.0.2.53\"], \"debug\": true}");

        assertThat(plan(DOCKER2.toBuilder()
                                .addDns("198.51.100.53")
                                .addDaemonFlag("debug")
                                .build())
                        .notes())
                .noneMatch(note -> note.contains("left out"));
    }

    @Test
    void doesNotTellOfSettingsThatTheSpecOrItsBridgeDecides() {
        host.putFile(AbsolutePath.of("/etc/docker/daemon.json"), """
                {"mtu": 1400, "icc": false, "log-driver": "local", "registry-mirrors": ["https://m.example.org"],
                 "cgroup-parent": "x.slice", "features": {"containerd-snapshotter": true}, "builder": {"gc": {}},
                 "storage-opts": ["overlay2.size=1G"], "max-concurrent-downloads": 9, "no-new-privileges": true,
                 "proxies": {"http-proxy": "http://p.example.org"}, "userns-remap": "default"}
                """);
        DaemonSpec decided = DOCKER2.toBuilder()
                .traffic(TrafficPolicy.builder().publishedPorts(false).build())
                .logs(LogSettings.builder().driver("journald").build())
                .registries(RegistrySettings.builder()
                        .addMirror("https://mirror.example.org")
                        .proxies(ProxySettings.builder()
                                .http("http://proxy.example.org:3128")
                                .build())
                        .build())
                .resourceLimits(ResourceLimits.builder().cpuQuota(100).build())
                .containerd(Containerd.OWN)
                .set(EngineOptions.BUILDER_GC_ENABLED, true)
                .set(EngineOptions.STORAGE_OPTIONS, List.of("overlay2.override_kernel_check=true"))
                .set(EngineOptions.MAX_CONCURRENT_DOWNLOADS, 3)
                .containerDefaults(ContainerDefaults.builder().init(true).build())
                .userRemap(UserRemap.ofEngine())
                .build();
        Derivation derivation = Derivation.of(
                VendorUnits.find(host),
                decided.serviceUnit(),
                decided.socketUnit(),
                AbsolutePath.of("/usr/bin/dockerd"));

        assertThat(new FirstDaemonSettings(decided, bridge("1300"), derivation).notes(host))
                .singleElement()
                .asString()
                .endsWith(": features (set by imageStore(..))");
    }

    @Test
    void doesNotTellOfAnImageStoreThatTheSpecDecides() {
        host.putFile(AbsolutePath.of("/etc/docker/daemon.json"), "{\"features\": {\"containerd-snapshotter\": true}}");

        assertThat(plan(DOCKER2.toBuilder()
                                .containerd(Containerd.EMBEDDED)
                                .imageStore(ImageStore.CONTAINERD)
                                .build())
                        .notes())
                .noneMatch(note -> note.contains("left out"));
    }

    private static BridgeSpec bridge(String mtu) {
        return BridgeSpec.builder("docker1", "10.9.0.1/16")
                .mtu(Integer.parseInt(mtu))
                .build();
    }

    @Test
    void tellsOfASnapOfDockerBesideTheEngine() {
        host.putFile(AbsolutePath.of("/snap/bin/docker"), "");

        assertThat(notes()).anyMatch(note -> note.contains("Docker is installed as a snap as well"));
    }

    @Test
    void tellsHowARootIsLabelledOnAHostWithSelinux() {
        host.putFile(AbsolutePath.of("/sys/fs/selinux/enforce"), "1");

        assertThat(notes())
                .contains("daemon docker2: this host has SELinux: label the root with \"semanage fcontext -a -e"
                        + " /var/lib/docker /docker2\" and \"restorecon -R /docker2\"; its containers are not confined"
                        + " without addDaemonFlag(\"selinux-enabled\")");
    }

    @Test
    void tellsOfEverythingThatItsUnitsCanNotBeDerivedFrom() {
        host.putFile(
                AbsolutePath.of("/etc/systemd/system/docker.service"),
                "[Service]\nUser=ci\nExecStart=/bin/sh -c dockerd\n");

        assertThat(conflicts(DOCKER2))
                .containsExactly(
                        "daemon docker2: unitSource: found \"/etc/systemd/system/docker.service: User=ci\", expected an"
                                + " engine that runs as root in the host's own file system. Fix: install the Docker"
                                + " engine of the host's distribution, or choose unitSource(UnitSource.GENERATED)",
                        "daemon docker2: unitSource: found \"/etc/systemd/system/docker.service runs /bin/sh\", expected a"
                                + " unit that runs dockerd itself; what another program does before that is not known."
                                + " Fix: choose unitSource(UnitSource.GENERATED)");
    }

    @Test
    void generatesUnitsWhateverTheVendorHasIfTheSpecWantsThem() {
        host.putFile(
                AbsolutePath.of("/etc/systemd/system/docker.service"), "[Service]\nExecStart=/bin/sh -c dockerd\n");

        assertThat(plan(DOCKER2.toBuilder().unitSource(UnitSource.GENERATED).build())
                        .changes())
                .isNotEmpty();
    }

    @Test
    void tellsThatUnitsAreGeneratedForProgramsWithoutAUnit() {
        host.deleteFile(AbsolutePath.of("/usr/lib/systemd/system/docker.service"));
        host.deleteFile(AbsolutePath.of("/usr/lib/systemd/system/docker.socket"));

        assertThat(notes())
                .contains("daemon docker2: this host has no docker.service to derive from, so its units are generated");
    }

    @Test
    void refusesTheHostsContainerdWhereThereIsNone() {
        host.deleteFile(CONTAINERD);

        assertThat(conflicts(DOCKER2))
                .containsExactly(
                        "containerd of daemon docker2: found \"nothing at /run/containerd/containerd.sock, and no"
                                + " containerd.service\", expected a containerd of this host. Fix: choose containerd(EMBEDDED),"
                                + " which the engine starts itself, or containerd(OWN)");
        assertThat(conflicts(
                        DOCKER2.toBuilder().unitSource(UnitSource.GENERATED).build()))
                .hasSize(1);
    }

    @Test
    void takesAContainerdThatTheEngineStartsItself() {
        host.deleteFile(CONTAINERD);

        assertThat(plan(DOCKER2.toBuilder().containerd(Containerd.EMBEDDED).build())
                        .changes())
                .isNotEmpty();
    }

    @Test
    void makesDirectoriesConfigurationWrapperAndUnits() {
        assertThat(steps(plan(DOCKER2)))
                .containsExactly(
                        "make directory /docker2 (0711 root:root)",
                        "make directory /docker2/graph (0710 root:root)",
                        "make directory /docker2/tmp (0700 root:root)",
                        "make directory /etc/docker2 (0755 root:root)",
                        "write /etc/docker2/daemon.json (0644 root:root)",
                        "write /usr/local/bin/docker2 (0755 root:root)",
                        "write /etc/docker2/forwarding.rules (0644 root:root)",
                        "write /etc/docker2/network.sh (0755 root:root)",
                        "write /etc/systemd/system/docker2.slice (0644 root:root)",
                        "write /etc/systemd/system/docker2-network.service (0644 root:root)",
                        "write /etc/systemd/system/docker2.socket (0644 root:root)",
                        "write /etc/systemd/system/docker2.service (0644 root:root)",
                        "$ systemctl enable --no-reload docker2-network.service docker2.socket docker2.service",
                        "$ systemctl daemon-reload",
                        "$ systemctl start docker2-network.service docker2.socket docker2.service");
    }

    @Test
    void hasNothingLeftToDoAfterwards() {
        apply(DOCKER2);

        assertThat(plan(DOCKER2).changes()).isEmpty();
        assertThat(systemd.isActive(DOCKER2.serviceUnit())).isTrue();
    }

    @Test
    void saysForWhatItIsMadeWheneverSomethingChanges() {
        assertThat(plan(DOCKER2).notes())
                .containsExactly("daemon docker2 is made for Docker 26.1, systemd 257, control groups of version 2");
        apply(DOCKER2);

        assertThat(plan(DOCKER2).toString()).isEqualTo("Plan for stack ci: nothing to do\n");
        assertThat(plan(DOCKER2.toBuilder().addDns("10.0.0.53").build()).notes())
                .hasSize(1);
    }

    @Test
    void restartsTheDaemonForAnotherConfigurationAndSaysWhy() {
        apply(DOCKER2);

        Plan plan = plan(DOCKER2.toBuilder().addDns("10.0.0.53").build());

        assertThat(plan.toString()).contains("! docker2.service: file /etc/docker2/daemon.json changes\n");
        assertThat(steps(plan))
                .containsExactly(
                        "write /etc/docker2/daemon.json (0644 root:root)",
                        "$ systemctl reset-failed 'docker2.service*'",
                        "$ systemctl restart docker2.service");
    }

    @Test
    void setsOtherLimitsWithoutARestart() {
        apply(DOCKER2);

        Plan plan = plan(limited("4G"));

        assertThat(plan.toString())
                .contains("+MemoryMax=4G\n")
                .contains(
                        "~ unit files: systemd reads them again, and sets the limits of docker2.slice without a restart");
        assertThat(steps(plan))
                .containsExactly(
                        "write /etc/systemd/system/docker2.slice (0644 root:root)", "$ systemctl daemon-reload");
    }

    @Test
    void refusesLimitsThatTheHostCanNotEnforce() {
        Platform bare = new Platform(
                PLATFORM.program(),
                PLATFORM.engine(),
                PLATFORM.systemd(),
                new ControlGroups(true, new TreeSet<>(Set.of("cpu"))),
                Firewall.unknown());

        assertThatThrownBy(() -> plan(limited("4G"), bare))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("daemon docker2: resourceLimits: memoryMax: found")
                .hasMessageContaining("the controller \"memory\"");
        assertThat(plan(DOCKER2, bare).changes()).isNotEmpty();
    }

    private static DaemonSpec limited(String memoryMax) {
        return DOCKER2.toBuilder()
                .resourceLimits(ResourceLimits.builder().memoryMax(memoryMax).build())
                .build();
    }

    /** Whatever a part adds: a service outside of the slice would be outside of its limits too. */
    @Test
    void placesEveryServiceThatRunsOnInTheSlice() {
        apply(DOCKER2);

        assertThat(host.tree().entrySet().stream()
                        .filter(file -> file.getKey().matches("/etc/systemd/system/[^/]*\\.service"))
                        .filter(file -> !file.getValue().contains("Type=oneshot")))
                .isNotEmpty()
                .allMatch(file -> file.getValue().contains("Slice=docker2.slice"));
    }

    @Test
    void restartsOnlyTheNetworkForOtherRules() {
        apply(DOCKER2);

        Plan plan = plan(DOCKER2.toBuilder()
                .traffic(TrafficPolicy.builder().egress(false).build())
                .build());

        assertThat(plan.toString()).contains("~ docker2-network.service: file /etc/docker2/forwarding.rules changes\n");
        assertThat(steps(plan))
                .containsExactly(
                        "write /etc/docker2/forwarding.rules (0644 root:root)",
                        "$ systemctl reset-failed 'docker2-network.service*'",
                        "$ systemctl restart docker2-network.service");
    }

    private static final AbsolutePath AUTHORITIES = AbsolutePath.of("/etc/docker2/certificates/authorities.pem");

    private DaemonSpec withOptions() {
        host.putFile(AbsolutePath.of("/usr/bin/docker-init"), "");
        return Options.addTo(DOCKER2.toBuilder()).build();
    }

    @Test
    void writesTheFilesOfItsOptions() {
        apply(withOptions());

        assertThat(host.read(AUTHORITIES).orElseThrow().text())
                .startsWith("# example-org\n-----BEGIN CERTIFICATE-----\n");
        assertThat(host.status(AbsolutePath.of("/etc/docker2/seccomp.json"))).isPresent();
        assertThat(plan(withOptions()).changes()).isEmpty();
    }

    @Test
    void isRestartedForAnotherAuthorityAndForOneLess() {
        DaemonSpec two = withOptions().toBuilder()
                .registries(Options.REGISTRIES.toBuilder()
                        .addCertificateAuthority(new CertificateAuthority("other", Options.AUTHORITY.pem()))
                        .build())
                .build();
        apply(withOptions());

        String reason = "! docker2.service: file " + AUTHORITIES + " changes\n";
        assertThat(plan(two).toString()).contains(reason);
        apply(two);
        assertThat(plan(withOptions()).toString()).contains(reason);
    }

    @Test
    void repairsAProfileThatWasEdited() {
        apply(withOptions());
        host.putFile(AbsolutePath.of("/etc/docker2/seccomp.json"), "{}");

        assertThat(steps(plan(withOptions())))
                .containsExactly(
                        "write /etc/docker2/seccomp.json (0644 root:root)",
                        "$ systemctl reset-failed 'docker2.service*'",
                        "$ systemctl restart docker2.service");
    }

    @Test
    void leavesNothingOfItsOptions() {
        Map<String, String> before = new TreeMap<>(host.tree());
        apply(withOptions());

        Plan removal = planRemoval();
        Applier.apply(removal, host, event -> {});

        assertThat(removal.notes()).singleElement().asString().startsWith("the account dockremap stays");
        assertThat(host.status(AbsolutePath.of("/etc/docker2"))).isEmpty();
        assertThat(host.tree()).containsAllEntriesOf(before);
    }

    @Test
    void saysThatTheInitIsMissing() {
        DaemonSpec spec = withOptions();
        host.deleteFile(AbsolutePath.of("/usr/bin/docker-init"));

        assertThatThrownBy(() -> plan(spec))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("no program docker-init")
                .hasMessageContaining("apt-get install tini");
    }

    @Test
    void takesAnInitThatAnOptionNames() {
        DaemonSpec spec = withOptions().toBuilder()
                .addDaemonOption("init-path", "/opt/bin/init")
                .build();
        host.deleteFile(AbsolutePath.of("/usr/bin/docker-init"));

        assertThat(plan(spec).changes()).isNotEmpty();
    }

    @Test
    void takesTheGroupThatTheEngineGivesItsDataRoot() {
        DaemonSpec spec = withOptions();
        apply(spec);
        host.putFile(AbsolutePath.of("/etc/subgid"), "ci:1:1\ndockremap:100000:65536\n");
        host.putDirectory(spec.dataRoot(), FileMode.of("0710"), FileOwner.of("root", "100000"));

        assertThat(plan(spec).changes()).isEmpty();
    }

    @Test
    void saysThatAnAccountHasNoIds() {
        DaemonSpec spec = DOCKER2.toBuilder().userRemap(new UserRemap("ci")).build();
        host.putFile(AbsolutePath.of("/etc/subuid"), "ci:100000:65536\n");

        assertThatThrownBy(() -> plan(spec))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("userRemap: found \"no line for ci in /etc/subgid\"")
                .hasMessageNotContaining("in /etc/subuid\"")
                .hasMessageContaining("usermod --add-subuids");
    }

    @Test
    void saysThatTheKernelMakesNoUserNamespaces() {
        DaemonSpec spec = DOCKER2.toBuilder().userRemap(UserRemap.ofEngine()).build();
        host.putFile(AbsolutePath.of("/proc/sys/user/max_user_namespaces"), "0\n");

        assertThatThrownBy(() -> plan(spec))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("/proc/sys/user/max_user_namespaces is 0");
    }

    @Test
    void saysThatADirectoryAboveTheDataRootIsClosed() {
        DaemonSpec spec = DOCKER2.toBuilder()
                .userRemap(UserRemap.ofEngine())
                .root("/srv/ci/docker2")
                .build();
        host.putDirectory(AbsolutePath.of("/srv/ci"), FileMode.of("0750"), FileOwner.ROOT);

        assertThatThrownBy(() -> plan(spec))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("/srv/ci is closed to others")
                .hasMessageContaining("chmod o+x /srv/ci");
    }

    @Test
    void saysThatIptablesIsMissing() {
        host.deleteFile(IPTABLES);

        assertThatThrownBy(() -> plan(DOCKER2))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("neither iptables nor nft")
                .hasMessageContaining("apt-get install iptables");
    }

    @Test
    void saysThatOnlyNftCanPartTheContainersOfABridge() {
        DaemonSpec apart = DOCKER2.toBuilder()
                .traffic(TrafficPolicy.builder().interContainerTraffic(false).build())
                .build();

        assertThatThrownBy(() -> plan(apart))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("interContainerTraffic: found \"no program nft that the kernel answers\"")
                .hasMessageContaining("apt-get install nftables");
    }

    @Test
    void givesContainersAZoneOfFirewalldAndPutsTheirRulesBack() {
        String plan = plan(DOCKER2, WITH_FIREWALLD).toString();

        assertThat(plan)
                .contains(
                        "note: daemon docker2: firewalld has zone docker2 for its containers",
                        "note: daemon docker2: to firewalld, ports that its containers publish are services of the host",
                        "+ file /etc/firewalld/zones/docker2.xml",
                        "<source address=\"10.10.0.0/16\"/>",
                        "+ file /etc/docker2/network.sh",
                        "for range in 10.9.0.0/16 10.10.0.0/16; do",
                        "firewall-cmd --quiet --zone=trusted --add-source=",
                        "*Type=signal*) systemctl reload docker2-network.service || : ;;",
                        "ExecStart=/etc/docker2/network.sh follow",
                        "+ docker2-firewalld.service: to run from now on");
        assertThat(plan(DOCKER2).toString()).doesNotContain("firewall-cmd", "docker2-firewalld");
    }

    @Test
    void putsTheRulesBackAfterTheServiceOfNftables() {
        Platform withNft = new Platform(
                PLATFORM.program(),
                PLATFORM.engine(),
                PLATFORM.systemd(),
                PLATFORM.controlGroups(),
                new Firewall(FirewallBackend.BOTH, false, ForeignBridges.NONE));

        assertThat(plan(DOCKER2, withNft).toString())
                .contains(
                        "ReloadPropagatedFrom=nftables.service",
                        "+ file /etc/systemd/system/docker2-nftables.service",
                        "ExecStart=/bin/systemctl try-reload-or-restart docker2-network.service",
                        "WantedBy=nftables.service",
                        "systemctl enable --no-reload docker2-network.service docker2-nftables.service docker2.socket")
                .doesNotContain("docker2-nftables.service: to run");
        assertThat(plan(DOCKER2).toString()).doesNotContain("nftables-service", "docker2-nftables");
    }

    @Test
    void refusesAddressesThatAnotherZoneOfFirewalldHas() {
        host.putFile(
                AbsolutePath.of("/etc/firewalld/zones/trusted.xml"),
                "<zone target=\"ACCEPT\">\n  <source address=\"10.10.0.0/16\"/>\n</zone>\n");

        assertThatThrownBy(() -> plan(DOCKER2, WITH_FIREWALLD))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("10.10.0.0/16 in firewalld's zone trusted")
                .hasMessageContaining("firewall-cmd --permanent --zone=trusted --remove-source=10.10.0.0/16");
    }

    @Test
    void refusesTheNameOfAZoneThatCameWithFirewalld() {
        host.putFile(AbsolutePath.of("/usr/lib/firewalld/zones/docker2.xml"), "<zone/>");

        assertThatThrownBy(() -> plan(DOCKER2, WITH_FIREWALLD))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("the zone docker2 of firewalld");
    }

    @Test
    void keepsTheRulesUntilTheNetworkIsStopped() {
        apply(DOCKER2);

        assertThat(steps(planRemoval()))
                .containsSubsequence(
                        "$ systemctl disable --now --no-reload docker2-network.service docker2.service docker2.slice docker2.socket",
                        "delete /etc/docker2/network.sh",
                        "delete /etc/docker2/forwarding.rules");
    }

    @Test
    void saysThatRulesStayIfTheScriptIsMissingThatTakesThemAway() {
        apply(DOCKER2);
        host.deleteFile(AbsolutePath.of("/etc/docker2/network.sh"));

        assertThat(planRemoval().notes())
                .singleElement()
                .asString()
                .startsWith("the rules of docker2 stay in the firewall until the next boot");
    }

    @Test
    void leavesADirectoryOfTheHostAlone() {
        DaemonSpec spec =
                DOCKER2.toBuilder().configurationFile("/etc/docker2.json").build();

        assertThat(steps(plan(spec))).doesNotContain("make directory /etc (0755 root:root)");
    }

    @Test
    void generatesUnitsForTheEngineThatIsThere() {
        DaemonSpec spec = DOCKER2.toBuilder().unitSource(UnitSource.GENERATED).build();

        assertThat(plan(spec).toString()).contains("ExecStart=/usr/sbin/dockerd ");
    }

    @Test
    void saysThatTheSocketsGroupIsMissing() {
        host.answer((command, anyHost) -> command.program().equals("getent")
                ? Optional.of(new CommandResult(command, 2, "", ""))
                : Optional.empty());

        assertThatThrownBy(() -> plan(DOCKER2))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("daemon docker2: socketGroup: found \"docker\"")
                .hasMessageContaining("groupadd --system docker");
    }

    @Test
    void takesAGroupByNumberWithoutLookingItUp() {
        DaemonSpec spec = DOCKER2.toBuilder().socketGroup("4711").build();
        host.answer((command, anyHost) -> command.program().equals("getent")
                ? Optional.of(new CommandResult(command, 2, "", ""))
                : Optional.empty());

        assertThat(plan(spec).changes()).isNotEmpty();
    }

    @Test
    void saysThatDockerIsMissing() {
        host.deleteFile(AbsolutePath.of("/usr/sbin/dockerd"));

        assertThatThrownBy(() -> plan(DOCKER2))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("no /usr/sbin/dockerd")
                .hasMessageContaining("apt-get install docker.io");
    }

    @Test
    void refusesAnAddressPoolThatTheHostUses() {
        addresses = link("eth0", "10.10.3.4", 24);

        assertThatThrownBy(() -> plan(DOCKER2))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("daemon docker2: addressPool")
                .hasMessageContaining("eth0");
    }

    @Test
    void takesTheNetworksOfTheDaemonForItsOwn() {
        apply(DOCKER2);
        addresses = link("br-0123456789ab", "10.10.0.1", 24);

        assertThat(plan(DOCKER2).changes()).isEmpty();
    }

    private static String link(String name, String address, int prefix) {
        return "[{\"ifindex\":2,\"ifname\":\"" + name + "\",\"flags\":[\"BROADCAST\",\"UP\"],\"mtu\":1500,"
                + "\"operstate\":\"UP\",\"addr_info\":[{\"family\":\"inet\",\"local\":\"" + address
                + "\",\"prefixlen\":"
                + prefix + ",\"scope\":\"global\"}]}]";
    }

    @Test
    void asksForAnAddressPoolWhereNoneFollows() {
        BridgeSpec last = BridgeSpec.builder("docker1", "192.168.255.1/24").build();

        assertThatThrownBy(() -> Daemon.resources(DOCKER2, last, PLATFORM, socket -> engine(), host))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("addressPool");
    }

    @Test
    void refusesAnAddressPoolAroundTheBridge() {
        DaemonSpec spec = DOCKER2.toBuilder().addressPool("10.8.0.0/15", 24).build();

        assertThatThrownBy(() -> spec.addressPool(DOCKER1))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("apart from the bridge's 10.9.0.0/16");
    }

    @Test
    void removesContainersFirstAndTracesLast() {
        apply(DOCKER2);
        containers.put("0123456789abcdef", "running");
        containers.put("ba9876543210fedc", "dead");

        List<String> steps = steps(planRemoval());

        assertThat(steps)
                .startsWith(
                        "$ docker --host unix:///docker2/docker.sock container rm --force 0123456789ab ba9876543210",
                        "$ systemctl disable --now --no-reload docker2-network.service docker2.service docker2.slice docker2.socket")
                .containsSubsequence(
                        "$ systemctl daemon-reload",
                        "delete /docker2/docker.sock",
                        "delete directory and everything in it, unmounted first: /run/docker2",
                        "delete directory and everything in it: /docker2/graph");
    }

    @Test
    void removesEachContainerAlsoOneThatLostItsName() {
        apply(DOCKER2);
        containers.put("0123456789abcdef", "running");
        containers.put("ba9876543210fedc", "dead");

        Applier.apply(planRemoval(), host, event -> {});

        assertThat(containers).isEmpty();
    }

    @Test
    void refusesAMoveThatWouldLoseContainersWithAProcess() {
        host.putFile(
                AbsolutePath.of("/usr/bin/containerd"), FileContent.ofText(""), FileMode.EXECUTABLE, FileOwner.ROOT);
        apply(DOCKER2);
        containers.put("0123456789abcdef", "running");
        containers.put("1123456789abcdef", "paused");
        containers.put("2123456789abcdef", "exited");

        assertThat(conflicts(DOCKER2.toBuilder().containerd(Containerd.OWN).build()))
                .singleElement()
                .asString()
                .contains("found \"2 running containers\"", "docker2 stop 0123456789ab 1123456789ab\"");
    }

    @Test
    void removesItsEmptyNamespaceFromTheHostsContainerdWithItsData() {
        host.putFile(AbsolutePath.of("/run/containerd/containerd.sock"), "");
        host.putFile(AbsolutePath.of("/usr/bin/ctr"), "");
        apply(DOCKER2);

        assertThat(steps(planRemoval()))
                .contains("$ /usr/bin/ctr --address /run/containerd/containerd.sock namespaces remove docker2 || true");
        assertThat(steps(planner.planRemoval(host, ReceiptStore.read(host, STACK), Retention.KEEP_DATA)))
                .noneMatch(step -> step.contains("ctr"));
    }

    @Test
    void goesOnWhereTheNamespaceInContainerdIsNotEmpty() {
        host.putFile(AbsolutePath.of("/run/containerd/containerd.sock"), "");
        host.putFile(AbsolutePath.of("/usr/bin/ctr"), "");
        host.answer(SimulatedCommand.failing(
                "ctr: namespace \"docker2\" must be empty, but it still has images",
                "/usr/bin/ctr",
                "--address",
                "/run/containerd/containerd.sock",
                "namespaces",
                "remove",
                "docker2"));
        apply(DOCKER2);

        Applier.apply(planRemoval(), host, event -> {});

        assertThat(planRemoval().changes()).isEmpty();
    }

    @Test
    void leavesTheHostAsItWas() {
        Map<String, String> before = new TreeMap<>(host.tree());
        apply(DOCKER2);

        Applier.apply(planRemoval(), host, event -> {});

        Map<String, String> after = new TreeMap<>(host.tree());
        after.keySet().removeIf(path -> path.startsWith("/var/lib/outboard") || path.startsWith("/proc/net"));
        assertThat(after).isEqualTo(before);
        assertThat(planRemoval().changes()).isEmpty();
    }

    @Test
    void doesNotStartAStoppedDaemonOnlyToAskForItsContainers() {
        apply(DOCKER2);
        host.run(Command.of("systemctl", "stop", "docker2.service"));
        containers.put("0123456789abcdef", "running");

        assertThat(steps(planRemoval())).noneMatch(step -> step.contains("container rm"));
    }

    @Test
    void removesADaemonThatDoesNotAnswer() {
        apply(DOCKER2);
        isSilent = true;

        Plan removal = planRemoval();

        assertThat(removal.notes()).singleElement().asString().contains("does not answer");
        assertThat(steps(removal))
                .contains(
                        "$ systemctl disable --now --no-reload docker2-network.service docker2.service docker2.slice docker2.socket");
    }

    @Test
    void unmountsWhatTheEngineLeftMounted() {
        apply(DOCKER2);
        AbsolutePath namespace = AbsolutePath.of("/run/docker2/netns/a b");
        host.putMountPoint(namespace);
        host.putFile(AbsolutePath.of("/proc/self/mountinfo"), """
                22 1 0:21 / /proc rw - proc proc rw
                300 25 0:4 net:[4026531840] /run/docker2/netns/a\\040b rw - nsfs nsfs rw
                301 25 0:5 / /run/docker20 rw - tmpfs tmpfs rw
                """);
        host.answer((command, anyHost) -> {
            if (!command.toString().equals("umount '/run/docker2/netns/a b'")) {
                return Optional.empty();
            }
            anyHost.removeMountPoint(namespace);
            return Optional.of(new CommandResult(command, 0, "", ""));
        });

        Applier.apply(planRemoval(), host, event -> {});

        assertThat(host.status(EXEC_ROOT)).isEmpty();
    }

    @Test
    void missesNothingOnTheMachineThatATreeIsStagedFor(@TempDir Path directory) {
        DaemonSpec demanding = DOCKER2.toBuilder()
                .unitSource(UnitSource.GENERATED)
                .containerDefaults(ContainerDefaults.builder().init(true).build())
                .containerd(Containerd.OWN)
                .userRemap(new UserRemap("jobs"))
                .socketGroup("ci")
                .traffic(TrafficPolicy.builder().interContainerTraffic(false).build())
                .build();

        try (StagedHost staged = StagedHost.at(directory, InMemoryHost.create())) {
            Plan plan = planner.plan(
                    new DesiredState(
                            STACK,
                            Daemon.resources(demanding, DOCKER1, Platform.readFrom(staged), socket -> engine(), staged),
                            List.of()),
                    staged,
                    Receipt.empty(STACK),
                    Set.of());

            assertThat(plan.isEmpty()).isFalse();
        }
    }

    @Test
    void stagesEveryFileAndCommand(@TempDir Path directory) throws IOException {
        try (StagedHost staged = StagedHost.at(directory)) {
            DaemonSpec spec =
                    DOCKER2.toBuilder().unitSource(UnitSource.GENERATED).build();
            Plan plan = planner.plan(
                    new DesiredState(
                            STACK,
                            Daemon.resources(spec, DOCKER1, Platform.unknown(), socket -> engine(), staged),
                            List.of()),
                    staged,
                    Receipt.empty(STACK),
                    Set.of());
            Applier.apply(plan, staged, event -> {});
        }

        assertThat(directory.resolve("etc/docker2/daemon.json")).exists();
        assertThat(directory.resolve("usr/local/bin/docker2")).isExecutable();
        try (Stream<String> script = Files.lines(directory.resolve("apply.sh"))) {
            assertThat(script.filter(line -> line.startsWith("systemctl")))
                    .containsExactly(
                            "systemctl enable --no-reload docker2-network.service docker2.socket docker2.service",
                            "systemctl daemon-reload",
                            "systemctl start docker2-network.service docker2.socket docker2.service");
        }
    }
}
