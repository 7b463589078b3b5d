package dev.outboard.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.core.change.ResourceId;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.host.FileStatus;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.receipt.Receipt;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.core.value.StackName;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StateDirectoryTest {
    private static final StackName STACK = StackName.of("ci");
    private static final Receipt RECEIPT =
            new Receipt(STACK, List.of(Owned.of(new ResourceId("file", "/etc/x"), Map.of())));
    private static final AbsolutePath ELSEWHERE = AbsolutePath.of("/srv/outboard");

    private final InMemoryHost host =
            InMemoryHost.create().putUser("nobody").putGroup("nogroup").putGroup("staff");

    private void putDirectory(AbsolutePath path, String mode, String owner) {
        host.putDirectory(path, FileMode.of(mode), FileOwner.parse(owner));
    }

    private void assertRefused(String... words) {
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> ReceiptStore.read(host, STACK))
                .withMessageContainingAll(words);
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> ReceiptStore.write(host, RECEIPT))
                .withMessageContainingAll(words);
    }

    @ParameterizedTest
    @CsvSource({"0777, root:root", "0755, nobody:nogroup", "0775, root:staff", "1777, root:root", "0700, nobody:root"})
    void directoryThatOthersOwnOrMayWriteIsRefused(String mode, String owner) {
        putDirectory(StateDirectory.PATH, mode, owner);

        assertRefused(
                "/var/lib/outboard: has " + mode + " " + owner + ", expected 0700 root:root",
                "chown root:root /var/lib/outboard",
                "chmod 0700 /var/lib/outboard");
    }

    @ParameterizedTest
    @CsvSource({"0755, root:root", "0775, root:root", "0750, root:staff", "0700, root:root"})
    void directoryThatRootAloneMayWriteIsClosedToOthers(String mode, String owner) {
        putDirectory(StateDirectory.PATH, mode, owner);

        ReceiptStore.write(host, RECEIPT);

        assertThat(host.status(StateDirectory.PATH).map(FileStatus::attributes)).contains("0700 root:root");
        assertThat(ReceiptStore.read(host, STACK)).isEqualTo(RECEIPT);
    }

    @ParameterizedTest
    @CsvSource({"0666, root:root", "0644, nobody:nogroup", "0620, root:staff"})
    void receiptThatOthersOwnOrMayWriteIsRefused(String mode, String owner) {
        ReceiptStore.write(host, RECEIPT);
        FileContent content = host.read(ReceiptStore.path(STACK)).orElseThrow();
        host.putFile(ReceiptStore.path(STACK), content, FileMode.of(mode), FileOwner.parse(owner));

        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> ReceiptStore.read(host, STACK))
                .withMessageContainingAll(
                        "/var/lib/outboard/ci.json: has " + mode + " " + owner + ", expected 0600 root:root",
                        "chown root:root /var/lib/outboard/ci.json");
    }

    @Test
    void specialFileInItsPlaceIsRefused() {
        host.putSpecialFile(StateDirectory.PATH, FileMode.SECRET, FileOwner.ROOT);

        assertRefused("/var/lib/outboard: is a special file, expected a directory");
    }

    @Test
    void symbolicLinkOfRootLeadsToTheDirectory() {
        putDirectory(ELSEWHERE, "0755", "root:root");
        host.putSymbolicLink(StateDirectory.PATH, "../../srv/outboard");
        var before = host.tree();

        ReceiptStore.write(host, RECEIPT);
        assertThat(ReceiptStore.read(host, STACK)).isEqualTo(RECEIPT);
        assertThat(host.status(ELSEWHERE.resolve("ci.json"))).isPresent();
        ReceiptStore.write(host, Receipt.empty(STACK));

        assertThat(host.tree()).isEqualTo(before);
    }

    @Test
    void symbolicLinkToADirectoryOfOthersIsRefused() {
        putDirectory(ELSEWHERE, "0777", "root:root");
        host.putSymbolicLink(StateDirectory.PATH, ELSEWHERE.toString());

        assertRefused("/srv/outboard: has 0777 root:root");
    }

    @Test
    void symbolicLinkToItselfIsRefused() {
        host.putSymbolicLink(StateDirectory.PATH, "outboard");

        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> ReceiptStore.read(host, STACK))
                .withMessageContaining("too many symbolic links");
    }

    @Test
    void mountPointStaysWhenNothingIsOwned() {
        putDirectory(StateDirectory.PATH, "0700", "root:root");
        host.putMountPoint(StateDirectory.PATH);
        var before = host.tree();

        ReceiptStore.write(host, RECEIPT);
        ReceiptStore.write(host, Receipt.empty(STACK));

        assertThat(host.tree()).isEqualTo(before);
    }

    @Test
    void fileThatIsTooLargeIsNotRead() {
        ReceiptStore.write(host, RECEIPT);
        host.putFile(ReceiptStore.path(STACK), "x".repeat((64 << 20) + 1));

        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> ReceiptStore.read(host, STACK))
                .withMessageContaining("/var/lib/outboard/ci.json: has 67108865 bytes, expected at most 67108864");
    }
}
