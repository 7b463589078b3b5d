package dev.outboard.network.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.desired.ManagedFile;
import dev.outboard.core.host.LocalHost;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.DaemonName;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.core.value.Subnet;
import dev.outboard.core.value.UnitName;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.TrafficPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs the script for real, with stand-ins for the programs that it calls; {@link ForwardingKernelTest} has those. */
@SuppressWarnings("NullAway.Init") // JUnit sets the field
class NetworkScriptTest {
    private static final List<Subnet> RANGES = List.of(Subnet.of("10.9.0.0/16"));

    @TempDir
    private Path directory;

    @BeforeEach
    void beRootWithAnEmptyFirewall() throws IOException {
        standIn("id", "echo 0");
        standIn("iptables-save", ":");
        standIn("nft", "exit 1");
        standIn("unshare", "echo 'the rules of the sample'");
    }

    private void standIn(String program, String script) throws IOException {
        ProgramFile.write(directory.resolve(program), "#!/bin/sh\n" + script + "\n");
    }

    private NetworkScript script(String bridge, boolean isolated, boolean firewalld) {
        return new NetworkScript(
                DaemonName.of("docker2"),
                new FirewallRules("OUTBOARD-docker2", RANGES, List.of(), TrafficPolicy.USUAL, ForeignBridges.NONE),
                FirewallBackend.BOTH,
                firewalld ? Optional.of(new FirewalldZone("docker2", RANGES)) : Optional.empty(),
                BridgeSpec.builder(bridge, "10.9.0.1/16").build(),
                isolated ? Optional.of(InterfaceName.of("docker2")) : Optional.empty(),
                UnitName.of("docker2-network.service"),
                AbsolutePath.of(directory.toString()));
    }

    private CommandResult run(NetworkScript script, String verb) throws IOException {
        for (ManagedFile file : script.files()) {
            Files.writeString(Path.of(file.path().toString()), file.content().text());
        }
        Path path = Path.of(script.script().path().toString());
        Files.writeString(path, script.script().text());
        try (LocalHost host = LocalHost.open()) {
            return host.ask(Query.of("env", "PATH=" + directory + ":/usr/bin:/bin", "/bin/sh", path.toString(), verb))
                    .orElseThrow();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "docker1 | 7: docker1    inet 10.9.0.1/16 brd 10.9.255.255 scope global docker1 | 0",
                "docker1 | 7: docker1    inet 10.9.0.1/1 brd 10.9.0.255 scope global docker1 | 1",
                "docker1 | 7: docker1    inet 110.9.0.1/16 scope global docker1 | 1",
                "docker1 | '' | 1",
                "br_ci-1.0 | '' | 1",
            })
    void letsTheDaemonStartOnlyIfTheBridgeHasTheAddress(String bridge, String shown, int status) throws IOException {
        standIn("ip", "echo '" + shown + "'");

        CommandResult prepared = run(script(bridge, false, false), "prepare");

        assertThat(prepared.exitStatus()).isEqualTo(status);
        assertThat(prepared.errors())
                .isEqualTo(
                        status == 0
                                ? ""
                                : "bridge " + bridge
                                        + " has no address 10.9.0.1/16: the daemon does not start, for it would take"
                                        + " another one\n");
    }

    @Test
    void looksForTheAddressInTheNamespaceThatTheBridgeIsIn() throws IOException {
        standIn("ip", "[ \"$1 $2\" = '-netns docker2' ] && echo 'docker1 inet 10.9.0.1/16 scope'");

        assertThat(run(script("docker1", true, false), "prepare").exitStatus()).isZero();
        assertThat(run(script("docker1", false, false), "prepare").exitStatus()).isEqualTo(1);
    }

    @Test
    void saysWhichRulesAreMissing() throws IOException {
        CommandResult checked = run(script("docker1", false, false), "check");

        assertThat(checked.exitStatus()).isEqualTo(1);
        assertThat(checked.output()).isEqualTo("missing: the rules of the sample\n");
    }

    @ParameterizedTest
    @CsvSource({"id, echo 1000", "iptables-save, exit 4", "unshare, exit 1"})
    void doesNotTakeForAFaultThatItCanNotLook(String program, String script) throws IOException {
        standIn(program, script);

        CommandResult checked = run(script("docker1", false, false), "check");

        assertThat(checked.exitStatus()).isEqualTo(2);
        assertThat(checked.output()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "echo trusted, ''",
        "echo docker2, ''",
        "echo public, 'firewalld has 10.9.0.0/16 in zone public, expected docker2'",
        "echo no zone, 'firewalld has 10.9.0.0/16 in no zone, expected docker2'",
        "exit 2, 'firewalld has 10.9.0.0/16 in no zone, expected docker2'",
    })
    void namesTheZoneThatAddressesAreInInstead(String zoneOfSource, String fault) throws IOException {
        standIn("firewall-cmd", "case $1 in --get-zone*) " + zoneOfSource + " ;; esac");

        assertThat(run(script("docker1", false, true), "check").output().lines().skip(1))
                .containsExactlyElementsOf(fault.isEmpty() ? List.of() : List.of(fault));
    }

    @Test
    void findsNoFaultInZonesWhereFirewalldDoesNotRun() throws IOException {
        standIn("firewall-cmd", "exit 252");

        assertThat(run(script("docker1", false, true), "check").output()).doesNotContain("firewalld");
    }

    @Test
    void addsAddressesThatNoZoneHas() throws IOException {
        standIn("nft", ":");
        standIn("iptables", ":");
        standIn("iptables-restore", ":");
        standIn("firewall-cmd", "case $1 in --get-zone*) exit 2 ;; --quiet) echo \"$@\" ;; esac");

        assertThat(run(script("docker1", false, true), "start").output())
                .isEqualTo("--quiet --zone=trusted --add-source=10.9.0.0/16\n");
    }

    @Test
    void takesAddressesFromTheirZonesWhateverElseFails() throws IOException {
        standIn("iptables", "exit 1");
        standIn("ip6tables", "exit 1");
        standIn("systemctl", "exit 1");
        standIn("firewall-cmd", "echo \"$@\"; exit 1");

        CommandResult stopped = run(script("docker1", false, true), "stop");

        assertThat(stopped.exitStatus()).isZero();
        assertThat(stopped.output().lines())
                .containsExactly(
                        "--quiet --zone=trusted --remove-source=10.9.0.0/16",
                        "--quiet --zone=docker2 --remove-source=10.9.0.0/16");
    }

    /** What is refused stays refused between the stop and the start of a restart. */
    @ParameterizedTest
    @CsvSource({"7 docker2-network.service restart waiting, 0", "7 docker2-network.service stop running, 3"})
    void keepsTheTablesOfNftDuringARestart(String jobs, int deleted) throws IOException {
        standIn("systemctl", "echo '" + jobs + "'");
        standIn("iptables", ":");
        standIn("ip6tables", ":");
        standIn("nft", "echo \"$4\"");

        assertThat(run(script("docker1", false, false), "stop").output().lines())
                .hasSize(deleted)
                .allMatch("outboard-docker2"::equals);
    }

    @Test
    void saysHowItIsCalled() throws IOException {
        CommandResult called = run(script("docker1", false, false), "restart");

        assertThat(called.exitStatus()).isEqualTo(2);
        assertThat(called.errors()).contains("usage: ", "start|stop|check");
    }

    /** What others wrote there might do anything, and a plan must not change the host. */
    @Test
    void isNotRunIfItIsNotAsOutboardWroteIt() {
        ControlScript script = script("docker1", false, false).script();
        InMemoryHost host = InMemoryHost.create();
        host.putFile(script.path(), script.text() + "rm -r /\n");

        assertThat(script.faults(host))
                .contains(List.of(script.path() + " is missing or was changed; apply the plan again"));
    }

    @Test
    void showsWhatOthersPutIntoARuleWithoutItsControlCharacters() {
        ControlScript script = script("docker1", false, false).script();
        InMemoryHost host = InMemoryHost.create()
                .answer((command, asked) ->
                        Optional.of(new CommandResult(command, 1, "not expected: \u001b[2J\n", "")));
        host.putFile(script.path(), FileContent.ofText(script.text()).text());

        assertThat(script.faults(host).orElseThrow()).hasSize(1).allMatch(line -> !line.contains("\u001b"));
    }
}
