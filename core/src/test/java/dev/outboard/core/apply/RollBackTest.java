package dev.outboard.core.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.change.Retention;
import dev.outboard.core.change.Undo;
import dev.outboard.core.command.Command;
import dev.outboard.core.desired.DesiredState;
import dev.outboard.core.desired.ManagedDirectory;
import dev.outboard.core.desired.ManagedFile;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.Resource;
import dev.outboard.core.desired.ResourceKind;
import dev.outboard.core.host.Host;
import dev.outboard.core.host.StagedHost;
import dev.outboard.core.journal.JournalStore;
import dev.outboard.core.journal.JournalWriter;
import dev.outboard.core.plan.Plan;
import dev.outboard.core.planner.Planner;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.receipt.Receipt;
import dev.outboard.core.step.RunCommand;
import dev.outboard.core.store.DamagedJournalException;
import dev.outboard.core.store.ReceiptStore;
import dev.outboard.core.testing.Faults;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.testing.SimulatedCommand;
import dev.outboard.core.testing.SimulatedDeath;
import dev.outboard.core.testing.shared.FaultyHost;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.core.value.StackName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RollBackTest {
    private static final StackName STACK = StackName.of("ci");
    private static final AbsolutePath CONFIGURATION = AbsolutePath.of("/etc/docker2/daemon.json");
    private static final ManagedDirectory DIRECTORY =
            ManagedDirectory.of(AbsolutePath.of("/etc/docker2"), FileMode.DIRECTORY);
    private static final ManagedDirectory DATA =
            ManagedDirectory.forData(AbsolutePath.of("/docker2"), FileMode.SECRET_DIRECTORY);
    private static final ManagedFile FILE = ManagedFile.ofText(CONFIGURATION, "{}\n");
    private static final Resource DAEMON = new Started("docker2");
    /** Its owner does not exist, so the host refuses to write it. */
    private static final ManagedFile REFUSED = new ManagedFile(
            AbsolutePath.of("/etc/docker2/refused"),
            FileContent.ofText("x"),
            FileMode.FILE,
            FileOwner.of("nobody-of-this-name", "root"));

    private final InMemoryHost host = InMemoryHost.create();
    private final Planner planner = new Planner(List.of(ManagedDirectory.KIND, ManagedFile.KIND, Started.KIND));

    /** Something that runs once a command has started it. */
    private record Started(String name) implements Resource {
        static final ResourceKind KIND = new ResourceKind() {
            @Override
            public String name() {
                return "program";
            }

            @Override
            public Removal remove(Owned owned, Planning removal) {
                return Removal.of(List.of(Change.of(
                        owned.id(),
                        Action.DELETE,
                        List.of(new RunCommand(
                                Command.of("stop", owned.id().name()),
                                Undo.after(Command.of("start", owned.id().name())))))));
            }
        };

        @Override
        public ResourceId id() {
            return new ResourceId("program", name);
        }

        @Override
        public List<Change> changes(Planning planning) {
            Command restart = Command.of("restart", name);
            Command reload = Command.of("reload");
            return List.of(Change.of(
                    id(),
                    Action.RESTART,
                    List.of(
                            new RunCommand(Command.of("enable", name), Undo.before(Command.of("disable", name))),
                            new RunCommand(reload, Undo.after(reload)),
                            new RunCommand(restart, Undo.after(restart)))));
        }

        @Override
        public Owned owned(Planning planning) {
            return Owned.of(id(), Map.of());
        }
    }

    RollBackTest() {
        for (String verb : List.of("enable", "disable", "start", "stop", "restart", "reload")) {
            host.answer(SimulatedCommand.printing("", verb, "docker2")).answer(SimulatedCommand.printing("", verb));
        }
    }

    private Plan plan(Resource... resources) {
        return planner.plan(
                new DesiredState(STACK, Arrays.asList(resources), List.of()),
                host,
                ReceiptStore.read(host, STACK),
                Set.of());
    }

    private Receipt apply(Resource... resources) {
        return apply(plan(resources), host, ApplyOptions.defaults());
    }

    private Receipt apply(Plan plan, Host on, ApplyOptions options) {
        return Applier.apply(plan, () -> plan, planner, on, options);
    }

    private ApplyFailedException failure(Resource... resources) {
        return catchThrowableOfType(ApplyFailedException.class, () -> apply(resources));
    }

    private void killed(int effect, Resource... resources) {
        Plan plan = plan(resources);
        assertThatExceptionOfType(SimulatedDeath.class)
                .isThrownBy(
                        () -> apply(plan, new FaultyHost(host, Faults.dyingBefore(effect)), ApplyOptions.defaults()));
    }

    private RolledBack rollBack() {
        return Applier.rollBack(STACK, planner, host, event -> {});
    }

    private List<String> commands() {
        return host.commands().stream().map(Object::toString).toList();
    }

    @Test
    void whatWasMadeIsRemoved() {
        var before = host.tree();

        ApplyFailedException failure = failure(DIRECTORY, FILE, REFUSED);

        assertThat(host.tree()).isEqualTo(before);
        assertThat(failure.receipt()).isEqualTo(Receipt.empty(STACK));
        assertThat(failure.rollBack().orElseThrow().remaining()).isEmpty();
    }

    @Test
    void whatWasStagedIsTakenBack(@TempDir Path directory) {
        ManagedFile inPlaceOfTheScript = ManagedFile.ofText(AbsolutePath.of("/apply.sh"), "");
        try (Host staged = StagedHost.at(directory, host)) {
            Plan plan = planner.plan(
                    new DesiredState(STACK, List.of(DIRECTORY, FILE, DAEMON, inPlaceOfTheScript), List.of()),
                    staged,
                    Receipt.empty(STACK),
                    Set.of());

            assertThatExceptionOfType(ApplyFailedException.class)
                    .isThrownBy(() -> apply(plan, staged, ApplyOptions.defaults()))
                    .withMessageContaining("everything that was done was taken back");

            assertThat(staged.status(CONFIGURATION)).isEmpty();
            assertThat(JournalStore.exists(staged, STACK)).isFalse();
        }
        assertThat(directory.resolve("apply.sh")).content().endsWith("""
                enable docker2
                reload
                restart docker2
                stop docker2
                """);
    }

    @Test
    void messageSaysThatEverythingWasTakenBack() {
        assertThat(failure(DIRECTORY, FILE, REFUSED))
                .hasMessageContaining("write /etc/docker2/refused")
                .hasMessageContaining("everything that was done was taken back");
    }

    @Test
    void fileIsBackByteForByteWithItsModeAndOwner() {
        apply(DIRECTORY, FILE);
        host.putUser("docker");
        host.putFile(
                CONFIGURATION,
                FileContent.ofBytes(new byte[] {(byte) 0xff, 0, 10}),
                FileMode.of("0640"),
                FileOwner.of("docker", "root"));
        var before = host.tree();

        failure(DIRECTORY, FILE, REFUSED);

        assertThat(host.tree()).isEqualTo(before);
    }

    @Test
    void fileThatIsTooLargeToBeKeptIsNamed() {
        apply(DIRECTORY, FILE);
        host.putFile(CONFIGURATION, "x".repeat(2 << 20));

        ApplyFailedException failure = failure(DIRECTORY, FILE, REFUSED);

        assertThat(failure).hasMessageContaining(CONFIGURATION + " was replaced or deleted");
    }

    @Test
    void symbolicLinkThatWasReplacedIsBack() {
        apply(DIRECTORY, FILE);
        host.deleteFile(CONFIGURATION);
        host.putSymbolicLink(CONFIGURATION, "../elsewhere.json");
        var before = host.tree();

        failure(DIRECTORY, FILE, REFUSED);

        assertThat(host.tree()).isEqualTo(before);
    }

    @Test
    void directoryHasItsModeAgain() {
        apply(DIRECTORY);
        host.putDirectory(DIRECTORY.path(), FileMode.of("0711"), FileOwner.ROOT);
        var before = host.tree();

        failure(DIRECTORY, REFUSED);

        assertThat(host.tree()).isEqualTo(before);
    }

    @Test
    void whatWasRemovedIsBackInItsPlaceInTheReceipt() {
        Receipt receipt = apply(DIRECTORY, FILE, DAEMON);
        var before = host.tree();

        failure(DIRECTORY, DAEMON, REFUSED);

        assertThat(host.tree()).isEqualTo(before);
        assertThat(ReceiptStore.read(host, STACK)).isEqualTo(receipt);
    }

    @Test
    void commandsAreTakenBackBeforeTheFilesAndRepeatedAfterThem() {
        apply(DIRECTORY, FILE, DAEMON);
        int applied = commands().size();

        failure(DIRECTORY, ManagedFile.ofText(CONFIGURATION, "{\"debug\": true}\n"), DAEMON, REFUSED);

        assertThat(commands().stream().skip(applied))
                .containsExactly(
                        "enable docker2", "reload", "restart docker2", "disable docker2", "reload", "restart docker2");
        assertThat(host.log()
                        .subList(
                                host.log().lastIndexOf("$ disable docker2"),
                                host.log().size()))
                .containsSubsequence("$ disable docker2", "write " + CONFIGURATION, "$ restart docker2");
    }

    @Test
    void commandThatCanNotBeTakenBackIsNamed() {
        Resource growing = new Resource() {
            @Override
            public ResourceId id() {
                return DAEMON.id();
            }

            @Override
            public List<Change> changes(Planning planning) {
                return List.of(Change.of(
                        id(),
                        Action.UPDATE,
                        List.of(new RunCommand(Command.of("start", "docker2"), Undo.impossible("it has grown")))));
            }

            @Override
            public Owned owned(Planning planning) {
                return DAEMON.owned(planning);
            }
        };
        apply(DIRECTORY, DAEMON);

        ApplyFailedException failure = failure(DIRECTORY, growing, REFUSED);

        assertThat(failure.rollBack().orElseThrow().remaining()).containsExactly("can't be taken back: it has grown");
        assertThat(failure).hasMessageContaining("it has grown");
    }

    @Test
    void stepThatFailsOnTheWayBackKeepsNoOtherFromGoingBack() {
        apply(DIRECTORY, FILE, DAEMON);
        host.answer(SimulatedCommand.failing("no", "disable", "docker2"));

        ApplyFailedException failure =
                failure(DIRECTORY, ManagedFile.ofText(CONFIGURATION, "{\"debug\": true}\n"), DAEMON, REFUSED);

        assertThat(failure.rollBack().orElseThrow().remaining())
                .singleElement()
                .asString()
                .contains("disable docker2");
        assertThat(host.read(CONFIGURATION).orElseThrow().text()).isEqualTo("{}\n");
        assertThat(JournalStore.exists(host, STACK)).isTrue();
    }

    @Test
    void secondRollBackTriesAgainWhatFailed() {
        apply(DIRECTORY, FILE, DAEMON);
        Receipt receipt = ReceiptStore.read(host, STACK);
        host.answer(SimulatedCommand.failing("no", "disable", "docker2"));
        failure(DIRECTORY, DAEMON, REFUSED);
        host.answer(SimulatedCommand.printing("", "disable", "docker2"));

        RolledBack result = rollBack();

        assertThat(result.remaining()).isEmpty();
        assertThat(ReceiptStore.read(host, STACK)).isEqualTo(receipt);
        assertThat(JournalStore.exists(host, STACK)).isFalse();
    }

    @Test
    void dataStaysAndIsStillOwned() {
        Plan plan = plan(DATA, DIRECTORY, REFUSED);

        assertThatExceptionOfType(ApplyFailedException.class)
                .isThrownBy(() -> apply(plan, host, ApplyOptions.defaults().listener(event -> {
                    if (event.summary().contains("write /etc/docker2/refused")) {
                        host.putFile(AbsolutePath.of("/docker2/layer"), "layer");
                    }
                })));

        assertThat(host.read(AbsolutePath.of("/docker2/layer"))).isPresent();
        assertThat(ReceiptStore.read(host, STACK).find(DATA.id())).isPresent();
        assertThat(planner.planRemoval(host, ReceiptStore.read(host, STACK), Retention.PURGE)
                        .isEmpty())
                .isFalse();
    }

    @Test
    void stopLeavesWhatWasDone() {
        Plan plan = plan(DIRECTORY, FILE, REFUSED);

        assertThatExceptionOfType(ApplyFailedException.class)
                .isThrownBy(() -> apply(plan, host, ApplyOptions.defaults().onFailure(OnFailure.STOP)));

        assertThat(host.read(CONFIGURATION)).isPresent();
        assertThat(rollBack().remaining()).isEmpty();
        assertThat(host.read(CONFIGURATION)).isEmpty();
    }

    @Test
    void killedApplyIsTakenBackFromItsJournal() {
        apply(DIRECTORY, DAEMON);
        var before = host.tree();

        killed(8, DIRECTORY, FILE, DAEMON);
        assertThat(host.tree()).isNotEqualTo(before);
        rollBack();

        assertThat(host.tree()).isEqualTo(before);
    }

    @Test
    void applyThatGoesOnAfterAKillIsTakenBackToBeforeBoth() {
        var before = host.tree();
        killed(6, DIRECTORY, FILE, DAEMON);

        failure(DIRECTORY, FILE, DAEMON, REFUSED);

        assertThat(host.tree()).isEqualTo(before);
    }

    @Test
    void planAfterAKillSaysThatAnApplyDidNotEnd() {
        killed(6, DIRECTORY, FILE);

        assertThat(plan(DIRECTORY, FILE).notes()).singleElement().asString().contains("rollBack()");
    }

    @Test
    void applyThatComesToItsEndLeavesNoJournal() {
        killed(6, DIRECTORY, FILE);

        apply(DIRECTORY, FILE);

        assertThat(JournalStore.exists(host, STACK)).isFalse();
        assertThat(plan(DIRECTORY, FILE).notes()).isEmpty();
    }

    @Test
    void journalIsForItsOwnerAlone() {
        killed(6, DIRECTORY, FILE);

        assertThat(host.status(JournalStore.path(STACK)).orElseThrow().attributes())
                .isEqualTo("0600 root:root");
    }

    @Test
    void recordThatWasNotWrittenToItsEndIsOfAStepThatDidNotBegin() {
        var before = host.tree();
        killed(6, DIRECTORY, FILE);
        host.append(JournalStore.path(STACK), FileContent.ofText(records() + 1 + " 0123456789abcdef {\"kind\": \"fi"));

        apply(DIRECTORY, FILE);
        failure(DIRECTORY, REFUSED);
        rollBack();
        Applier.apply(
                planner.planRemoval(host, ReceiptStore.read(host, STACK), Retention.KEEP_DATA), host, event -> {});

        assertThat(host.tree()).isEqualTo(before);
    }

    private long records() {
        return host.read(JournalStore.path(STACK)).orElseThrow().text().lines().count();
    }

    private void damageJournal() {
        byte[] journal = host.read(JournalStore.path(STACK)).orElseThrow().bytes();
        journal[journal.length / 2] = 0;
        host.putFile(JournalStore.path(STACK), FileContent.ofBytes(journal), FileMode.SECRET, FileOwner.ROOT);
    }

    @Test
    void damagedJournalIsKeptAndNothingIsSaidToBeTakenBack() {
        killed(8, DIRECTORY, FILE, DAEMON);
        damageJournal();
        FileContent damaged = host.read(JournalStore.path(STACK)).orElseThrow();

        RolledBack first = rollBack();
        RolledBack second = rollBack();

        assertThat(first.remaining())
                .singleElement()
                .asString()
                .contains("ci.journal is damaged at record", "kept as /var/lib/outboard/ci.journal.damaged");
        assertThat(second.remaining())
                .singleElement()
                .asString()
                .contains("kept as /var/lib/outboard/ci.journal.damaged");
        assertThat(host.read(AbsolutePath.of("/var/lib/outboard/ci.journal.damaged")))
                .contains(damaged);
    }

    @Test
    void planAndRemovalRefuseADamagedJournalAndTouchNothing() {
        killed(8, DIRECTORY, FILE, DAEMON);
        damageJournal();
        var before = host.tree();

        assertThatExceptionOfType(DamagedJournalException.class)
                .isThrownBy(() -> plan(DIRECTORY, FILE, DAEMON))
                .withMessageContainingAll("ci.journal is damaged at record", "Fix: roll the stack back");
        assertThatExceptionOfType(DamagedJournalException.class)
                .isThrownBy(() -> planner.planRemoval(host, ReceiptStore.read(host, STACK), Retention.KEEP_DATA));

        assertThat(host.tree()).isEqualTo(before);
    }

    @Test
    void planMadeBeforeTheJournalWasDamagedChangesNothing() {
        killed(6, DIRECTORY, FILE, DAEMON);
        Plan plan = plan(DIRECTORY, FILE, DAEMON);
        damageJournal();
        var before = host.tree();

        assertThatExceptionOfType(DamagedJournalException.class)
                .isThrownBy(() -> apply(plan, host, ApplyOptions.defaults()));

        assertThat(host.tree()).isEqualTo(before);
    }

    @Test
    void stackWithADamagedJournalIsAppliedOrRemovedOnceItIsPutAside() {
        var before = host.tree();
        killed(8, DIRECTORY, FILE, DAEMON);
        damageJournal();
        rollBack();

        assertThat(plan(DIRECTORY, FILE, DAEMON).notes())
                .singleElement()
                .asString()
                .contains("/var/lib/outboard/ci.journal.damaged");
        apply(DIRECTORY, FILE, DAEMON);
        Applier.apply(
                planner.planRemoval(host, ReceiptStore.read(host, STACK), Retention.KEEP_DATA), host, event -> {});
        host.deleteFile(AbsolutePath.of("/var/lib/outboard/ci.journal.damaged"));
        host.deleteEmptyDirectory(ReceiptStore.DIRECTORY);

        assertThat(host.tree()).isEqualTo(before);
    }

    @Test
    void noDamageOfAJournalEndsInAFalseAllClear() {
        apply(DIRECTORY, DAEMON);
        var before = host.tree();
        killed(8, DIRECTORY, FILE, DAEMON);
        byte[] journal = host.read(JournalStore.path(STACK)).orElseThrow().bytes();
        for (int place = 0; place < journal.length; place++) {
            for (byte[] damaged : damages(journal, place)) {
                host.putFile(JournalStore.path(STACK), FileContent.ofBytes(damaged), FileMode.SECRET, FileOwner.ROOT);
                RolledBack result = rollBack();
                if (result.remaining().isEmpty()) {
                    assertThat(host.tree()).as("byte %s", place).isEqualTo(before);
                    killed(8, DIRECTORY, FILE, DAEMON);
                } else {
                    JournalStore.damaged(host, STACK).forEach(host::deleteFile);
                }
            }
        }
    }

    private static List<byte[]> damages(byte[] journal, int place) {
        byte[] flipped = journal.clone();
        flipped[place] ^= 1;
        byte[] zero = journal.clone();
        zero[place] = 0;
        byte[] notUtf8 = journal.clone();
        notUtf8[place] = (byte) 0xff;
        byte[] zeros = Arrays.copyOf(Arrays.copyOf(journal, place), journal.length);
        int last = new String(journal, StandardCharsets.US_ASCII).lastIndexOf('\n', journal.length - 2) + 1;
        byte[] cut = Arrays.copyOf(journal, Math.max(place, last));
        return List.of(flipped, zero, notUtf8, zeros, cut);
    }

    @Test
    void unreadableReceiptOfAnotherStackIsNotedAndStopsNothing() {
        host.putFile(ReceiptStore.DIRECTORY.resolve("apart.json"), "{");
        host.putDirectory(ReceiptStore.DIRECTORY, FileMode.SECRET_DIRECTORY, FileOwner.ROOT);
        var before = host.tree();

        assertThat(plan(DIRECTORY, FILE).notes())
                .singleElement()
                .asString()
                .contains("receipt /var/lib/outboard/apart.json can't be read");
        failure(DIRECTORY, FILE, REFUSED);
        assertThat(host.tree()).isEqualTo(before);
        apply(DIRECTORY, FILE);
        Applier.apply(
                planner.planRemoval(host, ReceiptStore.read(host, STACK), Retention.KEEP_DATA), host, event -> {});
        assertThat(host.tree()).isEqualTo(before);
    }

    @Test
    void onlyTheLastCommandThatWasBegunMayFailOnTheWayBack() {
        apply(DIRECTORY, DAEMON);
        killed(2, DIRECTORY, DAEMON);
        JournalWriter journal = JournalWriter.open(host, ReceiptStore.read(host, STACK));
        journal.performing(DAEMON.id(), Undo.before(Command.of("disable", "docker2")));
        host.answer(SimulatedCommand.failing("no", "disable", "docker2"));

        assertThat(rollBack().remaining()).isEmpty();
    }

    @Test
    void nothingIsRolledBackWhereNoApplyIsUnderWay() {
        apply(DIRECTORY, FILE);
        int effects = host.log().size();

        RolledBack result = rollBack();

        assertThat(result).hasToString("nothing was taken back: no apply of stack ci is under way");
        assertThat(host.log()).hasSize(effects);
        assertThat(host.read(CONFIGURATION)).isPresent();
    }
}
