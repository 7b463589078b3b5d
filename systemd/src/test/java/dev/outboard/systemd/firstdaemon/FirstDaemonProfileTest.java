package dev.outboard.systemd.firstdaemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.core.value.Subnet;
import dev.outboard.core.value.UnitName;
import dev.outboard.systemd.docker.EngineInfo;
import dev.outboard.systemd.docker.NetworkSummary;
import dev.outboard.systemd.engine.EngineTraits;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FirstDaemonProfileTest {
    private static final String UNIT = "/usr/lib/systemd/system/docker.service";

    private final InMemoryHost host = InMemoryHost.create();
    private final Map<String, EngineReply> replies = new TreeMap<>();
    private Optional<EngineReply> answer = Optional.empty();

    private FirstDaemonProfile profile() {
        answer.ifPresent(said -> replies.put("/run/docker.sock", said));
        return FirstDaemonProfile.readFrom(
                host,
                (socket, service) ->
                        replies.getOrDefault(socket.toString(), EngineReply.silence("nothing listens on " + socket)),
                Set.of(UnitName.of("docker2.service")));
    }

    private void configuration(String json) {
        file("/etc/docker/daemon.json", json);
    }

    private void starts(String line) {
        file(UNIT, "[Service]\nExecStart=" + line + "\n");
    }

    private void file(String path, String text) {
        host.putFile(AbsolutePath.of(path), text);
    }

    private static EngineReply answering(String root, NetworkSummary... networks) {
        return EngineReply.of(info(root), List.of(networks));
    }

    static EngineInfo info(String root) {
        return new EngineInfo(
                AbsolutePath.of(root),
                "overlay2",
                "26.1.5",
                "1.45",
                List.of(),
                Optional.empty(),
                0,
                List.of(),
                EngineTraits.USUAL);
    }

    static NetworkSummary network(String name, Optional<InterfaceName> bridge, String... subnets) {
        return new NetworkSummary(
                "0123abcd",
                name,
                "bridge",
                bridge,
                Stream.of(subnets).map(Subnet::of).toList());
    }

    private boolean owns(String path) {
        return profile().collision(AbsolutePath.of(path)).isPresent();
    }

    private boolean uses(String range) {
        return profile().ranges().stream()
                .filter(own -> own.kind() != OwnRange.Kind.BUILT_IN_POOL)
                .anyMatch(own -> own.overlaps(Subnet.of(range)));
    }

    @Test
    void ownsTheDataRootThatTheRunningEngineNames() {
        answer = Optional.of(answering("/srv/docker"));

        assertThat(owns("/srv/docker/docker2")).isTrue();
        assertThat(owns("/srv")).as("contains it").isTrue();
        assertThat(owns("/srv/docker2")).isFalse();
    }

    @Test
    void ownsTheDataRootAboveTheDirectoryOfAUserNamespace() {
        answer = Optional.of(answering("/srv/docker/100000.100000"));

        assertThat(owns("/srv/docker/other")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dockerd --data-root /srv/d",
                "dockerd --data-root=/srv/d/",
                "dockerd -g /srv/d",
                "dockerd -g/srv/d",
                "dockerd --graph=/srv/d",
                "docker daemon --debug -g /srv/d",
                "docker -d -g /srv/d",
                "env A=b /usr/bin/dockerd --data-root /srv/d",
                "/usr/bin/nsenter --net=/run/netns/x -- /usr/bin/dockerd --iptables=false --data-root /srv/d",
                "sh -c 'exec /usr/bin/dockerd --data-root /srv/d'",
                "dockerd --exec-root /srv/d",
                "dockerd -H fd:// -p /srv/d",
                "dockerd --host unix:///srv/d",
                "dockerd --containerd=/srv/d",
                "dockerd --storage-opt dm.thinpooldev=/srv/d"
            })
    void ownsThePathsOfItsCommandLine(String line) {
        starts("/usr/bin/" + line);

        assertThat(owns("/srv/d")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"data-root\": \"/srv/d\"}",
                "{\"graph\": \"/srv/d\"}",
                "{\"exec-root\": \"/srv/d\"}",
                "{\"pidfile\": \"/srv/d\"}",
                "{\"hosts\": [\"tcp://127.0.0.1:2375\", \"unix:///srv/d\"]}",
                "{\"containerd\": \"/srv/d\"}",
                "{\"storage-opts\": [\"dm.basesize=10G\", \"dm.thinpooldev=/srv/d\"]}"
            })
    void ownsThePathsOfItsConfigurationFile(String json) {
        configuration(json);

        assertThat(owns("/srv/d")).isTrue();
    }

    @Test
    void readsDropInsInTheOrderOfTheirNamesWithTheListsThatTheyReset() {
        starts("/usr/bin/dockerd --data-root /srv/vendor");
        file("/usr/lib/systemd/system/docker.service.d/50-b.conf", "[Service]\nExecStart=/usr/bin/dockerd -g /srv/b\n");
        file("/etc/systemd/system/docker.service.d/10-a.conf", "[Service]\nExecStart=\n");
        file("/etc/systemd/system/docker.service.d/readme.txt", "no drop-in");

        assertThat(owns("/srv/b")).isTrue();
        assertThat(owns("/srv/vendor")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DOCKER_OPTS=\"--data-root /srv/d\"",
                "DOCKER_OPTS=--debug --data-root /srv/d",
                "DOCKER_OPTS='-g /srv/d'"
            })
    void expandsVariablesThatAFileSets(String line) {
        starts("/usr/bin/dockerd -H fd:// $DOCKER_OPTS");
        file(UNIT.replace(".service", ".service.d/env.conf"), "[Service]\nEnvironmentFile=-/etc/default/docker\n");
        file("/etc/default/docker", "# options\nother=x\n" + line + "\n");

        assertThat(owns("/srv/d")).isTrue();
    }

    @Test
    void expandsVariablesOfItsUnit() {
        file(UNIT, """
                [Service]
                Environment=ROOT=/srv/d "POOL=--bip 10.8.0.1/24"
                ExecStart=/usr/bin/dockerd --data-root=${ROOT} $POOL
                """);

        assertThat(owns("/srv/d")).isTrue();
        assertThat(uses("10.8.0.0/24")).isTrue();
    }

    @Test
    void readsTheConfigurationFileThatItsFlagsNameAndNoOther() {
        starts("/usr/bin/dockerd --config-file /srv/engine.json");
        file("/srv/engine.json", "{\"data-root\": \"/srv/d\"}");
        configuration("{\"data-root\": \"/srv/unused\"}");

        assertThat(owns("/srv/d")).isTrue();
        assertThat(owns("/srv/engine.json")).isTrue();
        assertThat(owns("/srv/unused")).isFalse();
    }

    @Test
    void countsWhatRunsAndWhatIsWrittenForTheNextStart() {
        file("/run/docker.pid", "559");
        file("/proc/559/cmdline", "/usr/sbin/dockerd\0--data-root\0/srv/running\0--bip=10.8.0.1/24\0");
        starts("/usr/sbin/dockerd --data-root /srv/pending");
        configuration("{\"bip\": \"10.9.0.1/24\"}");

        assertThat(owns("/srv/running")).isTrue();
        assertThat(owns("/srv/pending")).isTrue();
        assertThat(uses("10.8.0.0/24")).isTrue();
        assertThat(uses("10.9.0.0/24")).isTrue();
    }

    @Test
    void takesAProcessOfAnotherProgramForNoEngine() {
        file("/run/docker.pid", "559");
        file("/proc/559/cmdline", "/usr/bin/vim\0--data-root\0/srv/d\0");

        assertThat(owns("/srv/d")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"bip\": \"10.8.3.1/16\"}| 10.8.0.0/16",
                "{\"fixed-cidr\": \"10.8.0.0/24\"}| 10.8.0.0/24",
                "{\"fixed-cidr-v6\": \"fd00:8::/64\"}| fd00:8::/64",
                "{\"bip6\": \"fd00:8::1/64\"}| fd00:8::/64",
                "{\"default-address-pools\": [{\"base\": \"10.8.0.0/16\", \"size\": 24}]}| 10.8.200.0/24",
                "{\"default-address-pools\": [{\"base\": \"10.8.0.1/16\", \"size\": 24}]}| 10.8.200.0/24",
                "{\"default-address-pools\": [{\"base\": \"10.7.0.0/16\", \"size\": 24}, {\"base\": \"fd00:8::/48\", \"size\": 64}]}| fd00:8:0:1::/64",
            })
    void usesTheRangesOfItsConfigurationFile(String json, String range) {
        configuration(json);

        assertThat(uses(range)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"data-root\": \"/srv/d\"}|after a byte order mark",
                "{\"data-root\": \"/srv/d\", \"hosts\": [\"fd://\"]}|with a host that systemd passes on",
                "{\"data-root\": \"/srv/d\", \"userns-remap\": \"default\"}|with user namespaces",
                "{\"data-root\": \"/srv/d\", \"bridge\": \"none\"}|without a bridge",
                "{\"data-root\": \"/srv/d\", \"features\": {\"x\": true}, \"runtimes\": {\"r\": {\"path\": \"/x\"}}}|with objects",
                "{\"data-root\": \"/srv/d\", \"hosts\": null, \"debug\": 1, \"labels\": []}|with values of other types"
            })
    void understandsItsConfigurationFile(String json, String what) {
        configuration((what.contains("mark") ? "\uFEFF" : "") + json);

        assertThat(owns("/srv/d")).as(what).isTrue();
        assertThat(owns("/srv/d/100000.100000/x")).as(what).isTrue();
        assertThat(profile().notes()).as(what).hasSize(1);
    }

    @Test
    void countsADropInThatSystemdHasNotReadYet() {
        file("/run/docker.pid", "559");
        file("/proc/559/cmdline", "/usr/sbin/dockerd\0-H\0fd://\0");
        starts("/usr/sbin/dockerd -H fd://");
        file(
                "/etc/systemd/system/docker.service.d/root.conf",
                "[Service]\nExecStart=\nExecStart=/usr/sbin/dockerd -H fd:// --data-root /srv/d --config-file /srv/e.json\n");
        file("/srv/e.json", "{\"default-address-pools\": [{\"base\": \"fd00:8::/48\", \"size\": 64}]}");

        assertThat(owns("/srv/d")).isTrue();
        assertThat(uses("fd00:8:0:7::/64")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tcp://0.0.0.0:2375| |2375",
                "tcp://127.0.0.1:2376|127.0.0.1|2376",
                "tcp://[::1]:2375|::1|2375",
                ":2375| |2375",
                "0.0.0.0:2375| |2375"
            })
    void listensAtTcpPorts(String listener, String address, int port) {
        configuration("{\"hosts\": [\"fd://\", \"unix:///x\", \"npipe:////./pipe/x\", \"" + listener + "\"]}");

        assertThat(profile().listeners())
                .singleElement()
                .isEqualTo(new TcpListener(
                        "listener of the first daemon (/etc/docker/daemon.json)",
                        address == null ? "" : address,
                        port));
    }

    @Test
    void hasItsNamespacesAndThoseThatItIsGiven() {
        starts("/usr/bin/dockerd --containerd-namespace shop --containerd-plugins-namespace=plugins.shop");

        assertThat(profile().containerdNamespaces()).containsOnlyKeys("moby", "plugins.moby", "shop", "plugins.shop");
    }

    @Test
    void usesThePoolsOfItsFlags() {
        starts(
                "/usr/bin/dockerd --default-address-pool base=10.8.0.0/16,size=24 --default-address-pool=base=10.7.0.0/16,size=24");

        assertThat(uses("10.8.1.0/24")).isTrue();
        assertThat(uses("10.7.1.0/24")).isTrue();
    }

    @Test
    void usesTheNetworksThatItHas() {
        answer = Optional.of(answering(
                "/var/lib/docker",
                network("bridge", Optional.of(InterfaceName.of("br0")), "10.8.0.0/24"),
                network("docker_gwbridge", Optional.empty(), "10.6.0.0/16"),
                network("ingress", Optional.empty(), "10.0.0.0/24", "fd00::/64")));

        assertThat(uses("10.8.0.0/24")).isTrue();
        assertThat(uses("10.6.7.0/24")).isTrue();
        assertThat(uses("10.0.0.0/16")).isTrue();
        assertThat(uses("fd00::/80")).isTrue();
        assertThat(profile().bridges()).contains(InterfaceName.of("br0"));
    }

    @Test
    void usesDockersDefaultsWhereNothingIsSet() {
        assertThat(uses("172.17.0.0/24")).isTrue();
        assertThat(profile().ranges())
                .anySatisfy(range -> assertThat(range.subnet()).isEqualTo(Subnet.of("192.168.0.0/16")));
    }

    @Test
    void doesNotUseTheDefaultRangeWhereItsBridgeHasAnother() {
        configuration("{\"bip\": \"10.8.0.1/24\"}");

        assertThat(uses("172.17.0.0/24")).isFalse();
    }

    @Test
    void hasNoBuiltInPoolsWhereItHasPools() {
        configuration("{\"default-address-pools\": [{\"base\": \"10.8.0.0/16\", \"size\": 24}]}");

        assertThat(profile().ranges()).extracting(OwnRange::kind).doesNotContain(OwnRange.Kind.BUILT_IN_POOL);
    }

    @Test
    void hasTheBridgeThatItsConfigurationNames() {
        configuration("{\"bridge\": \"br0\"}");

        assertThat(profile().bridges()).containsExactly(InterfaceName.of("br0"));
    }

    @Test
    void hasNoBridgeThatIsCalledNone() {
        configuration("{\"bridge\": \"none\", \"iptables\": false}");

        assertThat(profile().bridges()).isEmpty();
        assertThat(uses("172.17.0.0/24")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"firewall-backend\": \"nftables\"}", "{\"firewall-backend\": \"iptables\"}"})
    void knowsHowItMakesItsRules(String json) {
        configuration(json);

        assertThat(profile().usesNftables()).isEqualTo(json.contains("nftables"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"bip\": \"10.8.0.1/24\",|/etc/docker/daemon.json, line 1",
                "[]|/etc/docker/daemon.json, line 1: not a JSON object",
                "{\"data-root\": \"relative\"}|(/etc/docker/daemon.json): path",
                "{\"bip\": \"ten\"}|(/etc/docker/daemon.json): subnet"
            })
    void saysWhatItCanNotReadAndGoesOn(String json, String words) {
        configuration(json);

        assertThat(profile().notes()).anySatisfy(note -> assertThat(note).contains(words));
        assertThat(owns("/var/lib/docker")).isTrue();
    }

    @Test
    void namesTheLineOfAMalformedFile() {
        configuration("{\n  \"bip\": \"10.8.0.1/24\"\n  \"debug\": true\n}\n");

        assertThat(profile().notes())
                .anySatisfy(note -> assertThat(note).startsWith("/etc/docker/daemon.json, line 3: "));
    }

    @Test
    void saysThatItsUnitIsNotUnderstood() {
        file(UNIT, "ExecStart=/usr/bin/dockerd\n[Service\n");

        assertThat(profile().notes()).anySatisfy(note -> assertThat(note).contains(UNIT));
    }

    @Test
    void saysThatItsNetworksAreNotKnownWhileItDoesNotAnswer() {
        starts("/usr/bin/dockerd");

        assertThat(profile().notes()).singleElement().asString().contains("does not answer");
    }

    @Test
    void saysThatThereIsNoneToBeAsked() {
        assertThat(profile().notes()).singleElement().asString().contains("no first daemon was found", "172.17.0.0/16");
    }

    @Test
    void hasNothingToSayOfOneThatAnswers() {
        starts("/usr/bin/dockerd");
        answer = Optional.of(answering("/var/lib/docker"));

        assertThat(profile().notes()).isEmpty();
        assertThat(profile().version()).contains("26.1.5");
    }

    @Test
    void listensWhereItsSocketUnitSays() {
        file(
                "/usr/lib/systemd/system/docker.socket",
                "[Socket]\nListenStream=/run/docker.sock\nListenStream=0.0.0.0:2375\n");
        file("/etc/systemd/system/docker.socket.d/more.conf", "[Socket]\nListenStream=/srv/docker.sock\n");

        assertThat(profile().sockets())
                .extracting(AbsolutePath::toString)
                .containsExactlyInAnyOrder("/run/docker.sock", "/srv/docker.sock");
        assertThat(owns("/srv/docker.sock")).isTrue();
    }

    @Test
    void ownsWhatItsContainerdHas() {
        file(
                "/etc/containerd/config.toml",
                "version = 2\nroot = \"/srv/c\"\nstate = '/run/c'\n[grpc]\nroot = \"/srv/other\"\n");
        file(
                "/etc/systemd/system/containerd.service",
                "[Service]\nExecStart=/usr/bin/containerd --address /srv/c.sock\n");

        assertThat(owns("/srv/c")).isTrue();
        assertThat(owns("/run/c")).isTrue();
        assertThat(owns("/srv/c.sock")).isTrue();
        assertThat(owns("/srv/other")).isFalse();
    }

    @Test
    void countsOtherEnginesOfTheHost() {
        file(
                "/etc/systemd/system/build.service",
                "[Service]\nExecStart=/usr/bin/dockerd -g /srv/build --bip=10.8.0.1/24\n");
        file(
                "/usr/lib/systemd/system/docker@.service",
                "[Service]\nExecStart=/usr/bin/dockerd --data-root=/srv/of-%i\n");
        host.putSymbolicLink(
                AbsolutePath.of("/etc/systemd/system/multi-user.target.wants/docker@foo.service"),
                "/usr/lib/systemd/system/docker@.service");

        assertThat(owns("/srv/build")).isTrue();
        assertThat(uses("10.8.0.0/24")).isTrue();
        assertThat(owns("/srv/of-foo")).isTrue();
        assertThat(profile()
                        .collision(AbsolutePath.of("/srv/build"))
                        .orElseThrow()
                        .what())
                .isEqualTo("data root of build.service (build.service)");
    }

    @Test
    void doesNotCountTheDaemonsOfOutboard() {
        file(
                "/etc/systemd/system/docker2.service",
                "[Service]\nExecStart=/usr/bin/dockerd --data-root=/docker2/graph\n");

        assertThat(owns("/docker2/graph")).isFalse();
    }

    @Test
    void findsItsDataBehindALink() {
        host.putSymbolicLink(AbsolutePath.of("/var/lib/docker"), "/srv/docker");

        assertThat(owns("/srv/docker/docker2")).isTrue();
    }

    @Test
    void findsItsDataThroughABindMount() {
        configuration("{\"data-root\": \"/srv/docker\"}");
        file(
                "/proc/self/mountinfo",
                "20 1 8:1 / / rw - ext4 /dev/sda1 rw\n21 20 8:1 /srv/docker /mnt/x rw - ext4 /dev/sda1 rw\n");

        assertThat(owns("/mnt/x/docker2")).isTrue();
    }
}
