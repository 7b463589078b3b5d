package dev.outboard.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outboard.core.apply.Applier;
import dev.outboard.core.apply.ApplyFailedException;
import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.Retention;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.desired.DesiredState;
import dev.outboard.core.desired.ManagedDirectory;
import dev.outboard.core.desired.ManagedFile;
import dev.outboard.core.desired.Resource;
import dev.outboard.core.failure.CommandFailedException;
import dev.outboard.core.failure.ConflictException;
import dev.outboard.core.failure.HostException;
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
import dev.outboard.core.value.UnitName;
import dev.outboard.systemd.testing.SimulatedSystemd;
import dev.outboard.systemd.testing.UnitProgram;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class SystemdUnitsTest {
    private static final StackName STACK = StackName.of("ci");
    private static final UnitName SERVICE = UnitName.of("docker2.service");
    private static final UnitName SOCKET = UnitName.of("docker2.socket");
    private static final AbsolutePath SERVICE_FILE = AbsolutePath.of("/etc/systemd/system/docker2.service");
    private static final AbsolutePath CONFIGURATION = AbsolutePath.of("/etc/daemon.json");
    private static final String SERVICE_TEXT = """
            [Unit]
            Requires=docker2.socket
            [Service]
            ExecStart=/usr/bin/dockerd
            [Install]
            WantedBy=multi-user.target
            """;
    private static final String SOCKET_TEXT = """
            [Unit]
            PartOf=docker2.service
            [Socket]
            ListenStream=/run/docker2.sock
            [Install]
            WantedBy=sockets.target
            """;

    private final SimulatedSystemd systemd = new SimulatedSystemd();
    private final InMemoryHost host = InMemoryHost.create().answer(systemd);
    private final Planner planner = new Planner(List.of(SystemdUnits.KIND, ManagedFile.KIND, ManagedDirectory.KIND));

    private static List<Resource> desired(String configuration, String service, String socket) {
        ManagedFile file = ManagedFile.ofText(CONFIGURATION, configuration);
        return List.of(
                file,
                SystemdUnits.of(
                        "docker2",
                        List.of(
                                ManagedUnit.of(SOCKET, socket),
                                ManagedUnit.of(SERVICE, service).reading(file).restartedWith(SOCKET))));
    }

    private static List<Resource> desired() {
        return desired("{}\n", SERVICE_TEXT, SOCKET_TEXT);
    }

    private Plan plan(List<Resource> resources) {
        return planner.plan(
                new DesiredState(STACK, resources, List.of()), host, ReceiptStore.read(host, STACK), Set.of());
    }

    private Receipt apply(List<Resource> resources) {
        return Applier.apply(plan(resources), host, event -> {});
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

    private static List<String> commands(Plan plan) {
        return steps(plan).stream().filter(step -> step.startsWith("$")).toList();
    }

    private static Change changeOf(Plan plan, String subject) {
        return plan.changes().stream()
                .filter(change -> change.subject().equals(subject))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    @Test
    void reloadsEnablesAndStartsWithOneCommandEach() {
        assertThat(steps(plan(desired())))
                .containsExactly(
                        "write /etc/daemon.json (0644 root:root)",
                        "write /etc/systemd/system/docker2.socket (0644 root:root)",
                        "write /etc/systemd/system/docker2.service (0644 root:root)",
                        "$ systemctl enable --no-reload docker2.socket docker2.service",
                        "$ systemctl daemon-reload",
                        "$ systemctl start docker2.socket docker2.service");
    }

    @Test
    void hasNothingLeftToDoAfterwards() {
        apply(desired());

        assertThat(plan(desired()).changes()).isEmpty();
        assertThat(systemd.isActive(SERVICE)).isTrue();
        assertThat(systemd.isActive(SOCKET)).isTrue();
    }

    @Test
    void takesAwayAUnitThatTheSetHasNoMore() {
        apply(desired());
        List<Resource> without = List.of(SystemdUnits.of(
                "docker2", List.of(ManagedUnit.of(SERVICE, "[Install]\nWantedBy=multi-user.target\n"))));

        assertThat(steps(plan(without)))
                .containsSubsequence(
                        "write /etc/systemd/system/docker2.service (0644 root:root)",
                        "$ systemctl disable --now --no-reload docker2.socket",
                        "delete /etc/systemd/system/docker2.socket");
        apply(without);
        assertThat(systemd.isActive(SOCKET)).isFalse();
        assertThat(plan(without).isEmpty()).isTrue();
    }

    @Test
    void mountThatIsInUseKeepsWhatItHasUntilTheNextTime() {
        UnitName mount = UnitName.of("docker2.mount");
        apply(List.of(SystemdUnits.of(
                "docker2", List.of(ManagedUnit.of(mount, "[Mount]\nWhat=/a\n").pulledIn()))));

        Plan plan = plan(List.of(SystemdUnits.of(
                "docker2", List.of(ManagedUnit.of(mount, "[Mount]\nWhat=/b\n").pulledIn()))));

        assertThat(commands(plan)).containsExactly("$ systemctl daemon-reload");
    }

    @Test
    void asksOnceForAllUnits() {
        int[] asked = {0};
        InMemoryHost counted = InMemoryHost.create().answer(systemd).answer((command, anyHost) -> {
            asked[0]++;
            return Optional.empty();
        });

        planner.plan(new DesiredState(STACK, desired(), List.of()), counted, Receipt.empty(STACK), Set.of());

        assertThat(asked[0]).isOne();
    }

    @Test
    void startsAUnitThatWasStoppedByHand() {
        apply(desired());
        host.run(Systemctl.stop(List.of(SERVICE)));

        Plan plan = plan(desired());

        assertThat(commands(plan))
                .containsExactly(
                        "$ systemctl reset-failed 'docker2.socket*' 'docker2.service*'",
                        "$ systemctl start docker2.socket docker2.service");
        assertThat(changeOf(plan, "docker2.service").reason()).hasValue("to run, found inactive (dead)");
    }

    @Test
    void enablesAUnitThatWasDisabledByHand() {
        apply(desired());
        host.run(Systemctl.disableNow(List.of(SERVICE)));
        host.run(Systemctl.start(List.of(SERVICE)));

        assertThat(commands(plan(desired())))
                .containsExactly("$ systemctl enable --no-reload docker2.service", "$ systemctl daemon-reload");
    }

    @Test
    void forgetsAFailureBeforeItStartsAUnitAgain() {
        apply(desired());
        systemd.fail(SERVICE, "out of memory");

        assertThat(commands(plan(desired())))
                .containsExactly("$ systemctl reset-failed 'docker2.service*'", "$ systemctl start docker2.service");
    }

    @Test
    void restartsTheServiceWhenItsFileChanges() {
        apply(desired());
        List<Resource> changed = desired("{}\n", SERVICE_TEXT.replace("dockerd", "dockerd --debug"), SOCKET_TEXT);

        Plan plan = plan(changed);

        assertThat(commands(plan))
                .containsExactly(
                        "$ systemctl daemon-reload",
                        "$ systemctl reset-failed 'docker2.service*'",
                        "$ systemctl restart docker2.service");
        assertThat(changeOf(plan, "docker2.service"))
                .returns(Action.RESTART, Change::action)
                .returns("its unit file changes", change -> change.reason().orElseThrow());
        Applier.apply(plan, host, event -> {});
        assertThat(systemd.starts(SERVICE)).isEqualTo(2);
        assertThat(plan(changed).changes()).isEmpty();
    }

    @Test
    void restartsTheServiceWhenAFileThatItReadsChanges() {
        apply(desired());

        Plan plan = plan(desired("{ }\n", SERVICE_TEXT, SOCKET_TEXT));

        assertThat(commands(plan))
                .containsExactly("$ systemctl reset-failed 'docker2.service*'", "$ systemctl restart docker2.service");
        assertThat(changeOf(plan, "docker2.service").reason()).hasValue("file /etc/daemon.json changes");
    }

    @Test
    void restartsTheServiceWhenAnApplyFailedBetweenWritingAFileAndRestarting() {
        apply(desired());
        host.writeFile(CONFIGURATION, FileContent.ofText("{ }\n"), FileMode.FILE, FileOwner.ROOT);

        Plan plan = plan(desired("{ }\n", SERVICE_TEXT, SOCKET_TEXT));

        assertThat(commands(plan))
                .containsExactly("$ systemctl reset-failed 'docker2.service*'", "$ systemctl restart docker2.service");
    }

    @Test
    void restartsSocketAndServiceInOneCommandWhenTheSocketChanges() {
        apply(desired());
        List<Resource> changed = desired("{}\n", SERVICE_TEXT, SOCKET_TEXT.replace("docker2.sock\n", "other.sock\n"));

        Plan plan = plan(changed);

        assertThat(commands(plan))
                .containsExactly(
                        "$ systemctl daemon-reload",
                        "$ systemctl reset-failed 'docker2.socket*' 'docker2.service*'",
                        "$ systemctl restart docker2.socket docker2.service");
        assertThat(changeOf(plan, "docker2.service").reason()).hasValue("docker2.socket restarts");
        Applier.apply(plan, host, event -> {});
        assertThat(plan(changed).changes()).isEmpty();
    }

    @Test
    void reloadsAndRestartsWhenAFileWasEditedByHand() {
        apply(desired());
        host.putFile(SERVICE_FILE, SERVICE_TEXT + "# edited\n");

        assertThat(commands(plan(desired())))
                .containsExactly(
                        "$ systemctl daemon-reload",
                        "$ systemctl reset-failed 'docker2.service*'",
                        "$ systemctl restart docker2.service");
    }

    @Test
    void reloadsWhenOnlySystemdIsBehind() {
        apply(desired());
        host.putFile(SERVICE_FILE, SERVICE_TEXT + "# edited\n");
        host.run(Systemctl.daemonReload());
        host.putFile(SERVICE_FILE, SERVICE_TEXT);

        Plan plan = plan(desired());

        assertThat(changeOf(plan, "docker2.service").reason()).hasValue("its unit file changed since systemd read it");
        assertThat(commands(plan))
                .containsExactly(
                        "$ systemctl daemon-reload",
                        "$ systemctl reset-failed 'docker2.service*'",
                        "$ systemctl restart docker2.service");
    }

    @Test
    void leavesUnitsOnDemandAlone() {
        List<Resource> units = List.of(SystemdUnits.of(
                "slice",
                List.of(ManagedUnit.of(UnitName.of("ci.slice"), "[Slice]\n").onDemand())));

        apply(units);

        assertThat(host.commands()).extracting(Object::toString).containsExactly("systemctl daemon-reload");
        assertThat(plan(units).changes()).isEmpty();
    }

    @Test
    void refusesAUnitThatIsNotOurs() {
        host.putFile(SERVICE_FILE, "[Service]\nExecStart=/bin/other\n");

        assertThatThrownBy(() -> plan(desired()))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining(SERVICE_FILE.toString());
    }

    @Test
    void refusesToHideAUnitOfAPackage() {
        host.putFile(AbsolutePath.of("/usr/lib/systemd/system/docker2.service"), "[Service]\nExecStart=/bin/other\n");

        assertThatThrownBy(() -> plan(desired()))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("/usr/lib/systemd/system/docker2.service");
    }

    @Test
    void refusesAMaskedUnit() {
        String states = """
                Id=docker2.socket
                LoadState=not-found
                ActiveState=inactive

                Id=docker2.service
                LoadState=masked
                ActiveState=inactive
                """;
        host.answer((command, anyHost) -> Optional.of(new CommandResult(command, 0, states, "")));

        assertThatThrownBy(() -> plan(desired()))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("systemctl unmask docker2.service");
    }

    @Test
    void saysWhenThereIsNoSystemd() {
        String errors = """
                System has not been booted with systemd as init system (PID 1). Can't operate.
                Failed to connect to bus: Host is down
                """;
        host.answer((command, anyHost) -> Optional.of(new CommandResult(command, 1, "", errors)));

        assertThatThrownBy(() -> plan(desired()))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("has not been booted with systemd")
                .hasMessageContaining("stage into a directory");
    }

    @Test
    void showsTheJournalOfAUnitThatDoesNotStart() {
        systemd.program(SERVICE, (unit, anyHost) -> {
            throw new UnitProgram.UnitFailure("starting\nfailed to start daemon: no such bridge docker1");
        });
        Plan plan = plan(desired());

        assertThatThrownBy(() -> Applier.apply(plan, host, event -> {}))
                .isInstanceOf(ApplyFailedException.class)
                .cause()
                .hasMessageContaining("systemctl status docker2.service")
                .asInstanceOf(InstanceOfAssertFactories.type(CommandFailedException.class))
                .extracting(CommandFailedException::lastLines)
                .asInstanceOf(InstanceOfAssertFactories.list(String.class))
                .containsSubsequence(
                        "journal of docker2.service:", "starting", "failed to start daemon: no such bridge docker1");
    }

    @Test
    void continuesAfterAStartThatFailed() {
        boolean[] broken = {true};
        systemd.program(SERVICE, (unit, anyHost) -> {
            if (broken[0]) {
                throw new UnitProgram.UnitFailure("not yet");
            }
        });
        assertThatThrownBy(() -> apply(desired())).isInstanceOf(ApplyFailedException.class);
        broken[0] = false;

        apply(desired());

        assertThat(systemd.isActive(SERVICE)).isTrue();
        assertThat(plan(desired()).changes()).isEmpty();
    }

    @Test
    void keepsTheFailureWhenThereIsNoJournal() {
        systemd.program(SERVICE, (unit, anyHost) -> {
            throw new UnitProgram.UnitFailure("lost");
        });
        host.answer((command, anyHost) -> {
            if (command.program().equals("journalctl")) {
                throw new HostException("journalctl: no such program", "install it");
            }
            return Optional.empty();
        });
        Plan plan = plan(desired());

        assertThatThrownBy(() -> Applier.apply(plan, host, event -> {}))
                .cause()
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining("Job for docker2.service failed")
                .hasMessageContaining("no such program");
    }

    @Test
    void removesWhatItMadeAndLeavesTheHostAsItWas() {
        Map<String, String> before = Map.copyOf(host.tree());
        apply(desired());

        Plan removal = planRemoval();
        Applier.apply(removal, host, event -> {});

        assertThat(steps(removal))
                .containsExactly(
                        "$ systemctl disable --now --no-reload docker2.service docker2.socket",
                        "delete /etc/systemd/system/docker2.service",
                        "delete /etc/systemd/system/docker2.socket",
                        "$ systemctl daemon-reload",
                        "delete /etc/daemon.json");
        assertThat(systemd.isActive(SERVICE)).isFalse();
        assertThat(asOthersLeftIt(host.tree())).isEqualTo(withSocket(before));
    }

    /** A socket leaves its file, as with the real systemd; the part that chose the path takes it away. */
    private Map<String, String> withSocket(Map<String, String> tree) {
        Map<String, String> more = new TreeMap<>(tree);
        more.put("/run/docker2.sock", host.tree().get("/run/docker2.sock"));
        return more;
    }

    /** Without receipts, and without the kernel's table of sockets. */
    private static Map<String, String> asOthersLeftIt(Map<String, String> tree) {
        return tree.entrySet().stream()
                .filter(entry -> !entry.getKey().startsWith("/var/lib/outboard")
                        && !entry.getKey().startsWith("/proc/net"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Test
    void forgetsFailedUnitsWhenTheyAreRemoved() {
        apply(desired());
        systemd.fail(SERVICE, "out of memory");

        assertThat(commands(planRemoval()))
                .endsWith("$ systemctl daemon-reload", "$ systemctl reset-failed 'docker2.service*'");
    }

    @Test
    void stopsAUnitWhoseFileIsGone() {
        apply(desired());
        host.deleteFile(SERVICE_FILE);

        Plan removal = planRemoval();

        assertThat(commands(removal))
                .startsWith("$ systemctl disable --now --no-reload docker2.socket", "$ systemctl stop docker2.service");
        Applier.apply(removal, host, event -> {});
        assertThat(systemd.isActive(SERVICE)).isFalse();
    }

    @Test
    void removesNothingWhenAllIsGone() {
        apply(desired());
        Applier.apply(planRemoval(), host, event -> {});

        assertThat(planRemoval().changes()).isEmpty();
    }

    @Test
    void refusesAQueryThatAnswersForOtherUnits() {
        host.answer(SimulatedCommand.printing(
                "Id=docker2.socket\nLoadState=loaded\n",
                "systemctl",
                "show",
                "--property=Id,LoadState,ActiveState,SubState,UnitFileState,NeedDaemonReload,FragmentPath"
                        + ",NRestarts,ActiveEnterTimestampMonotonic,MainPID",
                "docker2.socket",
                "docker2.service"));

        assertThatThrownBy(() -> UnitState.readFrom(host, List.of(SOCKET, SERVICE)))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("expected the state of 2 units, found 1");
    }
}
