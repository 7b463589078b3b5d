package dev.outboard.core.desired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.change.Retention;
import dev.outboard.core.failure.ConflictException;
import dev.outboard.core.receipt.Receipt;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.core.value.StackName;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ManagedFileTest {
    private static final AbsolutePath PATH = AbsolutePath.of("/etc/outboard.conf");
    private static final Receipt NOTHING_OWNED = Receipt.empty(StackName.of("ci"));

    private final InMemoryHost host = InMemoryHost.create();
    private final ManagedFile file = ManagedFile.ofText(PATH, "wanted\n");

    @Test
    void createsAFileThatIsMissingAndShowsItsText() {
        Planning planning = planning(NOTHING_OWNED);

        List<Change> changes = file.changes(planning);

        assertThat(changes).singleElement().satisfies(change -> {
            assertThat(change.action()).isEqualTo(Action.CREATE);
            assertThat(change.difference())
                    .hasValueSatisfying(text -> assertThat(text).contains("+wanted"));
        });
    }

    @Test
    void updatesAnOwnedFileThatDiffersAndShowsTheDifference() {
        host.putFile(PATH, "edited\n");

        List<Change> changes = file.changes(planning(owning(file)));

        assertThat(changes).singleElement().satisfies(change -> {
            assertThat(change.action()).isEqualTo(Action.UPDATE);
            assertThat(change.difference())
                    .hasValueSatisfying(
                            text -> assertThat(text).contains("--- a/etc/outboard.conf", "-edited", "+wanted"));
        });
    }

    @Test
    void updatesAnOwnedFileWhoseModeDiffersAndSaysSo() {
        host.putFile(PATH, FileContent.ofText("wanted\n"), FileMode.SECRET, FileOwner.ROOT);

        assertThat(file.changes(planning(owning(file))))
                .singleElement()
                .satisfies(change -> assertThat(change.reason()).hasValue("0600 root:root becomes 0644 root:root"));
    }

    @Test
    void leavesAnOwnedFileThatIsAsItShallBe() {
        host.putFile(PATH, "wanted\n");

        assertThat(file.changes(planning(owning(file)))).isEmpty();
    }

    @Test
    void refusesToOverwriteAFileThatIsNotOutboards() {
        host.putFile(PATH, "another program's\n");
        Planning planning = planning(NOTHING_OWNED);

        file.changes(planning);

        assertThatThrownBy(() -> planning.throwIfConflicts("stack ci"))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("/etc/outboard.conf")
                .hasMessageContaining("adopt it");
    }

    @Test
    void overwritesAFileThatIsGivenToBeAdopted() {
        host.putFile(PATH, "another program's\n");
        Planning planning = new Planning(host, NOTHING_OWNED, Set.of(ResourceId.file(PATH)), Retention.KEEP_DATA);

        assertThat(file.changes(planning))
                .singleElement()
                .satisfies(change -> assertThat(change.action()).isEqualTo(Action.UPDATE));
        assertThat(file.owned(planning).attributes()).doesNotContainKey(Adoption.FOUND);
    }

    @Test
    void adoptsAFileThatIsAlreadyAsItShallBe() {
        host.putFile(PATH, "wanted\n");

        assertThat(file.changes(planning(NOTHING_OWNED))).singleElement().satisfies(change -> {
            assertThat(change.action()).isEqualTo(Action.ADOPT);
            assertThat(change.steps()).isEmpty();
        });
    }

    @Test
    void removalLeavesAFileThatWasThereBefore() {
        host.putFile(PATH, "wanted\n");
        Receipt receipt = NOTHING_OWNED.with(file.owned(planning(NOTHING_OWNED)));

        assertThat(ManagedFile.KIND
                        .remove(receipt.resources().get(0), planning(receipt))
                        .changes())
                .isEmpty();
    }

    @Test
    void removalDeletesAnEditedFileAndSaysThatItWasEdited() {
        Receipt receipt = owning(file);
        host.putFile(PATH, "edited\n");

        assertThat(ManagedFile.KIND
                        .remove(receipt.resources().get(0), planning(receipt))
                        .changes())
                .singleElement()
                .satisfies(change -> assertThat(change.summary())
                        .contains("- file /etc/outboard.conf")
                        .contains("edited since"));
    }

    @Test
    void neverShowsTheTextOfAFileThatOnlyItsOwnerMayRead() {
        ManagedFile secret = new ManagedFile(PATH, FileContent.ofText("s3cret\n"), FileMode.SECRET, FileOwner.ROOT);
        host.putFile(PATH, FileContent.ofText("0ld-s3cret\n"), FileMode.SECRET, FileOwner.ROOT);

        assertThat(secret.changes(planning(owning(secret))).toString()).doesNotContain("s3cret");
    }

    @Test
    void neverShowsATextThatOnlyItsOwnerMayReadNow() {
        host.putFile(PATH, FileContent.ofText("0ld-s3cret\n"), FileMode.SECRET, FileOwner.ROOT);

        assertThat(file.changes(planning(owning(file))).toString()).doesNotContain("s3cret");
    }

    @Test
    void replacesASymbolicLinkThatStandsInPlaceOfAnOwnedFile() {
        host.putSymbolicLink(PATH, "/etc/hostname");

        assertThat(file.changes(planning(owning(file))))
                .singleElement()
                .satisfies(change -> assertThat(change.reason()).hasValue("a symbolic link is in its place"));
    }

    private Planning planning(Receipt receipt) {
        return new Planning(host, receipt, Set.of(), Retention.KEEP_DATA);
    }

    private Receipt owning(ManagedFile owned) {
        return NOTHING_OWNED.with(
                owned.owned(new Planning(InMemoryHost.create(), NOTHING_OWNED, Set.of(), Retention.KEEP_DATA)));
    }
}
