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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands in the real kernel, each test in a network namespace of its own, with both backends of iptables. */
@ParameterizedClass
@ValueSource(strings = {"nft", "legacy"})
class ForwardingKernelTest {
    private static final String LIST = "iptables --list-rules; iptables --table nat --list-rules";
    private static final String FIRST_DAEMON =
            "iptables --new-chain DOCKER-USER; iptables --append DOCKER-USER --jump RETURN;"
                    + " iptables --insert FORWARD --jump DOCKER-USER; ";
    private static final ForwardingRules RULES = new ForwardingRules(
            "OUTBOARD-docker2",
            List.of(Subnet.of("10.9.0.0/16"), Subnet.of("10.10.0.0/16")),
            List.of(Subnet.of("192.168.0.0/16")),
            true);

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
        for (String program : List.of("iptables", "iptables-restore")) {
            Path file = Path.of("/usr/sbin", program.replace("iptables", "iptables-" + backend));
            assumeTrue(Files.isExecutable(file), "needs " + file);
            Files.createSymbolicLink(directory.resolve(program), file);
        }
        assumeTrue(run(LIST).isSuccess(), "needs root, and a kernel that has this backend");
        Path file = Files.writeString(directory.resolve("forwarding.rules"), RULES.text());
        ForwardingCommands commands = new ForwardingCommands(RULES);
        start = "set -e; " + String.join("; ", commands.start(AbsolutePath.of(file.toString()))) + "; set +e; ";
        stop = String.join("; ", commands.stop()) + "; ";
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

        RULES.tables().values().forEach(rules -> assertThat(listed).contains(String.join("\n", rules)));
        assertThat(listed)
                .contains(
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
