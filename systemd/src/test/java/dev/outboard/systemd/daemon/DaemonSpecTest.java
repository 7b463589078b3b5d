package dev.outboard.systemd.daemon;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.outboard.core.failure.InvalidSpecException;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.testing.shared.SpecContract;
import dev.outboard.network.NetworkIsolation;
import dev.outboard.network.TrafficPolicy;
import dev.outboard.systemd.daemon.host.Options;
import dev.outboard.systemd.options.CleanUp;
import dev.outboard.systemd.options.Containerd;
import dev.outboard.systemd.options.EngineOptions;
import dev.outboard.systemd.options.Filesystem;
import dev.outboard.systemd.options.ImageStore;
import dev.outboard.systemd.options.LogSettings;
import dev.outboard.systemd.options.RegistrySettings;
import dev.outboard.systemd.options.ResourceLimits;
import dev.outboard.systemd.options.StorageSpec;
import dev.outboard.systemd.options.UserRemap;
import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DaemonSpecTest {
    private static final TrafficPolicy NO_PUBLISHED_PORTS =
            TrafficPolicy.builder().publishedPorts(false).build();

    private static DaemonSpec.Builder docker2() {
        return DaemonSpec.builder("docker2").bridge("docker1");
    }

    private static List<Problem> problemsOf(DaemonSpec.Builder builder) {
        InvalidSpecException failure = catchThrowableOfType(InvalidSpecException.class, builder::build);
        assertThat(failure).isNotNull();
        return failure.problems();
    }

    private static Problem problemOf(DaemonSpec.Builder builder) {
        List<Problem> problems = problemsOf(builder);
        assertThat(problems).hasSize(1);
        return problems.get(0);
    }

    @Test
    void keepsTheContractOfSpecs() {
        Map<String, UnaryOperator<DaemonSpec.Builder>> changes = new LinkedHashMap<>();
        changes.put("name", builder -> DaemonSpec.builder("docker3").bridge("docker1"));
        changes.put("bridge", builder -> builder.bridge("docker9"));
        changes.put("networkIsolation", builder -> builder.networkIsolation(NetworkIsolation.NAMESPACE));
        changes.put("root", builder -> builder.root("/srv/docker2"));
        changes.put("dataRoot", builder -> builder.dataRoot("/srv/data"));
        changes.put("temporaryDirectory", builder -> builder.temporaryDirectory("/srv/tmp"));
        changes.put(
                "storage", builder -> builder.storage(StorageSpec.image("20G").build()));
        changes.put("execRoot", builder -> builder.execRoot("/run/other"));
        changes.put("pidFile", builder -> builder.pidFile("/run/other.pid"));
        changes.put("socket", builder -> builder.socket("/run/other.sock"));
        changes.put("configurationFile", builder -> builder.configurationFile("/etc/other.json"));
        changes.put("wrapper", builder -> builder.wrapper("/usr/local/bin/other"));
        changes.put("cleanUp", builder -> builder.cleanUp(CleanUp.at("daily").build()));
        changes.put("socketUser", builder -> builder.socketUser("ci"));
        changes.put("socketGroup", builder -> builder.socketGroup("ci"));
        changes.put("socketMode", builder -> builder.socketMode("0600"));
        changes.put(
                "resourceLimits",
                builder -> builder.resourceLimits(
                        ResourceLimits.builder().memoryMax("4G").build()));
        changes.put("storageDriver", builder -> builder.storageDriver("btrfs"));
        changes.put("containerd", builder -> builder.containerd(Containerd.OWN));
        changes.put("imageStore", builder -> builder.containerd(Containerd.OWN).imageStore(ImageStore.CONTAINERD));
        changes.put("addressPool", builder -> builder.addressPool("10.20.0.0/16", 24));
        changes.put("sizeInAddressPool", builder -> builder.addressPool("10.20.0.0/16", 26));
        changes.put("traffic", builder -> builder.traffic(NO_PUBLISHED_PORTS));
        changes.put("dns", builder -> builder.addDns("9.9.9.9"));
        changes.put("registries", builder -> builder.registries(Options.REGISTRIES));
        changes.put("label", builder -> builder.addLabel("purpose=test"));
        changes.put("logs", builder -> builder.logs(Options.LOGS));
        changes.put("containerDefaults", builder -> builder.containerDefaults(Options.DEFAULTS));
        changes.put("userRemap", builder -> builder.userRemap(UserRemap.ofEngine()));
        changes.put("daemonOption", builder -> builder.addDaemonOption("max-concurrent-uploads", "3"));
        changes.put("daemonFlag", builder -> builder.addDaemonFlag("debug"));
        changes.put("engineOption", builder -> builder.set(EngineOptions.MAX_CONCURRENT_DOWNLOADS, 5));
        changes.put("engineDialect", builder -> builder.engineDialect(EngineDialect.DOCKER_1_10));
        changes.put("unitSource", builder -> builder.unitSource(UnitSource.GENERATED));
        SpecContract.of(DaemonSpecTest::docker2, DaemonSpec::toBuilder, DaemonSpec.Builder::build)
                .verify(changes);
    }

    @Test
    void makesEveryPathFromNameAndRoot() {
        DaemonSpec spec = docker2().root("/srv/ci").build();

        assertThat(spec.dataRoot()).hasToString("/srv/ci/graph");
        assertThat(spec.temporaryDirectory()).hasToString("/srv/ci/tmp");
        assertThat(spec.socket()).hasToString("/srv/ci/docker.sock");
        assertThat(spec.execRoot()).hasToString("/run/docker2");
        assertThat(spec.pidFile()).hasToString("/run/docker2.pid");
        assertThat(spec.configurationFile()).hasToString("/etc/docker2/daemon.json");
        assertThat(spec.wrapper()).hasToString("/usr/local/bin/docker2");
        assertThat(spec.serviceUnit()).hasToString("docker2.service");
        assertThat(spec.socketUnit()).hasToString("docker2.socket");
    }

    @Test
    void takesTheRootFromTheNameUnlessSet() {
        assertThat(docker2().build().root()).hasToString("/docker2");
    }

    @Test
    void letsDerivedPathsFollowANewRoot() {
        DaemonSpec moved =
                docker2().dataRoot("/data").build().toBuilder().root("/srv/ci").build();

        assertThat(moved.socket()).hasToString("/srv/ci/docker.sock");
        assertThat(moved.dataRoot()).hasToString("/data");
    }

    @Test
    void takesTheStorageDriverOfTheDialect() {
        assertThat(docker2().build().storageDriver()).isEqualTo("overlay2");
        assertThat(docker2().engineDialect(EngineDialect.DOCKER_1_10).build().storageDriver())
                .isEqualTo("devicemapper");
    }

    @Test
    void takesTheStorageDriverOfTheImageStore() {
        DaemonSpec spec = docker2()
                .containerd(Containerd.EMBEDDED)
                .imageStore(ImageStore.CONTAINERD)
                .build();

        assertThat(spec.storageDriver()).isEqualTo("overlayfs");
        assertThat(spec.toBuilder().imageStore(ImageStore.GRAPH_DRIVER).build().storageDriver())
                .isEqualTo("overlay2");
    }

    @Test
    void refusesHalfOfASurrogatePairWhereverTextGoes() {
        DaemonSpec.Builder builder = docker2().addDaemonOption("max-concurrent-uploads", "\ude00");

        assertThat(problemsOf(builder)).extracting(Problem::property).containsExactly("daemonOption");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/docker2/docker.sock ", "/docker2/docker.sock\\"})
    void refusesAPathThatAUnitCannotNameAsItStands(String path) {
        assertThat(problemOf(docker2().socket(path)).property()).isEqualTo("socket");
    }

    @Test
    void refusesToKeepImagesInTheHostsContainerd() {
        Problem problem = problemOf(docker2().imageStore(ImageStore.CONTAINERD));

        assertThat(problem.property()).isEqualTo("imageStore");
        assertThat(problem.expected()).contains("/var/lib/containerd");
        assertThat(problem.remedy()).contains("containerd(Containerd.OWN)");
    }

    @Test
    void refusesAGraphDriverForTheImageStoreOfContainerd() {
        DaemonSpec.Builder builder = docker2()
                .containerd(Containerd.OWN)
                .imageStore(ImageStore.CONTAINERD)
                .storageDriver("overlay2");

        assertThat(problemOf(builder).remedy()).contains("overlayfs");
    }

    @Test
    void refusesAContainerdForDocker110() {
        DaemonSpec.Builder builder = docker2()
                .engineDialect(EngineDialect.DOCKER_1_10)
                .containerd(Containerd.OWN)
                .imageStore(ImageStore.CONTAINERD);

        assertThat(problemsOf(builder)).extracting(Problem::property).containsExactly("containerd", "imageStore");
    }

    @Test
    void takesAContainerdOfItsOwnIntoANetworkNamespace() {
        DaemonSpec.Builder isolated = docker2().networkIsolation(NetworkIsolation.NAMESPACE);

        assertThat(isolated.build().containerd()).isEqualTo(Containerd.OWN);
        assertThat(isolated.build().toBuilder()
                        .networkIsolation(NetworkIsolation.SHARED)
                        .build()
                        .containerd())
                .isEqualTo(Containerd.SYSTEM);
        assertThat(problemOf(isolated.containerd(Containerd.SYSTEM)).property()).isEqualTo("containerd");
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker2-16-bytes", "ve-docker"})
    void refusesANameThatIsNoGoodForTheLinkToANetworkNamespace(String name) {
        DaemonSpec.Builder builder =
                DaemonSpec.builder(name).bridge("docker1").networkIsolation(NetworkIsolation.NAMESPACE);

        assertThat(problemOf(builder).property()).isEqualTo("name");
    }

    @Test
    void refusesToHidePublishedPortsInANetworkNamespace() {
        DaemonSpec.Builder builder =
                docker2().networkIsolation(NetworkIsolation.NAMESPACE).traffic(NO_PUBLISHED_PORTS);

        assertThat(problemOf(builder).property()).isEqualTo("publishedPorts");
    }

    @Test
    void refusesUserNamespacesWithTheImageStoreOfContainerd() {
        DaemonSpec.Builder builder = docker2()
                .containerd(Containerd.OWN)
                .imageStore(ImageStore.CONTAINERD)
                .userRemap(UserRemap.ofEngine());

        assertThat(problemOf(builder).expected()).contains("moby/moby issue 47377");
    }

    @Test
    void reportsAllMistakesAtOnce() {
        DaemonSpec.Builder builder = DaemonSpec.builder("Docker 2")
                .root("docker2")
                .socketMode("rw")
                .addDns("dns.example.org")
                .addLabel("purpose")
                .addDaemonFlag("iptables");

        assertThat(problemsOf(builder))
                .extracting(Problem::property)
                .containsExactly("name", "bridge", "root", "socketMode", "dns", "label", "daemonOption");
    }

    @Test
    void doesNotRepeatAMistakeForWhatIsMadeFromIt() {
        assertThat(problemOf(docker2().root("srv")).property()).isEqualTo("root");
    }

    @Test
    void asksForTheBridge() {
        assertThat(problemOf(DaemonSpec.builder("docker2")).remedy()).contains("bridge(..)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "docker0"})
    void refusesABridgeThatIsTheFirstDaemonsBusiness(String bridge) {
        assertThat(problemOf(DaemonSpec.builder("docker2").bridge(bridge)).property())
                .isEqualTo("bridge");
    }

    @Test
    void refusesASocketOf108Bytes() {
        assertThat(docker2().socket("/" + "s".repeat(106)).build().socket().toString())
                .hasSize(107);
        assertThat(problemOf(docker2().socket("/" + "s".repeat(107))).expected())
                .contains("107");
    }

    @Test
    void refusesASocketThatARootMakesTooLong() {
        assertThat(problemOf(docker2().root("/" + "r".repeat(96))).property()).isEqualTo("socket");
    }

    @Test
    void refusesAnExecRootOf75Bytes() {
        assertThat(docker2().execRoot("/" + "e".repeat(73)).build().execRoot().toString())
                .hasSize(74);
        assertThat(problemOf(docker2().execRoot("/" + "e".repeat(74))).expected())
                .contains("74");
    }

    @Test
    void refusesTheRootOfTheHost() {
        assertThat(problemOf(docker2().root("/")).found()).isEqualTo("/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/var/lib/docker", "/var/lib/docker/ci", "/var/lib/containerd/ci"})
    void refusesARootInsideTheFirstDaemons(String root) {
        assertThat(problemsOf(docker2().root(root)).get(0).property()).isEqualTo("root");
    }

    @Test
    void takesADirectoryWhoseNameOnlyStartsLikeTheFirstDaemons() {
        assertThat(docker2().root("/var/lib/docker2").build().root()).hasToString("/var/lib/docker2");
    }

    @Test
    void refusesTheFirstDaemonsFiles() {
        assertThat(problemOf(docker2().wrapper("/usr/bin/docker")).property()).isEqualTo("wrapper");
        assertThat(problemOf(docker2().pidFile("/run/docker.pid")).property()).isEqualTo("pidFile");
        assertThat(problemOf(docker2().execRoot("/run/docker")).property()).isEqualTo("execRoot");
        assertThat(problemOf(docker2().configurationFile("/etc/docker/daemon.json"))
                        .property())
                .isEqualTo("configurationFile");
    }

    @Test
    void seesThroughTheOldNameOfRun() {
        assertThat(problemOf(docker2().socket("/var/run/docker.sock")).property())
                .isEqualTo("socket");
    }

    @Test
    void refusesOnePathForTwoThings() {
        assertThat(problemOf(docker2().temporaryDirectory("/docker2/graph")).expected())
                .contains("dataRoot");
    }

    @ParameterizedTest
    @CsvSource({
        "data-root, dataRoot",
        "graph, dataRoot",
        "-g, dataRoot",
        "--host, socket",
        "-H, socket",
        "-b, bridge",
        "bridge, bridge",
        "bip, bridge",
        "iptables, firewall",
        "ip6tables, firewall",
        "ip-masq, firewall",
        "live-restore, always true",
        "p, pidFile",
        "pidfile, pidFile",
        "exec-root, execRoot",
        "cgroup-parent, resourceLimits",
        "exec-opt, cgroupdriver",
        "config-file, configurationFile",
        "containerd, containerd(..)",
        "containerd-namespace, name",
        "containerd-plugins-namespace, name",
        "s, storageDriver",
        "dns, addDns",
        "label, addLabel",
        "log-driver, driver(..)",
        "log-opt, addOption(..)",
        "registry-mirror, addMirror",
        "insecure-registry, addInsecureRegistry",
        "G, socketGroup",
        "group, socketGroup",
        "default-address-pool, addressPool",
        "mtu, MTU of the bridge",
        "default-ulimit, containerDefaults",
        "default-shm-size, containerDefaults",
        "init, containerDefaults",
        "no-new-privileges, containerDefaults",
        "seccomp-profile, containerDefaults",
        "http-proxy, proxies",
        "https-proxy, proxies",
        "no-proxy, proxies",
        "userns-remap, userRemap",
        "icc, interContainerTraffic",
        "userland-proxy, publishedPorts",
        "ipv6, IPv6 address",
        "fixed-cidr-v6, IPv6 address",
        "feature, imageStore",
        "firewall-backend, programs of the host",
        "bridge-accept-fwmark, leave it out",
        "rootless, runs as root"
    })
    void refusesAnOptionThatSomethingElseDecides(String option, String remedy) {
        assertThat(problemOf(docker2().addDaemonOption(option, "x")).remedy()).contains(remedy);
    }

    /** Every {@code method(..)} that a remedy names is one of the builder it names, or else of the daemon's. */
    @Test
    void remediesOfDecidedOptionsNameMethodsThatExist() {
        Pattern call = Pattern.compile("(?:(?<type>[A-Z]\\w+)\\.builder\\(\\)\\.)?(?<method>[a-z]\\w+)\\(\\.\\.\\)");
        Map<String, Class<?>> builders = Map.of(
                "LogSettings", LogSettings.Builder.class,
                "RegistrySettings", RegistrySettings.Builder.class,
                "TrafficPolicy", TrafficPolicy.Builder.class);

        assertThat(EngineOptions.all())
                .allSatisfy(option -> call.matcher(option.remedy())
                        .results()
                        .forEach(found -> assertThat(methods(
                                        found.group(1) == null
                                                ? DaemonSpec.Builder.class
                                                : builders.get(found.group(1))))
                                .as(option.name())
                                .contains(found.group(2))));
    }

    private static List<String> methods(@Nullable Class<?> type) {
        return Stream.of(requireNonNull(type).getMethods()).map(Method::getName).toList();
    }

    @Test
    void refusesTheNodeResourceInterfaceWithoutASocketOfItsOwn() {
        assertThat(problemOf(docker2().addDaemonOption("nri-opts", "enable=true"))
                        .expected())
                .contains("socket-path");
        assertThat(docker2()
                        .addDaemonOption("nri-opts", "enable=true,socket-path=/run/docker2/nri.sock")
                        .build()
                        .daemonOptionNames())
                .containsExactly("nri-opts");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max-concurent-downloads | write one that is most like it: max-concurrent-downloads, max-concurrent-uploads",
                "dns-options | write one that is most like it: dns-opt",
                "x | write the long name of an option that \"dockerd --help\" lists",
                "authorization-plugins | write \"authorization-plugin\"",
                "builder | call set(..) with the constant of EngineOptions",
                "labels | use addLabel(..)"
            })
    void tellsWhichOptionIsMeantWhereTheEngineHasNoneOfThatName(String option, String remedy) {
        assertThat(problemOf(docker2().addDaemonOption(option, "x")).remedy()).startsWith(remedy);
    }

    @Test
    void refusesAnOptionOfTheEngineThatIsSetTwice() {
        assertThat(problemOf(docker2().set(EngineOptions.DEBUG, true).addDaemonFlag("debug"))
                        .remedy())
                .isEqualTo("leave one of the two out");
    }

    @Test
    void refusesAValueThatNoEngineTakes() {
        assertThat(problemsOf(
                        docker2().set(EngineOptions.MAX_CONCURRENT_DOWNLOADS, 0).set(EngineOptions.LOG_LEVEL, "loud")))
                .extracting(Problem::property)
                .containsExactly("max-concurrent-downloads", "log-level");
    }

    @Test
    void refusesOptionsOfTheConfigurationFileForDocker110() {
        assertThat(problemOf(docker2().engineDialect(EngineDialect.DOCKER_1_10).set(EngineOptions.DEBUG, true))
                        .expected())
                .contains("Docker 1.10");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--", "max concurrent", "Debug", "debug=true", "l", "tls\n"})
    void refusesAnOptionThatIsNoLongName(String option) {
        assertThat(problemOf(docker2().addDaemonFlag(option)).property()).isEqualTo("daemonOption");
    }

    @Test
    void refusesControlCharactersInAnOption() {
        assertThat(problemOf(docker2().addDaemonOption("log-level", "a\nb")).expected())
                .contains("control");
    }

    @Test
    void takesAnOptionWithItsDashes() {
        assertThat(docker2().addDaemonOption("--log-level", "warn").build().daemonOptions())
                .containsExactly("--log-level=warn");
    }

    @Test
    void refusesALabelWithTwoValues() {
        assertThat(problemOf(docker2().addLabel("a=1").addLabel("a=2")).property())
                .isEqualTo("label");
    }

    @Test
    void refusesASocketThatNoContainerCouldBeGiven() {
        assertThat(problemOf(docker2().root("/srv/a:b")).property()).isEqualTo("socket");
        assertThat(docker2().root("/srv/a:b").socket("/run/ci.sock").build().root())
                .hasToString("/srv/a:b");
    }

    @Test
    void refusesTheLabelThatItSetsItself() {
        assertThat(problemOf(docker2().addLabel("dev.outboard.daemon=x")).property())
                .isEqualTo("label");
    }

    @Test
    void refusesAnAddressPoolForAnEngineWithoutThem() {
        DaemonSpec.Builder builder =
                docker2().engineDialect(EngineDialect.DOCKER_1_10).addressPool("10.10.0.0/16", 24);

        assertThat(problemOf(builder).property()).isEqualTo("addressPool");
    }

    @ParameterizedTest
    @CsvSource({"10.10.0.0/16,15", "10.10.0.0/16,31", "10.10.0.1/16,24", "fd00::/64,64"})
    void refusesAnAddressPoolThatCanNotBe(String subnet, int size) {
        assertThat(problemOf(docker2().addressPool(subnet, size)).property()).isEqualTo("addressPool");
    }

    @Test
    void refusesToSwitchPublishedPortsOffOnAnEngineThatReadsNoConfiguration() {
        assertThat(problemOf(docker2().engineDialect(EngineDialect.DOCKER_1_10).traffic(NO_PUBLISHED_PORTS))
                        .property())
                .isEqualTo("publishedPorts");
    }

    @Test
    void textMasksATokenInAnOption() {
        assertThat(docker2()
                        .addDaemonOption("node-generic-resource", "site=glpat-abcdefghijklmnopqrst")
                        .build())
                .asString()
                .contains("site=****")
                .doesNotContain("abcdefghij");
    }

    @Test
    void refusesANameThatNoChainOfTheFirewallCanCarry() {
        assertThat(DaemonSpec.builder("d".repeat(16))
                        .bridge("docker1")
                        .build()
                        .name()
                        .toString())
                .hasSize(16);
        assertThat(problemOf(DaemonSpec.builder("d".repeat(20)).bridge("docker1"))
                        .expected())
                .contains("16 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"system", "user", "machine", "capsule"})
    void refusesANameWhoseSliceHoldsTheRestOfTheHost(String name) {
        assertThat(problemOf(DaemonSpec.builder(name).bridge("docker1")).expected())
                .contains("slice");
    }

    @Test
    void hasASliceOfItsOwnAlsoWithADashInItsName() {
        assertThat(docker2().build().sliceUnit()).hasToString("docker2.slice");
        assertThat(DaemonSpec.builder("docker2-ci").bridge("docker1").build().sliceUnit())
                .hasToString("docker2\\x2dci.slice");
    }

    @Test
    void refusesLimitsForAnEngineThatIsRenderedWithoutASlice() {
        DaemonSpec.Builder builder = docker2()
                .engineDialect(EngineDialect.DOCKER_1_10)
                .resourceLimits(ResourceLimits.builder().cpuQuota(20).build());

        assertThat(problemOf(builder).property()).isEqualTo("resourceLimits");
    }

    @Test
    void refusesAStorageDriverThatNoEngineHas() {
        assertThat(problemOf(docker2().storageDriver("")).property()).isEqualTo("storageDriver");
    }

    @Test
    void refusesWhatDocker110DoesNotHave() {
        assertThat(problemsOf(Options.addTo(docker2().engineDialect(EngineDialect.DOCKER_1_10))))
                .extracting(Problem::property)
                .containsExactly("containerDefaults", "certificateAuthority");
    }

    @Test
    void keepsAllThatJobsWriteInItsStorage() {
        StorageSpec storage = StorageSpec.image("20G").build();

        assertThat(problemOf(docker2().storage(storage).dataRoot("/srv/data")).expected())
                .contains("below the root /docker2");
        assertThat(problemOf(docker2().storage(storage).temporaryDirectory("/srv/tmp"))
                        .property())
                .isEqualTo("temporaryDirectory");
        assertThat(problemOf(docker2()
                                .storage(storage.toBuilder()
                                        .imagePath("/docker2/ci.img")
                                        .build()))
                        .property())
                .isEqualTo("storage: imagePath");
    }

    @Test
    void refusesALimitOfContainersThatItsEngineDoesNotKnow() {
        StorageSpec limited = StorageSpec.image("20G")
                .filesystem(Filesystem.XFS)
                .containerSize("2G")
                .build();

        assertThat(problemOf(docker2().storage(limited).storageDriver("btrfs")).property())
                .isEqualTo("storage: containerSize");
        assertThat(problemOf(docker2().storage(limited).engineDialect(EngineDialect.DOCKER_1_10))
                        .property())
                .isEqualTo("storage: containerSize");
        assertThat(problemOf(docker2().storage(limited).addDaemonOption("storage-opt", "overlay2.size=1G"))
                        .remedy())
                .contains("one of the two");
    }

    @Test
    void refusesOwnersThatNoFileCanHave() {
        assertThat(problemsOf(docker2().socketUser("a b").socketGroup("c d")))
                .extracting(Problem::property)
                .containsExactly("socketUser", "socketGroup");
    }
}
