package dev.outboard.network.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.desired.ManagedFile;
import dev.outboard.core.host.Host;
import dev.outboard.core.host.LocalHost;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.DaemonName;
import dev.outboard.core.value.Subnet;
import dev.outboard.core.value.UnitName;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.TrafficPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The commands in the real kernel, each test in a network namespace of its own, with both backends of iptables, alone and
 * beside nft.
 */
@Execution(ExecutionMode.CONCURRENT) // each test has a kernel's network of its own, and mostly waits for answers
@ParameterizedClass
@CsvSource({"nft, IPTABLES", "legacy, IPTABLES", "nft, BOTH", "legacy, BOTH"})
class ForwardingKernelTest {
    private static final Path NFT = Path.of("/usr/sbin/nft");
    private static final String LIST = "for iptables in iptables ip6tables; do"
            + " for table in filter mangle nat; do $iptables --table $table --list-rules; done; done;"
            + " for family in ip ip6 bridge; do nft list tables $family 2>/dev/null | grep outboard; done; :";
    private static final String FLUSH =
            "for table in filter mangle nat; do iptables --table $table --flush; done; iptables --policy FORWARD ACCEPT; ";
    private static final String FIRST_DAEMON =
            "iptables --new-chain DOCKER-USER; iptables --append DOCKER-USER --jump RETURN;"
                    + " iptables --insert FORWARD --jump DOCKER-USER; ";
    private static final FirewallRules RULES = new FirewallRules(
            "OUTBOARD-docker2",
            List.of(Subnet.of("10.9.0.0/16"), Subnet.of("fd00:9::/64")),
            List.of(new NetworkPool(Subnet.of("10.10.0.0/16"), 24)),
            TrafficPolicy.builder()
                    .addDeniedRange("192.168.0.0/16")
                    .addDeniedRange("fd01::/16")
                    .addAllowedHostPort("443/tcp")
                    .addAllowedHostPort("100-200/udp")
                    .build(),
            new ForeignBridges(false, List.of("shop0"), List.of("br-lan")));

    /** Those of another daemon, from the same host. */
    private static final FirewallRules OTHERS = new FirewallRules(
            "OUTBOARD-ci",
            List.of(Subnet.of("10.20.0.0/16")),
            List.of(new NetworkPool(Subnet.of("10.21.0.0/16"), 24)),
            TrafficPolicy.USUAL,
            ForeignBridges.NONE);

    /**
     * A router with a computer at each of its networks: two on the default networks of daemons, three on networks of users,
     * and one in the LAN.
     */
    private static final String COMPUTERS = """
            mount -t tmpfs tmpfs /run
            echo 1 >/proc/sys/net/ipv4/ip_forward
            computer() {
                ip netns add $1
                ip link add $2 type veth peer name eth0 netns $1
                ip address add $3.1/24 dev $2
                ip link set $2 up
                ip -netns $1 address add $3.2/24 dev eth0
                ip -netns $1 link set eth0 up
                ip -netns $1 route add default via $3.1
            }
            computer c2 docker1 10.9.0
            computer u2 br-u2 10.10.1
            computer v2 br-v2 10.10.130
            computer c3 ci0 10.20.0
            computer u3 br-u3 10.21.1
            computer lan eth9 198.51.100
            reaches() { ip netns exec $1 busybox ping -c 1 -W 1 $3.2 >/dev/null && echo $1 reaches $2; }
            matrix() {
                for from in c2 u2 v2 c3 u3 lan; do
                    reaches $from c2 10.9.0 &
                    reaches $from u2 10.10.1 &
                    reaches $from v2 10.10.130 &
                    reaches $from c3 10.20.0 &
                    reaches $from u3 10.21.1 &
                    reaches $from lan 198.51.100 &
                done | sort
            }
            """;

    private final String iptables;
    private final FirewallBackend backend;
    private final Path directory;
    private String start = "";
    private String stop = "";
    private String check = "";

    ForwardingKernelTest(String iptables, FirewallBackend backend, @TempDir Path directory) {
        this.iptables = iptables;
        this.backend = backend;
        this.directory = directory;
    }

    @BeforeEach
    void prepare() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/unshare")), "needs util-linux");
        for (String family : List.of("iptables", "ip6tables")) {
            for (String program : List.of("", "-restore", "-save")) {
                Path file = Path.of("/usr/sbin", family + "-" + iptables + program);
                assumeTrue(Files.isExecutable(file), "needs " + file);
                Files.createSymbolicLink(directory.resolve(family + program), file);
            }
        }
        assumeTrue(backend == FirewallBackend.IPTABLES || Files.isExecutable(NFT), "needs " + NFT);
        assumeTrue(run(LIST).isSuccess(), "needs root, and a kernel that has this backend");
        Path script = install(backend, RULES, directory);
        start = script + " start || exit; ";
        stop = script + " stop; ";
        check = script + " check; ";
    }

    /** Writes the script and what it reads. */
    private static Path install(FirewallBackend backend, FirewallRules rules, Path directory) throws IOException {
        NetworkScript script = new NetworkScript(
                DaemonName.of("docker2"),
                rules,
                backend,
                Optional.empty(),
                BridgeSpec.builder("docker1", "10.9.0.1/16").build(),
                Optional.empty(),
                UnitName.of("docker2-network.service"),
                AbsolutePath.of(directory.toString()));
        for (ManagedFile file : script.files()) {
            Files.writeString(Path.of(file.path().toString()), file.content().text());
        }
        return ProgramFile.write(
                Path.of(script.script().path().toString()), script.script().text());
    }

    private static String start(FirewallBackend backend, FirewallRules rules, Path directory) throws IOException {
        return install(backend, rules, directory) + " start || exit; ";
    }

    private CommandResult run(String script) {
        try (Host host = LocalHost.open()) {
            return host.ask(Query.of(
                            "unshare",
                            "--net",
                            "--mount",
                            "env",
                            "PATH=" + directory + ":/usr/sbin:/usr/bin",
                            "sh",
                            "-c",
                            script))
                    .orElseThrow();
        }
    }

    private static boolean hasBusybox() {
        return Files.isExecutable(Path.of("/usr/bin/busybox"));
    }

    private String output(String script) {
        return run(script).requireSuccess().output();
    }

    @Test
    void putsEveryRuleInPlaceAsItIsWritten() {
        String listed = output(start + LIST);

        for (IpFamily family : IpFamily.values()) {
            RULES.rules(family).forEach((hook, rules) -> {
                if (!backend.isForNftables(hook)) {
                    assertThat(listed)
                            .contains(rules.stream()
                                    .map(rule -> rule.iptables(RULES.chain(hook)))
                                    .collect(Collectors.joining("\n")));
                }
            });
        }
        assertThat(listed)
                .contains(
                        backend == FirewallBackend.IPTABLES
                                ? "-A INPUT -j OUTBOARD-docker2-IN\n"
                                : "table ip6 outboard-docker2\n",
                        "-A FORWARD -j OUTBOARD-docker2\n",
                        "-A DOCKER-USER -j OUTBOARD-docker2\n",
                        "-A POSTROUTING -j OUTBOARD-docker2\n");
    }

    @Test
    void findsNoFaultInWhatItPutThere() throws IOException {
        ProgramFile.write(directory.resolve("unshare"), "#!/bin/sh\necho 'the texts are not the same' >&2\nexit 7\n");

        assertThat(output(start + check)).isEmpty();
        assertThat(output(FIRST_DAEMON + start + start + check)).isEmpty();
    }

    /** Whatever the program's version, since the same program lists what it makes of the files. */
    @Test
    void doesNotTakeAnotherSpellingForAFault() throws IOException {
        String spelling = "cd " + directory + "; sed -i 's,10.9.0.0/16,10.9.0.0/255.255.0.0,g' forwarding.rules;"
                + " [ ! -e forwarding.nft ] || sed -i 's/dport 53/dport domain/g' forwarding.nft; ";

        assertThat(output(start + spelling + check)).isEmpty();
    }

    @Test
    void findsEveryRuleMissingInAFirewallThatWasFlushed() {
        CommandResult checked = run(check);

        assertThat(checked.exitStatus()).isEqualTo(1);
        assertThat(checked.output())
                .contains(
                        "missing: iptables nat -A POSTROUTING -j OUTBOARD-docker2\n",
                        "missing: iptables nat -A OUTBOARD-docker2 -s 10.9.0.0/16 -j MASQUERADE\n",
                        backend == FirewallBackend.IPTABLES
                                ? "missing: iptables mangle -A OUTBOARD-docker2 -d 10.9.0.0/16 -j DROP\n"
                                : "missing: ip daddr 10.9.0.0/16 drop\n")
                .doesNotContain("not expected");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--append CHAIN --source 10.9.0.7 --jump ACCEPT "
                        + "| not expected: iptables filter -A CHAIN -s 10.9.0.7/32 -j ACCEPT",
                "--delete CHAIN --source 10.9.0.0/16 --jump ACCEPT "
                        + "| missing: iptables filter -A CHAIN -s 10.9.0.0/16 -j ACCEPT",
                "--replace CHAIN 3 --source 10.9.0.0/17 --jump ACCEPT "
                        + "| missing: iptables filter -A CHAIN -s 10.9.0.0/16 -j ACCEPT;"
                        + "not expected: iptables filter -A CHAIN -s 10.9.0.0/17 -j ACCEPT",
                "--delete FORWARD --jump CHAIN | missing: iptables filter -A FORWARD -j CHAIN",
            })
    void findsAForeignAMissingAndAChangedRuleAndPutsItsOwnBack(String change, String faults) {
        String changed = start + "iptables " + change.replace("CHAIN", RULES.chain()) + "; ";

        assertThat(run(changed + check).output().lines())
                .containsExactly(faults.replace("CHAIN", RULES.chain()).split(";"));
        assertThat(run(changed + check).exitStatus()).isEqualTo(1);
        assertThat(output(changed + start + check)).isEmpty();
    }

    @Test
    void findsRulesInAnotherOrder() {
        String reordered = "iptables --delete CHAIN 1; iptables --append CHAIN --destination 10.9.0.0/16"
                + " --match conntrack --ctstate RELATED,ESTABLISHED --jump ACCEPT; ";

        assertThat(run(start + reordered.replace("CHAIN", RULES.chain()) + check)
                        .output())
                .isEqualTo("the rules are in another order\n");
    }

    @Test
    void findsAForeignRuleAndAMissingTableOfNft() throws IOException {
        assumeTrue(Files.isExecutable(NFT), "needs " + NFT);
        Path both = install(FirewallBackend.BOTH, RULES, Files.createDirectory(directory.resolve("both")));
        String loaded = both + " start || exit; ";
        String foreign = "nft insert rule ip outboard-docker2 input accept; ";
        String missing = "nft delete table ip6 outboard-docker2; ";

        assertThat(run(loaded + foreign + both + " check").output()).isEqualTo("not expected: accept\n");
        assertThat(run(loaded + missing + both + " check").output())
                .startsWith("missing: table ip6 outboard-docker2 {\n");
        assertThat(output(loaded + foreign + missing + loaded + both + " check"))
                .isEmpty();
    }

    @Test
    void startsTwiceAsOnce() {
        assertThat(output(start + start + LIST)).isEqualTo(output(start + LIST));
    }

    @Test
    void comesBeforeWhatTheFirstDaemonPutsThere() {
        assertThat(output(FIRST_DAEMON + start + "iptables --list-rules DOCKER-USER"))
                .isEqualTo("-N DOCKER-USER\n-A DOCKER-USER -j OUTBOARD-docker2\n-A DOCKER-USER -j RETURN\n");
    }

    @Test
    void leavesAnEmptyFirewallEmpty() {
        assertThat(output(start + stop + LIST)).isEqualTo(output(LIST));
    }

    @Test
    void leavesTheFirstDaemonsChainAsItWas() {
        assertThat(output(FIRST_DAEMON + start + stop + LIST)).isEqualTo(output(FIRST_DAEMON + LIST));
    }

    @Test
    void keepsAChainOfTheFirstDaemonThatHasNoRules() {
        String unused = "iptables --new-chain DOCKER-USER; iptables --insert FORWARD --jump DOCKER-USER; ";

        assertThat(output(unused + start + stop + LIST)).isEqualTo(output(unused + LIST));
    }

    @Test
    void takesAwayWhatIsLeftWhenAHookIsGone() {
        assertThat(output(start + "iptables --flush FORWARD; " + stop + LIST)).isEqualTo(output(LIST));
    }

    @Test
    void takesAwayWhatAnotherBackendPutThere() throws IOException {
        assumeTrue(Files.isExecutable(NFT), "needs " + NFT);
        for (FirewallBackend other : List.of(FirewallBackend.IPTABLES, FirewallBackend.BOTH)) {
            String before = start(other, RULES, Files.createDirectory(directory.resolve(other.name())));

            assertThat(output(before + stop + LIST)).isEqualTo(output(LIST));
        }
    }

    /** As the first daemon accepts what goes out of its bridge, if it puts that in front after firewalld has reloaded. */
    @Test
    void refusesWhatOthersAcceptBefore() {
        assumeTrue(hasBusybox(), "needs busybox");
        String accept = "iptables --insert FORWARD --jump ACCEPT\n";

        assertThat(output(COMPUTERS + start + accept + "matrix")).isEqualTo(output(COMPUTERS + start + "matrix"));
    }

    /** As firewalld leaves it each time that it starts, stops or reloads. */
    @Test
    void refusesWithNftAlsoWhileIptablesIsFlushed() {
        assumeTrue(hasBusybox(), "needs busybox");
        String matrix = output(COMPUTERS + start + FLUSH + "matrix");

        if (backend == FirewallBackend.BOTH) {
            assertThat(matrix).contains("c2 reaches lan").doesNotContain("reaches c2", "reaches u2", "reaches v2");
        } else {
            assertThat(matrix).contains("lan reaches c2");
        }
    }

    @Test
    void tellsNetworksOfTheFirstDaemonFromTheLanByTheirBridges() {
        assumeTrue(hasBusybox(), "needs busybox");
        String others = """
                computer default docker0 172.17.0
                computer network br-0123456789ab 172.31.0
                computer custom shop0 10.1.0
                computer vpc eth8 172.31.1
                computer site br-lan 10.1.1
                for from in c2 u2; do
                    reaches $from default 172.17.0
                    reaches $from network 172.31.0
                    reaches $from custom 10.1.0
                    reaches $from vpc 172.31.1
                    reaches $from site 10.1.1
                done
                :
                """;

        assertThat(output(COMPUTERS + start + others)).isEqualTo("""
                c2 reaches vpc
                c2 reaches site
                u2 reaches vpc
                u2 reaches site
                """);
    }

    /** Whatever its name, and though it was made after the rules. By nft, since iptables does not know what is a bridge. */
    @Test
    void refusesEachBridgeThatIsNotKnownToBelongToNoDaemon() throws IOException {
        assumeTrue(hasBusybox(), "needs busybox");
        FirewallRules byKind = new FirewallRules(
                RULES.chain(),
                RULES.networks(),
                RULES.pools(),
                TrafficPolicy.USUAL,
                new ForeignBridges(true, List.of(), List.of("virbr0")));
        String rules = start(FirewallBackend.BOTH, byKind, Files.createDirectory(directory.resolve("by-kind")));
        String others = """
                bridge() {
                    ip link add $2 type bridge
                    ip link set $2 up
                    computer $1 $1-port $3
                    ip address flush dev $1-port
                    ip link set $1-port master $2
                    ip address add $3.1/24 dev $2
                }
                bridge shop shop0 10.1.0
                bridge other docker0 172.17.0
                bridge virtual virbr0 192.168.122
                for from in c2 u2; do
                    reaches $from shop 10.1.0
                    reaches $from other 172.17.0
                    reaches $from virtual 192.168.122
                    reaches $from lan 198.51.100
                done
                :
                """;

        assertThat(output(COMPUTERS + rules + others)).isEqualTo("""
                c2 reaches virtual
                c2 reaches lan
                u2 reaches virtual
                u2 reaches lan
                """);
    }

    @Test
    void keepsDaemonsAndNetworksApartWhicheverRulesComeFirst() throws IOException {
        assumeTrue(hasBusybox(), "needs busybox");
        String others = start(backend, OTHERS, Files.createDirectory(directory.resolve("others")));
        String matrix = """
                c2 reaches lan
                c3 reaches lan
                u2 reaches lan
                u3 reaches lan
                v2 reaches lan
                """;
        String openRouter = COMPUTERS + "iptables --policy FORWARD ACCEPT\n";

        assertThat(output(openRouter + start + others + "matrix")).isEqualTo(matrix);
        assertThat(output(openRouter + others + start + "matrix")).isEqualTo(matrix);
    }
}
