package dev.outboard.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.host.Host;
import dev.outboard.core.host.LocalHost;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.Subnet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands in the real kernel, each test in a network namespace of its own, with both backends of iptables. */
@ParameterizedClass
@ValueSource(strings = {"nft", "legacy"})
class ForwardingKernelTest {
    private static final String LIST = "for iptables in iptables ip6tables; do"
            + " $iptables --list-rules; $iptables --table nat --list-rules; done";
    private static final String FIRST_DAEMON =
            "iptables --new-chain DOCKER-USER; iptables --append DOCKER-USER --jump RETURN;"
                    + " iptables --insert FORWARD --jump DOCKER-USER; ";
    private static final ForwardingRules RULES = new ForwardingRules(
            "OUTBOARD-docker2",
            List.of(Subnet.of("10.9.0.0/16"), Subnet.of("fd00:9::/64")),
            List.of(Subnet.of("10.10.0.0/16")),
            new TrafficPolicy(
                    true,
                    List.of(Subnet.of("192.168.0.0/16"), Subnet.of("fd01::/16")),
                    false,
                    List.of(HostPorts.of("443/tcp"), HostPorts.of("100-200/udp")),
                    true));
    private static final ForwardingCommands COMMANDS = ForwardingCommands.of(FirewallBackend.IPTABLES, RULES);

    private final String backend;
    private final Path directory;
    private String start = "";
    private String stop = "";

    ForwardingKernelTest(String backend, @TempDir Path directory) {
        this.backend = backend;
        this.directory = directory;
    }

    @BeforeEach
    void prepare() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/unshare")), "needs util-linux");
        for (String program : List.of("iptables", "iptables-restore", "ip6tables", "ip6tables-restore")) {
            Path file = Path.of("/usr/sbin", program.replace("tables", "tables-" + backend));
            assumeTrue(Files.isExecutable(file), "needs " + file);
            Files.createSymbolicLink(directory.resolve(program), file);
        }
        assumeTrue(run(LIST).isSuccess(), "needs root, and a kernel that has this backend");
        for (Map.Entry<String, String> file : COMMANDS.files().entrySet()) {
            Files.writeString(directory.resolve(file.getKey()), file.getValue());
        }
        start = "set -e; " + String.join("; ", COMMANDS.start(AbsolutePath.of(directory.toString()))) + "; set +e; ";
        stop = String.join("; ", COMMANDS.stop()) + "; ";
    }

    private CommandResult run(String script) {
        try (Host host = LocalHost.open()) {
            return host.ask(Query.of(
                            "unshare", "--net", "env", "PATH=" + directory + ":/usr/sbin:/usr/bin", "sh", "-c", script))
                    .orElseThrow();
        }
    }

    private String output(String script) {
        return run(script).requireSuccess().output();
    }

    @Test
    void putsEveryRuleInPlaceAsItIsWritten() {
        String listed = output(start + LIST);

        for (IpFamily family : IpFamily.values()) {
            RULES.rules(family)
                    .forEach((hook, rules) -> assertThat(listed)
                            .contains(rules.stream()
                                    .map(rule -> rule.iptables(RULES.chain(hook)))
                                    .collect(Collectors.joining("\n"))));
        }
        assertThat(listed)
                .contains(
                        "-A INPUT -j OUTBOARD-docker2-IN\n",
                        "-A FORWARD -j OUTBOARD-docker2\n",
                        "-A DOCKER-USER -j OUTBOARD-docker2\n",
                        "-A POSTROUTING -j OUTBOARD-docker2\n");
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
}
