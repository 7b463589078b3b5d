package dev.outboard.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outboard.Outboard;
import dev.outboard.Provisioner;
import dev.outboard.core.apply.ApplyFailedException;
import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.Retention;
import dev.outboard.core.command.Command;
import dev.outboard.core.failure.ConflictException;
import dev.outboard.core.plan.Plan;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.testing.SimulatedCommand;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.ContainerName;
import dev.outboard.core.value.ImageReference;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.core.value.UnitName;
import dev.outboard.core.verify.Finding;
import dev.outboard.core.verify.Verification;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.NetworkIsolation;
import dev.outboard.network.TrafficPolicy;
import dev.outboard.runner.stack.ConnectedHost;
import dev.outboard.runner.testing.parts.DebianMachine;
import dev.outboard.runner.testing.parts.SimulatedEngine;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.docker.ContainerDefinition;
import dev.outboard.systemd.docker.ContainerSummary;
import dev.outboard.systemd.docker.ExecResult;
import dev.outboard.systemd.options.CleanUp;
import dev.outboard.systemd.options.ContainerDefaults;
import dev.outboard.systemd.options.Containerd;
import dev.outboard.systemd.options.ResourceLimits;
import dev.outboard.systemd.options.UserRemap;
import dev.outboard.systemd.testing.UnitProgram.UnitFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The article's stack from nothing to running and back, on a machine in memory. */
class StackOnSimulatedHostTest {
    private static final ContainerName RUNNER1 = ContainerName.of("runner1");
    private static final UnitName DOCKER2 = UnitName.of("docker2.service");
    private static final ImageReference BUSYBOX = ImageReference.of("busybox:1");

    private final DebianMachine machine = DebianMachine.withDocker();
    private final SortedMap<String, String> before = machine.host().tree();
    private final Provisioner provisioner = machine.provisioner();

    private void apply(StackSpec stack) {
        provisioner.apply(provisioner.plan(stack));
    }

    private void remove(Retention retention) {
        provisioner.apply(provisioner.planRemoval("ci", retention));
    }

    private List<String> commandsOf(StackSpec stack) {
        int already = machine.host().commands().size();
        apply(stack);
        List<Command> commands = machine.host().commands();
        return commands.subList(already, commands.size()).stream()
                .map(Command::toString)
                .toList();
    }

    private static List<String> steps(Plan plan) {
        return plan.changes().stream()
                .flatMap(change -> change.steps().stream())
                .map(step -> step.describe())
                .toList();
    }

    private static List<String> summaries(Plan plan) {
        return plan.changes().stream().map(Change::summary).toList();
    }

    private List<String> owned() {
        return provisioner.receipt("ci").resources().stream()
                .map(Owned::id)
                .map(Object::toString)
                .toList();
    }

    private void run(String... words) {
        machine.host().run(Command.of(List.of(words)));
    }

    @Test
    void isProvedOnceItIsApplied() {
        apply(Article.stack());

        Verification verification = provisioner.verify(Article.stack());

        assertThat(verification.failures()).isEmpty();
        assertThat(verification.isProved()).isTrue();
    }

    @Test
    void isPlannedOnlyWhereDockersClientIs() {
        machine.host().deleteFile(AbsolutePath.of("/usr/bin/docker"));

        assertThatThrownBy(() -> provisioner.plan(Article.stack()))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("daemon docker2: client: found \"no program docker\"")
                .hasMessageContaining("apt-get install docker-cli");
    }

    @Test
    void missesTheClientOnlyWhereAnEngineIs() {
        machine.host().deleteFile(AbsolutePath.of("/usr/bin/docker"));
        machine.host().deleteFile(AbsolutePath.of("/usr/sbin/dockerd"));

        assertThatThrownBy(() -> provisioner.plan(Article.stack()))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("engine of daemon docker2")
                .hasMessageNotContaining("client");
    }

    @Test
    void isNotProvedOnceDockersClientIsGone() {
        apply(Article.stackWithoutRunner());
        machine.host().deleteFile(AbsolutePath.of("/usr/bin/docker"));

        assertThat(provisioner.verify(Article.stackWithoutRunner()).failures())
                .extracting(Finding::check)
                .contains("command /usr/local/bin/docker2 reaches docker2");
    }

    @Test
    void restartsADaemonWhoseProgramWasReplaced() {
        apply(Article.stackWithoutRunner());
        machine.systemd().replace(AbsolutePath.of("/usr/sbin/dockerd"), machine.host());

        assertThat(provisioner.verify(Article.stackWithoutRunner()).failures())
                .extracting(Finding::toString)
                .anyMatch(failure ->
                        failure.contains("docker2.service still runs the /usr/sbin/dockerd of before an upgrade"));
        Plan plan = provisioner.plan(Article.stackWithoutRunner());
        assertThat(summaries(plan))
                .containsExactly("! docker2.service: its program /usr/sbin/dockerd was replaced since it started");

        provisioner.apply(plan);

        assertThat(provisioner.verify(Article.stackWithoutRunner()).failures()).isEmpty();
        assertThat(provisioner.plan(Article.stackWithoutRunner()).isEmpty()).isTrue();
    }

    @Test
    void restartsAContainerdOfItsOwnWhoseProgramWasReplaced() {
        StackSpec stack = Article.stack(
                Article.docker1().build(),
                Article.docker2().containerd(Containerd.OWN).build());
        apply(stack);
        machine.systemd().replace(AbsolutePath.of("/usr/bin/containerd"), machine.host());

        assertThat(provisioner.verify(stack).failures())
                .extracting(Finding::toString)
                .anyMatch(failure -> failure.contains("docker2-containerd.service still runs the /usr/bin/containerd"));
        assertThat(summaries(provisioner.plan(stack)))
                .contains(
                        "! docker2-containerd.service: its program /usr/bin/containerd was replaced since it started");
    }

    @Test
    void leavesAProgramAloneThatWasRemovedAndNotReplaced() {
        apply(Article.stack());
        machine.systemd().replace(AbsolutePath.of("/usr/sbin/dockerd"), machine.host());
        machine.host().deleteFile(AbsolutePath.of("/usr/sbin/dockerd"));

        assertThatThrownBy(() -> provisioner.plan(Article.stack()))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("no /usr/sbin/dockerd");
    }

    @Test
    void givesTheNetworksOfJobsTheMtuOfTheBridge() {
        StackSpec stack = Article.stack(
                Article.docker1().mtu(1450).build(), Article.docker2().build());
        apply(stack);

        assertThat(provisioner.verify(stack).findings())
                .extracting(Finding::toString)
                .anyMatch(finding -> finding.contains("networks that jobs create on docker2 work: MTU 1450"));
    }

    @Test
    void isNotProvedWhileNetworksOfJobsHaveAnotherMtu() {
        StackSpec stack = Article.stack(
                Article.docker1().mtu(1450).build(), Article.docker2().build());
        apply(stack);
        AbsolutePath file = AbsolutePath.of("/etc/docker2/daemon.json");
        String text = machine.host().read(file).orElseThrow().text();
        machine.host().putFile(file, text.replace("com.docker.network.driver.mtu", "com.docker.network.driver.other"));
        run("systemctl", "restart", "docker2.service");

        assertThat(provisioner.verify(stack).failures())
                .extracting(Finding::toString)
                .anyMatch(failure -> failure.contains("its MTU is 1500, expected 1450"));
    }

    @Test
    void refusesNetworksOfTheFirstDaemonWhoseBridgesHaveNamesOfTheirOwnWhereNftIsMissing() {
        machine.host().deleteFile(AbsolutePath.of("/usr/sbin/nft"));
        apply(Article.stack());
        machine.firstEngine().createNetwork(InterfaceName.of("shop0"));

        assertThat(provisioner.plan(Article.stack()).toString())
                .contains("+-A OUTBOARD-docker2 -s 10.9.0.0/16 -o shop0 -j DROP", "~ docker2-network.service: ")
                .doesNotContain("! docker2");
    }

    private static StackSpec remapped() {
        return StackSpec.builder("ci")
                .bridge(BridgeSpec.builder("docker1", "10.9.0.1/16").build())
                .daemon(DaemonSpec.builder("docker2")
                        .bridge("docker1")
                        .userRemap(UserRemap.ofEngine())
                        .containerDefaults(ContainerDefaults.builder()
                                .noNewPrivileges(true)
                                .addUlimit("nofile", 1024, -1)
                                .build())
                        .build())
                .build();
    }

    @Test
    void provesTheDefaultsOfContainers() {
        apply(remapped());

        assertThat(provisioner.verify(remapped()).findings())
                .filteredOn(finding -> finding.check().equals("containers of docker2 have its defaults"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.proved()).isTrue();
                    assertThat(finding.evidence())
                            .isEqualTo("no new privileges, nofile=1024:-1, root is 100000 on the host");
                });
        assertThat(provisioner.plan(remapped()).changes()).isEmpty();
    }

    @Test
    void seesContainersWithoutTheDefaults() {
        apply(remapped());
        AbsolutePath configuration = AbsolutePath.of("/etc/docker2/daemon.json");
        String text = machine.host().read(configuration).orElseThrow().text();
        machine.host().putFile(configuration, text.replace("\"no-new-privileges\": true,", ""));
        run("systemctl", "restart", "docker2.service");

        assertThat(provisioner.verify(remapped()).failures())
                .anySatisfy(finding -> assertThat(finding.evidence()).isEqualTo("not so: no new privileges"));
    }

    @Test
    void isNotProvedBefore() {
        assertThat(provisioner.verify(Article.stack()).isProved()).isFalse();
    }

    @Test
    void leavesNothingToPlan() {
        apply(Article.stack());

        assertThat(provisioner.plan(Article.stack()).changes()).isEmpty();
    }

    @Test
    void plansWithoutTouchingTheHost() {
        provisioner.plan(Article.stack());

        assertThat(machine.host().log()).isEmpty();
        assertThat(machine.firstEngine().executions()).isEmpty();
    }

    @Test
    void verifiesWithoutLeavingAnything() {
        apply(Article.stack());
        SortedMap<String, String> applied = machine.host().tree();

        provisioner.verify(Article.stack());

        assertThat(machine.host().tree()).isEqualTo(applied);
        assertThat(machine.engine(Article.SOCKET).containers()).isEmpty();
        assertThat(machine.engine(Article.SOCKET).hasImage(ImageReference.of("outboard/canary:empty")))
                .isFalse();
    }

    @Test
    void provesAStackWhoseJobsHaveProgramsOfTheHost() {
        machine.host().putDirectory(AbsolutePath.of("/lib64"));
        StackSpec stack = Article.stack(
                Article.docker1().build(),
                Article.docker2().build(),
                Article.runner1()
                        .addJobVolume("/lib64:/lib64:ro")
                        .addJobVolume("/usr/bin/docker:/usr/bin/docker:ro")
                        .build());
        apply(stack);

        assertThat(provisioner.verify(stack).failures()).isEmpty();
    }

    @Test
    void reloadsAndStartsOnceForTheDaemonsUnits() {
        List<String> commands = commandsOf(Article.stack());

        assertThat(commands)
                .filteredOn(command -> command.startsWith("systemctl start") || command.startsWith("systemctl restart"))
                .containsExactly(
                        "systemctl start docker1-bridge.service",
                        "systemctl start docker2-network.service docker2.socket docker2.service");
        assertThat(commands).filteredOn("systemctl daemon-reload"::equals).hasSize(2);
    }

    @Test
    void givesTheDaemonItsRootAndBridge() {
        apply(Article.stack());

        assertThat(machine.engine(Article.SOCKET).info().rootDirectory()).hasToString("/docker2/graph");
        assertThat(machine.engine(Article.SOCKET).info().bridge()).hasToString("Optional[docker1]");
    }

    @Test
    void findsASharedContainerStore() {
        apply(Article.stack());
        machine.firstEngine().answer(execution -> new ExecResult(127, "", "not found"));
        Provisioner mixed = Outboard.on(
                new ConnectedHost(machine.host(), socket -> machine.firstEngine(), connection -> machine.gitLab()));

        Verification verification = mixed.verify(Article.stack());

        assertThat(verification.failures())
                .anySatisfy(finding -> assertThat(finding.toString())
                        .contains("do not see one another")
                        .contains("both list"));
    }

    @Test
    void namesEveryProofWithItsEvidence() {
        apply(Article.stack());

        assertThat(provisioner.verify(Article.stack()).findings())
                .extracting(Finding::toString)
                .contains(
                        "ok    containers of docker2 and of the first daemon do not see one another: one made on the second"
                                + " is seen only there; of the first's 1, the second sees 0",
                        "ok    images and containers of docker2 lie below /docker2: overlay of 4 directories there",
                        "ok    containers of docker2 resolve your.gitlab.url: 192.0.2.7",
                        "ok    containers of docker2 reach your.gitlab.url:80: a connection was made",
                        "ok    the first daemon is unharmed: Docker 26.1.5+dfsg1 answers, 1 containers, docker0 has"
                                + " [172.17.0.1/16]");
    }

    @Test
    void provesThatContainersAreInTheSliceOfTheirDaemon() {
        apply(Article.stack());

        assertThat(provisioner.verify(Article.stack()).findings())
                .extracting(Finding::toString)
                .anyMatch(finding -> finding.matches(
                        "ok    containers of docker2 are in docker2.slice: /docker2.slice/docker-[0-9a-f]{64}.scope"));
    }

    @Test
    void findsLimitsThatTheKernelDoesNotHave() {
        StackSpec limited = Article.stack(
                Article.docker1().build(),
                Article.docker2()
                        .resourceLimits(ResourceLimits.builder()
                                .memoryMax("4G")
                                .tasksMax(500)
                                .build())
                        .build());
        apply(limited);
        machine.host().putFile(AbsolutePath.of("/sys/fs/cgroup/docker2.slice/memory.max"), "max\n");

        assertThat(provisioner.verify(limited).failures())
                .singleElement()
                .asString()
                .contains("docker2.slice limits containers of docker2 to MemoryMax=4G TasksMax=500")
                .contains("memory.max is max, expected 4294967296; \"systemctl cat docker2.slice\"");

        machine.host().putFile(AbsolutePath.of("/sys/fs/cgroup/docker2.slice/memory.max"), "4294967296\n");

        assertThat(provisioner.verify(limited).failures()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void provesEveryLimitInControlGroupsOfBothVersions(boolean unified) {
        if (!unified) {
            machine.host().deleteFile(AbsolutePath.of("/sys/fs/cgroup/cgroup.controllers"));
            Stream.of("cpu", "memory", "pids", "blkio")
                    .forEach(
                            controller -> machine.host().putDirectory(AbsolutePath.of("/sys/fs/cgroup/" + controller)));
        }
        StackSpec limited = Article.stack(
                Article.docker1().build(),
                Article.docker2()
                        .resourceLimits(ResourceLimits.builder()
                                .cpuQuota(400)
                                .cpuWeight(50)
                                .memoryMax("16G")
                                .tasksMax(8192)
                                .ioWeight(50)
                                .build())
                        .build());
        apply(limited);
        assertThat(provisioner.verify(limited).failures()).isEmpty();

        StackSpec unlimited = Article.stackWithoutRunner();
        apply(unlimited);
        assertThat(provisioner.verify(unlimited).failures()).isEmpty();

        provisioner.apply(provisioner.planRemoval("ci"));
        assertThat(machine.host().tree().keySet()).noneMatch(path -> path.contains("docker2.slice"));
    }

    @Test
    void planAndVerificationNameTheSameEngine() {
        assertThat(provisioner.plan(Article.stackWithoutRunner()).toString()).contains("made for Docker 26.1");
        apply(Article.stackWithoutRunner());
        assertThat(provisioner.verify(Article.stackWithoutRunner()).toString()).contains("Docker 26.1.5");
    }

    @Test
    void cleanUpAtATimeThatDoesNotExistIsAConflict() {
        StackSpec stack = Article.stack(
                Article.docker1().build(),
                Article.docker2().cleanUp(CleanUp.at("25:00").build()).build());

        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> provisioner.plan(stack))
                .withMessageContaining("25:00")
                .withMessageContaining("Failed to parse calendar specification");
    }

    @Test
    void provesThatContainersWithoutEgressReachNothing() {
        StackSpec closed = Article.stack(
                Article.docker1().build(),
                Article.docker2()
                        .traffic(TrafficPolicy.builder().egress(false).build())
                        .build(),
                Article.runner1().build());
        apply(closed);

        assertThat(provisioner.verify(closed).findings())
                .extracting(Finding::toString)
                .contains("ok    containers of docker2 do not reach your.gitlab.url:80: no answer in 5 s")
                .noneMatch(finding -> finding.contains("resolve your.gitlab.url"));
    }

    @Test
    void countsARefusedConnectionAsReached() {
        apply(Article.stack());
        SimulatedEngine engine = machine.engine(Article.SOCKET);
        engine.answer(execution -> new ExecResult(1, "", "bash: connect: Connection refused\n"));

        assertThat(provisioner.verify(Article.stack()).findings())
                .extracting(Finding::toString)
                .contains(
                        "ok    containers of docker2 reach your.gitlab.url:80: it answers, and refuses the connection")
                .contains(
                        "FAIL  containers of docker2 resolve your.gitlab.url: no answer; the host's /etc/resolv.conf or"
                                + " addDns(..) must name a server that they reach");
    }

    @Test
    void findsThatTheFirstDaemonLostItsBridge() {
        apply(Article.stack());
        machine.links().removeLink("docker0");

        assertThat(provisioner.verify(Article.stack()).failures())
                .singleElement()
                .asString()
                .contains("the first daemon is unharmed", "its bridge docker0 is gone", "systemctl restart docker");
    }

    @Test
    void findsAFirewallThatSomebodyFlushed() {
        apply(Article.stack());
        machine.firewall().flush();

        assertThat(provisioner.verify(Article.stack()).failures())
                .anySatisfy(finding -> assertThat(finding.evidence())
                        .contains(
                                "missing: table ip outboard-docker2 {",
                                "more, which \"/etc/docker2/network.sh check\" lists",
                                "reload docker2-network.service"));
    }

    @Test
    void putsRulesBackThatSomebodyFlushed() {
        apply(Article.stack());
        machine.firewall().flush();

        Plan plan = provisioner.plan(Article.stack());

        assertThat(steps(plan)).containsExactly("$ systemctl reload docker2-network.service");
        assertThat(summaries(plan))
                .singleElement()
                .asString()
                .startsWith("~ docker2-network.service: ")
                .contains("missing: table ip outboard-docker2 {");
        provisioner.apply(plan);
        assertThat(provisioner.verify(Article.stack()).isProved()).isTrue();
    }

    @Test
    void changedRulesInterruptNeitherDaemonNorRunner() {
        apply(Article.stack());
        StackSpec changed = Article.stack(
                Article.docker1().build(),
                Article.docker2()
                        .traffic(TrafficPolicy.builder().egress(false).build())
                        .build(),
                Article.runner1().build());

        Plan plan = provisioner.plan(changed);

        assertThat(steps(plan))
                .containsExactly(
                        "write /etc/docker2/forwarding.nft (0644 root:root)",
                        "write /etc/docker2/forwarding.rules (0644 root:root)",
                        "$ systemctl reset-failed 'docker2-network.service*'",
                        "$ systemctl restart docker2-network.service");
        assertThat(plan.changes()).noneMatch(change -> change.action() == Action.RESTART);
    }

    @Test
    void changesOnlyWhatDiffersAndRestartsOnceWithAReason() {
        apply(Article.stackWithoutRunner());
        StackSpec changed = Article.stack(
                Article.docker1().build(), Article.docker2().addDns("10.0.0.53").build());

        Plan plan = provisioner.plan(changed);

        assertThat(steps(plan))
                .containsExactly(
                        "write /etc/docker2/daemon.json (0644 root:root)",
                        "$ systemctl reset-failed 'docker2.service*'",
                        "$ systemctl restart docker2.service");
        assertThat(plan.changes())
                .filteredOn(change -> change.action() == Action.RESTART)
                .singleElement()
                .satisfies(change -> assertThat(change.reason()).contains("file /etc/docker2/daemon.json changes"));
    }

    @Test
    void restartsTheRunnerWithTheDaemonWhoseSocketItHas() {
        apply(Article.stack());
        StackSpec changed = Article.stack(
                Article.docker1().build(),
                Article.docker2().addDns("10.0.0.53").build(),
                Article.runner1().build());

        assertThat(summaries(provisioner.plan(changed)))
                .contains(
                        "! container runner1: docker2 is restarted, which its jobs would not outlive",
                        "! container runner1: it comes back after its daemon");
    }

    @Test
    void restartsTheDaemonForAnotherAddressOfItsBridge() {
        apply(Article.stackWithoutRunner());
        BridgeSpec moved = BridgeSpec.builder("docker1", "10.11.0.1/16").build();

        assertThat(commandsOf(Article.stack(moved, Article.docker2().build())))
                .filteredOn(command -> command.contains("start"))
                .containsExactly(
                        "systemctl restart docker1-bridge.service",
                        "systemctl restart docker2-network.service docker2.service");
        assertThat(provisioner
                        .verify(Article.stack(moved, Article.docker2().build()))
                        .failures())
                .isEmpty();
    }

    @Test
    void appliesAChangedStackToTheSameProof() {
        apply(Article.stack());
        StackSpec changed = Article.stack(
                Article.docker1().mtu(1450).build(),
                Article.docker2().storageDriver("btrfs").socketMode("0600").build(),
                Article.runner1().limit(3).build());

        apply(changed);

        assertThat(provisioner.verify(changed).failures()).isEmpty();
    }

    @Test
    void provesThatJobsUseTheSecondDaemon() {
        apply(Article.stack());

        assertThat(provisioner.verify(Article.stack()).toString())
                .contains("jobs of runner1 use docker2 by /var/run/docker.sock: it answers, with root /docker2/graph");
    }

    @Test
    void removesARunnerThatWasDropped() {
        apply(Article.stack());

        apply(Article.stackWithoutRunner());

        assertThat(machine.firstEngine().containers()).isEmpty();
        assertThat(machine.host().read(AbsolutePath.of("/srv/gitlab-runner/runner1/config.toml")))
                .hasValueSatisfying(file -> assertThat(file.text()).doesNotContain("runner1"));
        assertThat(provisioner.verify(Article.stackWithoutRunner()).failures()).isEmpty();
    }

    @Test
    void repairsABridgeThatSomebodyDeleted() {
        apply(Article.stack());
        machine.links().removeLink("docker1");

        apply(Article.stack());

        assertThat(provisioner.verify(Article.stack()).failures()).isEmpty();
    }

    @Test
    void repairsAConfigurationThatSomebodyEdited() {
        apply(Article.stack());
        machine.host().putFile(AbsolutePath.of("/etc/docker2/daemon.json"), "{}\n");

        apply(Article.stack());

        assertThat(provisioner.verify(Article.stack()).failures()).isEmpty();
    }

    @Test
    void startsADaemonThatSomebodyStoppedAndGivesItsRunnerTheNewSocket() {
        apply(Article.stack());
        run("systemctl", "stop", "docker2.service");

        Plan plan = provisioner.plan(Article.stack());
        provisioner.apply(plan);

        assertThat(summaries(plan))
                .containsExactly(
                        "~ docker2.socket: to run, found inactive (dead)",
                        "~ docker2.service: to run, found inactive (dead)",
                        "! container runner1: the socket of docker2 is recreated");
        assertThat(provisioner.verify(Article.stack()).failures()).isEmpty();
    }

    @Test
    void startsARunnerThatSomebodyStopped() {
        apply(Article.stack());
        machine.firstEngine().stop(RUNNER1, Duration.ZERO);

        assertThat(summaries(provisioner.plan(Article.stack()))).containsExactly("~ container runner1: it is stopped");
    }

    @Test
    void purgesEverythingItMade() {
        apply(Article.stack());
        runAContainer();

        remove(Retention.PURGE);

        assertThat(machine.host().tree()).isEqualTo(before);
        assertThat(machine.systemd().isActive(DOCKER2)).isFalse();
        assertThat(machine.networkd().isActive()).isFalse();
        assertThat(machine.firstEngine().containers()).isEmpty();
        assertThat(machine.firstEngine().hasImage(ImageReference.of("gitlab/gitlab-runner:latest")))
                .isFalse();
        assertThat(provisioner.planRemoval("ci").isEmpty()).isTrue();
    }

    private void runAContainer() {
        machine.engine(Article.SOCKET).offer(BUSYBOX);
        machine.engine(Article.SOCKET).pull(BUSYBOX);
        machine.engine(Article.SOCKET)
                .create(ContainerDefinition.builder(ContainerName.of("job"), BUSYBOX)
                        .build());
    }

    @Test
    void removesTheContainersOfTheDaemonBeforeItStops() {
        apply(Article.stackWithoutRunner());
        runAContainer();
        ContainerSummary job = machine.engine(Article.SOCKET).containers().get(0);

        Plan removal = provisioner.planRemoval("ci", Retention.PURGE);
        provisioner.apply(removal);

        assertThat(steps(removal))
                .containsSubsequence(
                        "$ docker --host unix:///docker2/docker.sock container rm --force " + job.shortId(),
                        "$ systemctl disable --now --no-reload docker2-network.service docker2-nftables.service"
                                + " docker2.service docker2.slice docker2.socket",
                        "delete directory and everything in it: /docker2/graph");
    }

    @Test
    void keepsDataAndItsReceiptUnlessToldToPurge() {
        apply(Article.stack());

        remove(Retention.KEEP_DATA);

        assertThat(machine.host().tree()).containsKeys("/docker2/graph", "/srv/gitlab-runner/runner1");
        assertThat(machine.host().tree())
                .doesNotContainKeys("/etc/docker2", "/usr/local/bin/docker2", "/run/docker2", "/docker2/docker.sock");
        assertThat(owned())
                .contains("directory /docker2", "directory /docker2/graph", "directory /srv/gitlab-runner/runner1")
                .noneMatch(id -> id.startsWith("daemon") || id.startsWith("bridge") || id.startsWith("container"));
    }

    @Test
    void purgesWhatAnEarlierRemovalKept() {
        apply(Article.stack());
        remove(Retention.KEEP_DATA);

        remove(Retention.PURGE);

        assertThat(machine.host().tree()).isEqualTo(before);
    }

    @Test
    void comesBackToTheDataThatARemovalKept() {
        apply(Article.stack());
        remove(Retention.KEEP_DATA);

        apply(Article.stack());

        assertThat(provisioner.verify(Article.stack()).failures()).isEmpty();
    }

    @Test
    void leavesTheFirstDaemonAlone() {
        machine.firstEngine().offer(BUSYBOX);
        machine.firstEngine().pull(BUSYBOX);
        ContainerName web = ContainerName.of("web");
        machine.firstEngine().create(ContainerDefinition.builder(web, BUSYBOX).build());
        machine.firstEngine().start(web);
        int starts = machine.systemd().starts(UnitName.of("docker.service"));

        apply(Article.stack());
        remove(Retention.PURGE);

        assertThat(machine.firstEngine().container(web).orElseThrow().isRunning())
                .isTrue();
        assertThat(machine.systemd().starts(UnitName.of("docker.service"))).isEqualTo(starts);
    }

    @Test
    void goesOnAfterAnApplyThatFailed() {
        Plan plan = provisioner.plan(Article.stack());
        List<String> faults = new ArrayList<>(List.of("no space left on device"));
        machine.systemd().program(UnitName.of("docker2.socket"), (unit, host) -> {
            if (!faults.isEmpty()) {
                throw new UnitFailure(faults.remove(0));
            }
        });
        assertThatExceptionOfType(ApplyFailedException.class)
                .isThrownBy(() -> provisioner.apply(plan))
                .withMessageContaining("no space left on device")
                .withMessageContaining("then plan and apply again");

        apply(Article.stack());

        assertThat(provisioner.verify(Article.stack()).failures()).isEmpty();
    }

    @Test
    void purgesWhatAFailedApplyLeft() {
        machine.host().answer(SimulatedCommand.failing("Failed", "systemctl", "daemon-reload"));
        Plan plan = provisioner.plan(Article.stack());
        assertThatExceptionOfType(ApplyFailedException.class).isThrownBy(() -> provisioner.apply(plan));
        machine.host().answer((command, host) -> machine.systemd().run(command, host));

        remove(Retention.PURGE);

        assertThat(machine.host().tree()).isEqualTo(before);
    }

    @Test
    void refusesAFileThatIsNotItsOwn() {
        machine.host().putFile(AbsolutePath.of("/usr/local/bin/docker2"), "#!/bin/sh\n");

        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> provisioner.plan(Article.stack()))
                .withMessageContaining("file /usr/local/bin/docker2");
    }

    @Test
    void runsTwoDaemonsBesideTheFirst() {
        StackSpec stack = Article.stack().toBuilder()
                .bridge(BridgeSpec.builder("docker3", "10.20.0.1/16").build())
                .daemon(DaemonSpec.builder("docker4")
                        .bridge("docker3")
                        .root("/docker4")
                        .build())
                .build();

        assertThat(commandsOf(stack))
                .containsOnlyOnce("systemctl start docker2-network.service docker2.socket docker2.service")
                .containsOnlyOnce("systemctl start docker4-network.service docker4.socket docker4.service");
        assertThat(provisioner.verify(stack).failures()).isEmpty();
    }

    private static StackSpec withContainerd(Containerd containerd) {
        return StackSpec.builder("ci")
                .bridge(BridgeSpec.builder("docker1", "10.9.0.1/16").build())
                .daemon(DaemonSpec.builder("docker2")
                        .bridge("docker1")
                        .containerd(containerd)
                        .build())
                .build();
    }

    @Test
    void daemonWithAContainerdOfItsOwnIsAppliedProvedAndRemoved() {
        apply(withContainerd(Containerd.OWN));

        Verification verification = provisioner.verify(withContainerd(Containerd.OWN));
        assertThat(verification.isProved()).as(verification.toString()).isTrue();
        assertThat(verification.toString()).contains("namespace docker2 of the containerd in /run/docker2/containerd");

        remove(Retention.PURGE);
        assertThat(machine.host().tree()).isEqualTo(before);
    }

    @Test
    void containerdThatIsNoLongerWantedGoesAfterTheDaemonLeftIt() {
        apply(withContainerd(Containerd.OWN));

        List<String> commands = commandsOf(withContainerd(Containerd.SYSTEM));

        assertThat(commands)
                .containsSubsequence(
                        "systemctl restart docker2.service",
                        "systemctl disable --now --no-reload docker2-containerd.service");
        assertThat(machine.host().status(AbsolutePath.of("/etc/docker2/containerd.toml")))
                .isEmpty();
        assertThat(provisioner.plan(withContainerd(Containerd.SYSTEM)).isEmpty())
                .isTrue();
        assertThat(provisioner.verify(withContainerd(Containerd.SYSTEM)).isProved())
                .isTrue();
    }

    @Test
    void daemonInANetworkNamespaceHasItsBridgeThere() {
        StackSpec stack = StackSpec.builder("ci")
                .bridge(BridgeSpec.builder("docker1", "10.9.0.1/16").build())
                .daemon(DaemonSpec.builder("docker2")
                        .bridge("docker1")
                        .networkIsolation(NetworkIsolation.NAMESPACE)
                        .build())
                .build();
        apply(stack);

        Verification verification = provisioner.verify(stack);
        assertThat(verification.isProved()).as(verification.toString()).isTrue();
        assertThat(verification.toString()).contains("docker1 with 10.9.0.1/16, published ports at 10.10.255.254");
        assertThat(machine.host().commands().toString()).doesNotContain("networkctl");

        remove(Retention.PURGE);
        assertThat(machine.host().tree()).isEqualTo(before);
    }
}
