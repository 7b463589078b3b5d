package dev.outboard.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.collect.ImmutableSet;
import dev.outboard.Provisioner;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.change.Retention;
import dev.outboard.core.command.Command;
import dev.outboard.core.failure.ConflictException;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.plan.Plan;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.core.value.Subnet;
import dev.outboard.core.verify.Finding;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.host.Bridge;
import dev.outboard.runner.testing.parts.DebianMachine;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.options.StorageSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A stack on hosts whose first daemon is not as Docker's package makes it. */
class FirstDaemonRulesTest {
    private static final String POOLS = "\"default-address-pools\": [{\"base\": \"10.10.0.0/16\", \"size\": 24}]";

    private final DebianMachine machine = DebianMachine.withDocker();
    private final Provisioner provisioner = machine.provisioner();

    /** Written, and not yet in force. */
    private void write(String configuration) {
        machine.host().putFile(AbsolutePath.of("/etc/docker/daemon.json"), configuration);
    }

    private void restart() {
        machine.host().run(Command.of("systemctl", "restart", "docker.service"));
    }

    private Plan apply(StackSpec stack) {
        Plan plan = provisioner.plan(stack);
        provisioner.apply(plan);
        return plan;
    }

    private List<Problem> conflicts(StackSpec stack, ResourceId... adopted) {
        try {
            provisioner.plan(stack, ImmutableSet.copyOf(adopted));
            return List.of();
        } catch (ConflictException conflict) {
            return conflict.conflicts();
        }
    }

    private List<Problem> conflicts(DaemonSpec.Builder daemon) {
        return conflicts(Article.stack(Article.docker1().build(), daemon.build()));
    }

    private Finding apart(StackSpec stack) {
        return provisioner.verify(stack).findings().stream()
                .filter(finding -> finding.check().contains("apart from the first daemon's"))
                .findFirst()
                .orElseThrow();
    }

    private String pools() {
        return machine.host()
                .read(AbsolutePath.of("/etc/docker2/daemon.json"))
                .orElseThrow()
                .text();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void choosesItsPoolOutsideOfTheFirstDaemonsPoolsInForceOrNot(boolean inForce) {
        write("{" + POOLS + "}");
        if (inForce) {
            restart();
        }

        apply(Article.stackWithoutRunner());
        machine.firstEngine().createNetwork(InterfaceName.of("prod"));

        assertThat(pools()).contains("10.11.0.0/16").doesNotContain("10.10.0.0/16");
        assertThat(provisioner.verify(Article.stackWithoutRunner()).failures()).isEmpty();
        assertThat(provisioner.plan(Article.stackWithoutRunner()).isEmpty()).isTrue();
    }

    @Test
    void choosesItsPoolOutsideOfNetworksAndRoutes() {
        machine.firstEngine().createNetwork(InterfaceName.of("shop0"), Subnet.of("10.10.7.0/24"));
        machine.links().putRoute("10.11.0.0/16", "eth0");

        apply(Article.stackWithoutRunner());

        assertThat(pools()).contains("10.12.0.0/16");
    }

    @Test
    void choosesThePoolThatFollowsTheBridgeWhereItIsFree() {
        apply(Article.stackWithoutRunner());

        assertThat(pools()).contains("10.10.0.0/16");
    }

    @Test
    void choosesPoolsForTwoDaemonsWhoseBridgesFollowOneAnother() {
        StackSpec two = StackSpec.builder("ci")
                .bridge(Article.docker1().build())
                .bridge(BridgeSpec.builder("docker3", "10.10.0.1/16").build())
                .daemon(Article.docker2().build())
                .daemon(DaemonSpec.builder("docker4").bridge("docker3").build())
                .build();

        String plan = apply(two).toString();

        assertThat(plan).contains("10.11.0.0/16", "10.12.0.0/16");
    }

    @Test
    void keepsThePoolOfItsReceiptAndTellsOfPoolsThatTheFirstDaemonGotSince() {
        apply(Article.stackWithoutRunner());
        write("{" + POOLS + "}");

        Plan plan = provisioner.plan(Article.stackWithoutRunner());

        assertThat(plan.isEmpty()).isTrue();
        assertThat(plan.notes()).anySatisfy(note -> assertThat(note).contains("10.10.0.0/16", "daemon.json"));
        assertThat(apart(Article.stackWithoutRunner()).proved()).isFalse();
        assertThat(apart(Article.stackWithoutRunner()).evidence()).contains("default-address-pools", "addressPool(..)");
    }

    @Test
    void findsANetworkThatTheFirstDaemonMadeWithinItsRanges() {
        apply(Article.stackWithoutRunner());
        machine.firstEngine().createNetwork(InterfaceName.of("prod"), Subnet.of("10.10.3.0/24"));

        assertThat(apart(Article.stackWithoutRunner()).proved()).isFalse();
        assertThat(apart(Article.stackWithoutRunner()).evidence())
                .contains("network prod of the first daemon has 10.10.3.0/24", "--subnet");
    }

    @ParameterizedTest
    @CsvSource({"10.10.0.0/16", "10.10.128.0/20", "10.0.0.0/8", "172.20.0.0/16", "192.168.64.0/20"})
    void refusesAPoolWithinThoseOfTheFirstDaemon(String pool) {
        write(pool.startsWith("10.") ? "{" + POOLS + "}" : "{}");
        StackSpec stack = Article.stack(
                BridgeSpec.builder("docker1", "100.64.0.1/24").build(),
                Article.docker2().addressPool(pool, 24).build());

        assertThat(conflicts(stack)).singleElement().satisfies(problem -> {
            assertThat(problem.property()).isEqualTo("daemon docker2: addressPool");
            assertThat(problem.expected()).contains("of the first daemon");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"bip\": \"10.9.0.1/24\"",
                "\"fixed-cidr\": \"10.9.4.0/24\"",
                "\"default-address-pools\": [{\"base\": \"10.8.0.0/14\", \"size\": 24}]"
            })
    void refusesABridgeInARangeThatIsWrittenForTheFirstDaemon(String setting) {
        write("{" + setting + "}");

        assertThat(conflicts(Article.stackWithoutRunner()))
                .singleElement()
                .satisfies(problem -> assertThat(problem.property()).isEqualTo("bridge docker1: address"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"fixed-cidr-v6\": \"fd00:9:0:1::/80\"",
                "\"bip6\": \"fd00:9::1/64\"",
                "\"default-address-pools\": [{\"base\": \"fd00::/16\", \"size\": 64}]"
            })
    void refusesAnIpv6RangeThatIsWrittenForTheFirstDaemon(String setting) {
        write("{" + setting + "}");

        assertThat(conflicts(Article.stack(
                        Article.docker1().ipv6Address("fd00:9::1/48").build(),
                        Article.docker2().build())))
                .singleElement()
                .satisfies(problem -> assertThat(problem.found()).isEqualTo("fd00:9::/48"));
    }

    @Test
    void refusesTheRangeOfDocker0OnceAndTakesItWhereTheFirstDaemonHasAnother() {
        StackSpec stack = Article.stack(
                BridgeSpec.builder("docker1", "172.17.0.1/16").build(),
                Article.docker2().addressPool("10.50.0.0/16", 24).build());

        assertThat(conflicts(stack)).hasSize(1);
        machine.links().removeLink("docker0");
        machine.links().putBridge("docker0", "10.60.0.1/16");
        write("{\"bip\": \"10.60.0.1/16\"}");
        assertThat(conflicts(stack)).isEmpty();
    }

    @Test
    void tellsOfABridgeWithinTheBuiltInPoolsThatTheEngineLeavesOut() {
        StackSpec stack = Article.stack(
                BridgeSpec.builder("docker1", "172.30.0.1/16").build(),
                Article.docker2().build());

        assertThat(provisioner.plan(stack).notes())
                .anySatisfy(note -> assertThat(note).contains("172.30.0.0/16", "built-in"));
    }

    @ParameterizedTest
    @CsvSource({"/srv/docker", "/srv/docker/docker2", "/srv", "/mnt/link/docker2", "/mnt/bound/docker2"})
    void refusesARootAtTheFirstDaemonsDataWhateverIsAdopted(String root) {
        machine.host().putDirectory(AbsolutePath.of("/srv/docker"));
        machine.host().putSymbolicLink(AbsolutePath.of("/mnt/link"), "../srv/docker");
        machine.host()
                .putFile(
                        AbsolutePath.of("/proc/self/mountinfo"),
                        "20 1 8:1 / / rw - ext4 /dev/sda1 rw\n21 20 8:1 /srv/docker /mnt/bound rw - ext4 /dev/sda1 rw\n");
        write("{\"data-root\": \"/srv/docker\"}");
        restart();
        StackSpec stack = Article.stack(
                Article.docker1().build(), Article.docker2().root(root).build());

        assertThat(conflicts(
                        stack,
                        ResourceId.directory(AbsolutePath.of(root)),
                        ResourceId.directory(AbsolutePath.of(root + "/graph")),
                        ResourceId.directory(AbsolutePath.of(root + "/tmp"))))
                .filteredOn(problem -> problem.property().equals("daemon docker2: root"))
                .singleElement()
                .satisfies(problem -> assertThat(problem.expected())
                        .isEqualTo("a path apart from /srv/docker, the data root of the first daemon (docker info)"));
    }

    @Test
    void refusesEachPathOfTheFirstDaemonAtOnce() {
        write(
                "{\"exec-root\": \"/run/moved\", \"pidfile\": \"/run/moved.pid\", \"hosts\": [\"unix:///run/moved.sock\"]}");

        assertThat(conflicts(Article.docker2()
                        .execRoot("/run/moved")
                        .pidFile("/run/moved.pid")
                        .socket("/run/moved.sock")))
                .extracting(Problem::property)
                .contains("daemon docker2: exec root", "daemon docker2: pid file", "daemon docker2: socket");
    }

    @Test
    void refusesTheDeviceOfTheFirstDaemonsDataAsStorage() {
        machine.host()
                .putFile(
                        AbsolutePath.of("/proc/self/mountinfo"),
                        "20 1 8:1 / / rw - ext4 /dev/sda1 rw\n21 20 8:17 / /srv/docker rw - ext4 /dev/sdb1 rw\n");
        write("{\"data-root\": \"/srv/docker\"}");
        machine.host().putSymbolicLink(AbsolutePath.of("/dev/disk/by-id/spare"), "../../sdb1");

        assertThat(conflicts(Article.docker2()
                        .storage(StorageSpec.device("/dev/disk/by-id/spare").build())))
                .anySatisfy(problem -> {
                    assertThat(problem.property()).isEqualTo("daemon docker2: storage");
                    assertThat(problem.expected()).contains("/srv/docker", "data root of the first daemon");
                });
    }

    @Test
    void refusesABridgeOfTheFirstDaemonAlsoIfItIsAdopted() {
        write("{\"bridge\": \"br0\"}");
        machine.links().putBridge("br0", "10.9.0.1/16");
        StackSpec stack = Article.stack(
                BridgeSpec.builder("br0", "10.9.0.1/16").build(),
                Article.docker2().bridge("br0").build());

        assertThat(conflicts(stack, Bridge.id(InterfaceName.of("br0"))))
                .extracting(Problem::expected)
                .contains("a bridge of this stack's own, not one of the first daemon's");
    }

    @Test
    void refusesAJobVolumeThatLeadsToASocketThatTheFirstDaemonGot() {
        write("{\"hosts\": [\"fd://\", \"unix:///srv/engine/docker.sock\"]}");
        RunnerSpec runner = Article.runner1()
                .jobsMayUseDocker(false)
                .addJobVolume("/srv/engine:/engine")
                .build();

        assertThat(conflicts(Article.stack(
                        Article.docker1().build(), Article.docker2().build(), runner)))
                .singleElement()
                .satisfies(problem -> assertThat(problem.expected()).contains("/srv/engine/docker.sock"));
    }

    @Test
    void refusesToPurgeADirectoryIntoWhichTheFirstDaemonMoved() {
        apply(Article.stackWithoutRunner());
        machine.host().putDirectory(AbsolutePath.of("/docker2/graph/first"));
        write("{\"data-root\": \"/docker2/graph/first\"}");

        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> provisioner.planRemoval("ci", Retention.PURGE))
                .withMessageContaining("delete directory and everything in it: /docker2/graph")
                .withMessageContaining("/docker2/graph/first, the data root of the first daemon");
        assertThat(provisioner.planRemoval("ci", Retention.KEEP_DATA).isEmpty()).isFalse();
    }

    @Test
    void saysWhereAMalformedConfigurationOfTheFirstDaemonIsAndGoesOn() {
        write("{\n \"debug\": tru\n}\n");

        assertThat(apply(Article.stackWithoutRunner()).notes())
                .anySatisfy(note -> assertThat(note).startsWith("/etc/docker/daemon.json, line 2: "));
    }

    @Test
    void countsTheConfigurationOfAFirstDaemonThatIsStopped() {
        write("{" + POOLS + ", \"data-root\": \"/srv/docker\"}");
        machine.host().run(Command.of("systemctl", "stop", "docker.socket", "docker.service"));

        assertThat(conflicts(Article.docker2().root("/srv/docker/2"))).isNotEmpty();
        assertThat(apply(Article.stackWithoutRunner()).notes())
                .anySatisfy(note -> assertThat(note).contains("the first daemon does not answer"));
        assertThat(pools()).contains("10.11.0.0/16");
    }

    @Test
    void saysNothingOfAFirstDaemonThatAnswersAndIsAsUsual() {
        assertThat(provisioner.plan(Article.stackWithoutRunner()).notes())
                .noneMatch(note -> note.contains("first daemon"));
    }
}
