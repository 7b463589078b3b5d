package dev.outboard.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.Provisioner;
import dev.outboard.core.apply.ApplyEvent;
import dev.outboard.core.change.Retention;
import dev.outboard.core.command.Command;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.core.value.UnitName;
import dev.outboard.core.verify.Finding;
import dev.outboard.runner.testing.parts.DebianMachine;
import dev.outboard.systemd.docker.ContainerSummary;
import dev.outboard.systemd.docker.PublishedPort;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FirstDaemonWatchTest {
    private static final AbsolutePath CONFIGURATION = AbsolutePath.of("/etc/docker/daemon.json");

    private static final AbsolutePath LISTENING = AbsolutePath.of("/proc/net/tcp");

    private static final String NFTABLES = """
            table ip docker-bridges {
            \tmap filter-forward-in-jumps {
            \t\ttype ifname : verdict
            \t\telements = { "docker0" : jump in__docker0,
            \t\t\t     "br-1" : jump in__br-1 }
            \t}

            \tchain filter-FORWARD {
            \t\ttype filter hook forward priority filter; policy accept;
            \t\toifname vmap @filter-forward-in-jumps
            \t}

            \tchain in__docker0 {
            \t\tct state established,related counter packets 7 bytes 420 accept
            \t\ttcp dport 8080 counter packets 1 bytes 60 dnat to 172.17.0.2:80
            \t}
            }
            """;

    private final DebianMachine machine = DebianMachine.withDocker();
    private final Provisioner provisioner = machine.provisioner();

    /** Another program, or a mistake of ours, does something when the apply is half way. */
    private void apply(StackSpec stack, Runnable meanwhile) {
        provisioner.apply(provisioner.plan(stack), event -> {
            if (event instanceof ApplyEvent.ChangeStarted started && started.number() == 2) {
                meanwhile.run();
            }
        });
    }

    private Finding finding() {
        return provisioner.verify(Article.stackWithoutRunner()).findings().stream()
                .filter(finding -> finding.check().equals("the first daemon is unharmed"))
                .findFirst()
                .orElseThrow();
    }

    private void editConfiguration() {
        machine.host().putFile(CONFIGURATION, "{\"debug\": true}\n");
    }

    @Test
    void applyThatLeavesTheFirstDaemonAlonePasses() {
        apply(Article.stack(), () -> {});

        assertThat(finding().proved()).as(finding().evidence()).isTrue();
    }

    @Test
    void fileOfTheFirstDaemonThatChangesDuringAnApplyFailsTheVerificationByName() {
        apply(Article.stackWithoutRunner(), this::editConfiguration);

        assertThat(finding().proved()).isFalse();
        assertThat(finding().evidence()).contains("file " + CONFIGURATION);
    }

    @Test
    void firstDaemonThatEndsDuringAnApplyFailsTheVerification() {
        apply(
                Article.stackWithoutRunner(),
                () -> machine.host().run(Command.of("systemctl", "stop", "docker.socket", "docker.service")));

        assertThat(finding().evidence()).contains("unit docker.service is gone");
    }

    @Test
    void serviceOfAnEngineThatIsCalledOtherwiseIsWatchedToo() {
        UnitName unit = UnitName.of("engines.service");
        machine.host()
                .putFile(
                        AbsolutePath.of("/etc/systemd/system/engines.service"),
                        "[Service]\nExecStart=/usr/sbin/dockerd -H unix:///run/engines.sock\n");
        machine.systemd().program(unit, (started, host) -> {});
        machine.host().run(Command.of("systemctl", "daemon-reload"));
        machine.host().run(Command.of("systemctl", "start", unit.toString()));

        apply(Article.stackWithoutRunner(), () -> machine.host().run(Command.of("systemctl", "stop", unit.toString())));

        assertThat(finding().evidence()).contains("unit engines.service was active");
    }

    @Test
    void engineThatFallsSilentDuringAnApplyFailsTheVerificationInOneLine() {
        machine.firstEngine()
                .putForeignContainer(new ContainerSummary(
                        "0a1b", List.of("shop"), "shop:1", "running", Map.of(), List.of(), List.of(), List.of()));

        apply(Article.stackWithoutRunner(), () -> machine.firstEngine().shutDown());

        assertThat(finding().evidence())
                .contains("its engine does not answer any more")
                .doesNotContain("container shop");
    }

    @Test
    void publishedPortThatIsNoLongerServedFailsTheVerificationByName() {
        machine.firstEngine()
                .putForeignContainer(new ContainerSummary(
                        "0a1b",
                        List.of("shop"),
                        "shop:1",
                        "running",
                        Map.of(),
                        List.of(new PublishedPort("0.0.0.0", 8080, "tcp")),
                        List.of(),
                        List.of()));
        machine.host().putFile(LISTENING, "  sl  local_address\n   0: 00000000:1F90 00000000:0000 0A\n");

        apply(Article.stackWithoutRunner(), () -> machine.host().deleteFile(LISTENING));

        assertThat(finding().evidence())
                .contains("published port 0.0.0.0:8080/tcp of shop was listened at, is not listened at");
    }

    @Test
    void pidFileThatIsDeletedIsNotTakenForTheEndOfTheProcess() {
        apply(Article.stackWithoutRunner(), () -> machine.host().deleteFile(AbsolutePath.of("/run/docker.pid")));

        assertThat(finding().evidence())
                .contains("pid file /run/docker.pid is gone (559)")
                .doesNotContain("process");
    }

    @Test
    void processThatEndsFailsTheVerification() {
        apply(Article.stackWithoutRunner(), () -> machine.host().deleteTree(AbsolutePath.of("/proc/559")));

        assertThat(finding().evidence()).contains("process 559 has ended");
    }

    private void useNftables() {
        machine.host().putFile(CONFIGURATION, "{\"firewall-backend\": \"nftables\"}\n");
        machine.firewall().putTables(NFTABLES);
    }

    @Test
    void tableOfNftablesThatGoesFailsTheVerification() {
        useNftables();

        apply(Article.stackWithoutRunner(), () -> machine.firewall().deleteTable("ip", "docker-bridges"));

        assertThat(finding().proved()).isFalse();
        assertThat(finding().evidence())
                .contains(
                        "nftables rule ip docker-bridges chain filter-FORWARD: oifname vmap @filter-forward-in-jumps is gone")
                .contains(
                        "nftables rule ip docker-bridges map filter-forward-in-jumps: \"br-1\" : jump in__br-1 is gone");
    }

    @Test
    void countersAndContainersThatComeAndGoAreNoHarmToNftables() {
        useNftables();

        apply(
                Article.stackWithoutRunner(),
                () -> machine.firewall()
                        .putTables(NFTABLES.replace("packets 7 bytes 420", "packets 8 bytes 480")
                                .replace("\t\ttcp dport 8080 counter packets 1 bytes 60 dnat to 172.17.0.2:80\n", "")));

        assertThat(finding().proved()).as(finding().evidence()).isTrue();
    }

    @Test
    void fileOfADropInThatChangesFailsTheVerificationByName() {
        AbsolutePath dropIn = AbsolutePath.of("/etc/systemd/system/docker.service.d/proxy.conf");
        machine.host().putFile(dropIn, "[Service]\nEnvironment=A=b\n");

        apply(Article.stackWithoutRunner(), () -> machine.host().putFile(dropIn, "[Service]\n"));

        assertThat(finding().evidence()).contains("file " + dropIn);
    }

    @Test
    void networkThatAppearsIsNoHarm() {
        apply(Article.stackWithoutRunner(), () -> machine.firstEngine().createNetwork(InterfaceName.of("shop0")));

        assertThat(finding().proved()).as(finding().evidence()).isTrue();
    }

    @Test
    void nextApplyThatLeavesItAloneClearsIt() {
        apply(Article.stackWithoutRunner(), this::editConfiguration);

        provisioner.apply(provisioner.plan(Article.stack(
                Article.docker1().build(),
                Article.docker2().addLabel("purpose=ci").build())));

        assertThat(finding().proved()).as(finding().evidence()).isTrue();
    }

    @Test
    void changeBetweenTwoAppliesIsNoConcernOfOutboard() {
        apply(Article.stackWithoutRunner(), () -> {});
        editConfiguration();

        assertThat(finding().proved()).as(finding().evidence()).isTrue();
    }

    @Test
    void removalLeavesNothingOfWhatWasFound() {
        apply(Article.stackWithoutRunner(), this::editConfiguration);

        provisioner.apply(provisioner.planRemoval("ci", Retention.PURGE));

        assertThat(machine.host().tree().keySet())
                .filteredOn(path -> path.startsWith("/var/lib/outboard"))
                .isEqualTo(List.of());
    }
}
