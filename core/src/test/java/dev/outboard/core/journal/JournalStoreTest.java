package dev.outboard.core.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.outboard.core.change.ResourceId;
import dev.outboard.core.change.Undo;
import dev.outboard.core.command.Command;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.host.FileStatus;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.receipt.Receipt;
import dev.outboard.core.store.DamagedJournalException;
import dev.outboard.core.store.ReceiptStore;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.core.value.StackName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalStoreTest {
    private static final StackName STACK = StackName.of("ci");
    private static final AbsolutePath PATH = AbsolutePath.of("/var/lib/outboard/ci.journal");
    private static final AbsolutePath ASIDE = AbsolutePath.of("/var/lib/outboard/ci.journal.damaged");
    private static final AbsolutePath FILE = AbsolutePath.of("/etc/docker2/dæmon.json");
    private static final ResourceId ID = new ResourceId("file", FILE.toString());
    private static final Receipt BEFORE =
            new Receipt(STACK, List.of(Owned.of(ID, Map.of("sha256", "0a", "note", "\"ä\" \\ \n"))));
    private static final Undo UNDO = new Undo(
            List.of(Command.of("systemctl", "stop", "docker2").withTimeout(Duration.ofSeconds(90))),
            List.of(Command.of("systemctl", "daemon-reload")),
            Optional.of("the file system has grown"));
    private static final List<Entry> ENTRIES = List.of(
            replaced(new Former.Absent()),
            replaced(new Former.File(
                    FileContent.ofBytes(new byte[] {0, (byte) 0xff, 10}),
                    FileMode.of("0640"),
                    FileOwner.of("docker", "root"))),
            replaced(new Former.Directory(FileMode.DIRECTORY, FileOwner.ROOT)),
            replaced(new Former.Link("../elsewhere")),
            replaced(new Former.Large(1L << 40)),
            replaced(new Former.Special("special file")),
            new Entry.Performed(ID, UNDO),
            new Entry.TreeDeleted(ID, AbsolutePath.of("/docker2")),
            new Entry.Made(ID, "create file /etc/docker2/dæmon.json"));
    private static final String FIRST_VERSIONS = """

            {"before":"{\\n  \\"format\\" : 1,\\n  \\"stack\\" : \\"ci\\"\\n}\\n"}

            {"kind":"file","name":"/etc/x","path":"/etc/x","former":{"content":"eAo=","mode":"0644","owner":"root:root"}}

            {"kind":"file","name":"/etc/x","made":"ändert"}
            """;

    private final InMemoryHost host = InMemoryHost.create();

    private static Entry replaced(Former former) {
        return new Entry.Replaced(ID, FILE, former);
    }

    private static byte[] journal() {
        return JournalText.of(new Journal(BEFORE, ENTRIES)).getBytes(StandardCharsets.UTF_8);
    }

    private void put(byte[] bytes) {
        host.putFile(PATH, FileContent.ofBytes(bytes), FileMode.SECRET, FileOwner.ROOT);
    }

    private Journal read() {
        return JournalStore.read(host, STACK).orElseThrow();
    }

    private void assertDamaged(byte[] bytes, String where) {
        put(bytes);
        assertThatExceptionOfType(DamagedJournalException.class)
                .isThrownBy(this::read)
                .withMessageContaining("journal /var/lib/outboard/ci.journal is damaged at " + where);
    }

    /** What was damaged is told, or was no more than the end of the last record; it never becomes something else. */
    private void assertToldOrCut(byte[] damaged, String how) {
        put(damaged);
        Throwable told = catchThrowable(() -> {
            Journal journal = read();
            assertThat(journal.before()).as(how).isEqualTo(BEFORE);
            assertThat(journal.entries())
                    .as(how)
                    .isEqualTo(ENTRIES.subList(0, journal.entries().size()));
        });
        if (told != null) {
            assertThat(told).as(how).isInstanceOf(ProvisioningException.class).hasMessageContaining("ci.journal");
        }
    }

    @Test
    void everyKindOfEntryComesBackAsItWas() {
        put(journal());

        assertThat(read()).isEqualTo(new Journal(BEFORE, ENTRIES));
    }

    @Test
    void undoComesBackWithTheTimeThatItsCommandsHave() {
        put(journal());

        assertThat(read().entries())
                .filteredOn(Entry.Performed.class::isInstance)
                .extracting(entry ->
                        ((Entry.Performed) entry).undo().before().get(0).timeout())
                .containsExactly(Duration.ofSeconds(90));
    }

    @Test
    void writerWritesWhatTheReaderReads() {
        JournalWriter writer = JournalWriter.open(host, BEFORE);
        writer.performing(ID, UNDO);
        writer.made(ID, "made");

        assertThat(read())
                .isEqualTo(new Journal(BEFORE, List.of(new Entry.Performed(ID, UNDO), new Entry.Made(ID, "made"))));
    }

    @Test
    void writerGoesOnWithTheNextNumberAfterARecordThatWasCut() {
        JournalWriter.open(host, BEFORE).made(ID, "first");
        host.append(PATH, FileContent.ofText("3 0123456789abcdef {\"kind\": \"fi"));

        JournalWriter.open(host, BEFORE).made(ID, "second");

        assertThat(read().entries()).containsExactly(new Entry.Made(ID, "first"), new Entry.Made(ID, "second"));
    }

    @Test
    void whatWasAtAPathIsSaidOnceAlsoByAnApplyThatGoesOn() {
        host.putFile(AbsolutePath.of("/etc/x"), "original");
        write("first");
        write("second");

        assertThat(read().entries())
                .containsExactly(new Entry.Replaced(
                        ID,
                        AbsolutePath.of("/etc/x"),
                        new Former.File(FileContent.ofText("original"), FileMode.FILE, FileOwner.ROOT)));
    }

    private void write(String text) {
        JournalWriter.open(host, BEFORE)
                .hostFor(ID)
                .writeFile(AbsolutePath.of("/etc/x"), FileContent.ofText(text), FileMode.FILE, FileOwner.ROOT);
    }

    @Test
    void journalOfTheFirstVersionsIsRead() {
        put(FIRST_VERSIONS.getBytes(StandardCharsets.UTF_8));

        assertThat(read().before()).isEqualTo(Receipt.empty(STACK));
        assertThat(read().entries())
                .hasSize(2)
                .last()
                .isEqualTo(new Entry.Made(new ResourceId("file", "/etc/x"), "ändert"));
    }

    @Test
    void applyGoesOnWithAJournalOfTheFirstVersions() {
        put(FIRST_VERSIONS.getBytes(StandardCharsets.UTF_8));

        JournalWriter.open(host, BEFORE).made(ID, "more");

        assertThat(read().before()).isEqualTo(Receipt.empty(STACK));
        assertThat(read().entries()).hasSize(3);
    }

    @Test
    void lastRecordOfTheFirstVersionsMayBeCut() {
        put((FIRST_VERSIONS + "\n{\"kind\": \"fi").getBytes(StandardCharsets.UTF_8));

        assertThat(read().entries()).hasSize(2);
    }

    @Test
    void recordOfTheFirstVersionsThatIsCutBeforeOthersIsDamage() {
        assertDamaged(
                (FIRST_VERSIONS + "{\"kind\": \"fi\n" + FIRST_VERSIONS).getBytes(StandardCharsets.UTF_8), "record 4");
    }

    @Test
    void everyCutIsToldOrLeavesTheRecordsBeforeIt() {
        byte[] journal = journal();
        for (int length = 0; length < journal.length; length++) {
            assertToldOrCut(Arrays.copyOf(journal, length), "cut to " + length);
        }
    }

    @Test
    void cutInTheLastRecordIsWhatACrashLeaves() {
        byte[] journal = journal();
        int last = new String(journal, StandardCharsets.UTF_8).lastIndexOf("\n10 ") + 1;
        for (int length = last; length < journal.length - 1; length++) {
            put(Arrays.copyOf(journal, length));
            assertThat(read().entries()).as("cut to %s", length).isEqualTo(ENTRIES.subList(0, 8));
        }
    }

    @Test
    void lastRecordWithoutItsEndCounts() {
        put(Arrays.copyOf(journal(), journal().length - 1));

        assertThat(read().entries()).isEqualTo(ENTRIES);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x01, 0x20, 0x80, 0xff})
    void everyByteThatIsOtherIsToldWithTheFile(int mask) {
        byte[] journal = journal();
        for (int place = 0; place < journal.length; place++) {
            byte[] damaged = journal.clone();
            damaged[place] ^= (byte) mask;
            put(damaged);
            assertThatExceptionOfType(ProvisioningException.class)
                    .as("byte %s", place)
                    .isThrownBy(this::read)
                    .withMessageContaining("ci.journal");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, '\n', ' ', '{', '0', 0xff})
    void everyByteThatIsReplacedIsTold(int replacement) {
        byte[] journal = journal();
        for (int place = 0; place < journal.length; place++) {
            byte[] damaged = journal.clone();
            damaged[place] = (byte) replacement;
            assertToldOrCut(damaged, "byte " + place);
        }
    }

    @Test
    void endThatIsFilledWithZerosIsTold() {
        byte[] journal = journal();
        for (int place = 0; place < journal.length; place++) {
            byte[] damaged = journal.clone();
            Arrays.fill(damaged, place, damaged.length, (byte) 0);
            put(damaged);
            assertThatExceptionOfType(DamagedJournalException.class)
                    .as("zeros from %s", place)
                    .isThrownBy(this::read);
        }
    }

    @Test
    void zerosBehindTheLastRecordAreTold() {
        assertDamaged(Arrays.copyOf(journal(), journal().length + 512), "record 11");
    }

    @Test
    void emptyJournalIsTold() {
        assertDamaged(new byte[0], "record 1: it is not there");
    }

    @Test
    void lostRecordIsTold() {
        List<String> lines =
                new String(journal(), StandardCharsets.UTF_8).lines().toList();
        for (int lost = 0; lost < lines.size() - 1; lost++) {
            int number = lost;
            StringBuilder text = new StringBuilder();
            for (int line = 0; line < lines.size(); line++) {
                if (line != number) {
                    text.append(lines.get(line)).append('\n');
                }
            }
            assertDamaged(text.toString().getBytes(StandardCharsets.UTF_8), "record " + (lost + 1));
        }
    }

    @Test
    void journalOfAnotherStackIsTold() {
        put(JournalText.of(new Journal(Receipt.empty(StackName.of("apart")), List.of()))
                .getBytes(StandardCharsets.UTF_8));

        assertThatExceptionOfType(HostException.class).isThrownBy(this::read).withMessageContaining("\"apart\"");
    }

    private void assertRefused(Consumer<InMemoryHost> scene, String... words) {
        scene.accept(host);
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> JournalStore.read(host, STACK))
                .withMessageContainingAll(words);
    }

    @Test
    void directoryInItsPlaceIsRefused() {
        assertRefused(scene -> scene.putDirectory(PATH), PATH + ": is a directory, expected a file");
    }

    @Test
    void pipeInItsPlaceIsRefused() {
        assertRefused(
                scene -> scene.putSpecialFile(PATH, FileMode.SECRET, FileOwner.ROOT),
                PATH + ": is a special file, expected a file");
    }

    @Test
    void symbolicLinkInItsPlaceIsRefused() {
        assertRefused(scene -> scene.putSymbolicLink(PATH, "/etc/passwd"), PATH + ": is a symbolic link");
    }

    @Test
    void journalThatOthersMayWriteIsRefused() {
        assertRefused(
                scene -> scene.putFile(PATH, FileContent.ofBytes(journal()), FileMode.of("0666"), FileOwner.ROOT),
                PATH + ": has 0666 root:root, expected 0600 root:root",
                "chown root:root " + PATH,
                "chmod 0600 " + PATH);
    }

    @Test
    void journalOfAnotherUserIsRefused() {
        assertRefused(
                scene -> scene.putUser("nobody")
                        .putFile(PATH, FileContent.ofBytes(journal()), FileMode.SECRET, FileOwner.of("nobody", "root")),
                PATH + ": has 0600 nobody:root, expected 0600 root:root");
    }

    @Test
    void damagedJournalIsPutAsideAsItIs() {
        byte[] damaged = Arrays.copyOf(journal(), journal().length + 1);
        put(damaged);

        assertThatExceptionOfType(DamagedJournalException.class)
                .isThrownBy(() -> JournalStore.readOrPutAside(host, STACK))
                .withMessageContainingAll("record 11", "nothing was rolled back", "kept as " + ASIDE);

        assertThat(host.read(ASIDE)).contains(FileContent.ofBytes(damaged));
        assertThat(host.status(ASIDE).map(FileStatus::attributes)).contains("0600 root:root");
        assertThat(JournalStore.exists(host, STACK)).isFalse();
        assertThat(JournalStore.damaged(host, STACK)).containsExactly(ASIDE);
    }

    @Test
    void damagedJournalDoesNotOverwriteAnEarlierOne() {
        for (String text : List.of("first", "second", "third")) {
            put(text.getBytes(StandardCharsets.UTF_8));
            assertThat(catchThrowable(() -> JournalStore.readOrPutAside(host, STACK)))
                    .isInstanceOf(DamagedJournalException.class);
        }

        assertThat(JournalStore.damaged(host, STACK).stream()
                        .map(path -> host.read(path).orElseThrow().text()))
                .containsExactly("first", "second", "third");
    }

    @Test
    void readingMovesNothing() {
        put(new byte[] {0});
        var before = host.tree();

        assertThat(catchThrowable(this::read)).isInstanceOf(DamagedJournalException.class);

        assertThat(host.tree()).isEqualTo(before);
    }

    @Test
    void damagedJournalsOfOtherStacksAreTheirs() {
        host.putFile(ReceiptStore.DIRECTORY.resolve("ci-2.journal.damaged"), "x");
        host.putFile(ReceiptStore.DIRECTORY.resolve("ci.journal.damaged.old"), "x");

        assertThat(JournalStore.damaged(host, STACK)).isEmpty();
    }
}
