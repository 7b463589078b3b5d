package dev.outboard.core.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.core.change.ResourceId;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.host.FileStatus;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.core.value.StackName;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

class ReceiptStoreTest {
    private static final StackName STACK = StackName.of("ci");
    private static final AbsolutePath PATH = AbsolutePath.of("/var/lib/outboard/ci.json");
    private static final Owned BRIDGE =
            Owned.of(new ResourceId("bridge", "docker1"), Map.of("address", "10.9.0.1/16", "note", "\"ä\" \\ \n"));
    private static final Owned DIRECTORY = Owned.of(new ResourceId("directory", "/docker2"), Map.of());
    private static final Receipt RECEIPT = new Receipt(STACK, List.of(DIRECTORY, BRIDGE));

    private final InMemoryHost host = InMemoryHost.create();

    @Test
    void stackThatWasNeverAppliedOwnsNothing() {
        assertThat(ReceiptStore.read(host, STACK)).isEqualTo(Receipt.empty(STACK));
    }

    @Test
    void receiptComesBackAsItWasWithItsOrder() {
        ReceiptStore.write(host, RECEIPT);
        assertThat(ReceiptStore.read(host, STACK)).isEqualTo(RECEIPT);
    }

    @Test
    void receiptsOfAllStacksAreFoundAmongOtherFiles() {
        Receipt other = new Receipt(StackName.of("apart"), List.of(BRIDGE));
        ReceiptStore.write(host, RECEIPT);
        ReceiptStore.write(host, other);
        host.putFile(ReceiptStore.DIRECTORY.resolve("docker2.img"), "");

        assertThat(ReceiptStore.readAll(host)).containsExactly(other, RECEIPT);
    }

    @Test
    void onlyRootMayReadIt() {
        ReceiptStore.write(host, RECEIPT);
        assertThat(host.status(PATH))
                .contains(new FileStatus(FileStatus.Type.REGULAR, FileMode.SECRET, FileOwner.ROOT));
        assertThat(host.status(ReceiptStore.DIRECTORY).map(FileStatus::mode)).contains(FileMode.SECRET_DIRECTORY);
    }

    @Test
    void formatIsAsOlderVersionsWroteIt() {
        ReceiptStore.write(
                host, new Receipt(STACK, List.of(DIRECTORY, Owned.of(BRIDGE.id(), Map.of("b", "2", "a", "1")))));
        assertThat(host.read(PATH).map(FileContent::text)).contains("""
                        {
                          "format" : 1,
                          "stack" : "ci",
                          "resources" : [ {
                            "kind" : "directory",
                            "name" : "/docker2",
                            "attributes" : { }
                          }, {
                            "kind" : "bridge",
                            "name" : "docker1",
                            "attributes" : {
                              "a" : "1",
                              "b" : "2"
                            }
                          } ]
                        }
                        """);
    }

    @Test
    void receiptOfNothingLeavesNothing() {
        SortedMap<String, String> before = host.tree();
        ReceiptStore.write(host, RECEIPT);
        ReceiptStore.write(host, Receipt.empty(STACK));
        assertThat(host.tree()).isEqualTo(before);
    }

    @Test
    void receiptsOfOtherStacksAreKept() {
        ReceiptStore.write(host, RECEIPT);
        ReceiptStore.write(host, Receipt.empty(StackName.of("other")));
        assertThat(ReceiptStore.read(host, STACK)).isEqualTo(RECEIPT);
    }

    @Test
    void fileThatIsNoReceiptIsRefusedByName() {
        assertRefused("{", "it is no receipt");
        assertRefused("{\"format\": 1, \"resources\": [{}]}", "it is no receipt");
    }

    @Test
    void receiptOfANewerVersionIsRefused() {
        assertRefused("{\"format\": 2}", "its format is 2, expected 1");
    }

    private void assertRefused(String text, String why) {
        host.putFile(PATH, text);
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> ReceiptStore.read(host, STACK))
                .withMessageContaining("receipt /var/lib/outboard/ci.json can't be read: " + why);
    }
}
