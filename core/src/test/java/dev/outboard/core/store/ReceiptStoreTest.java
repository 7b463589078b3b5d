package dev.outboard.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReceiptStoreTest {
    private static final StackName STACK = StackName.of("ci");
    private static final AbsolutePath PATH = AbsolutePath.of("/var/lib/outboard/ci.json");
    private static final Owned BRIDGE =
            Owned.of(new ResourceId("bridge", "docker1"), Map.of("address", "10.9.0.1/16", "note", "\"ä\" \\ \n"));
    private static final Owned DIRECTORY = Owned.of(new ResourceId("directory", "/docker2"), Map.of());
    private static final Receipt RECEIPT = new Receipt(STACK, List.of(DIRECTORY, BRIDGE));

    private static final String SUM = "d22897b65aea21db34fd885f3180b37ecc5896347d598cab517ced0b158491d8";
    private static final String FIRST_FORMAT = """
            {
              "format" : 1,
              "stack" : "ci",
              "resources" : [ {
                "kind" : "directory",
                "name" : "/docker2",
                "attributes" : { }
              } ]
            }
            """;

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

        assertThat(ReceiptStore.readAll(host)).isEqualTo(new KnownReceipts(List.of(other, RECEIPT), List.of()));
    }

    @Test
    void onlyRootMayReadIt() {
        ReceiptStore.write(host, RECEIPT);
        assertThat(host.status(PATH))
                .contains(new FileStatus(FileStatus.Type.REGULAR, FileMode.SECRET, FileOwner.ROOT));
        assertThat(host.status(ReceiptStore.DIRECTORY).map(FileStatus::mode)).contains(FileMode.SECRET_DIRECTORY);
    }

    @Test
    void receiptIsJsonWithACheckSum() {
        ReceiptStore.write(
                host, new Receipt(STACK, List.of(DIRECTORY, Owned.of(BRIDGE.id(), Map.of("b", "2", "a", "1")))));
        assertThat(host.read(PATH).map(FileContent::text)).contains("""
                        {
                          "format" : 2,
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
                          } ],
                          "sha256" : "SUM"
                        }
                        """.replace("SUM", SUM));
    }

    @Test
    void receiptOfTheFirstFormatIsRead() {
        host.putFile(PATH, FIRST_FORMAT);
        assertThat(ReceiptStore.read(host, STACK)).isEqualTo(new Receipt(STACK, List.of(DIRECTORY)));
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
        assertRefused("", "it is not a receipt");
        assertRefused("{", "it is not a receipt");
        assertRefused("[]", "it is not a receipt");
        assertRefused("\0", "it is not text in UTF-8");
    }

    @Test
    void receiptOfANewerVersionIsRefused() {
        assertRefused("{\"format\": 3}", "its format is 3, expected 1 or 2");
    }

    @Test
    void receiptOfAnotherStackIsRefused() {
        host.putFile(PATH, FIRST_FORMAT.replace("\"ci\"", "\"apart\""));
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> ReceiptStore.read(host, STACK))
                .withMessageContaining("receipt /var/lib/outboard/ci.json is of stack \"apart\", expected \"ci\"");
    }

    @Test
    void whatIsNotSaidInTextIsRefused() {
        assertRefused(FIRST_FORMAT.replace("\"/docker2\"", "null"), "\"name\" of resource 1 is not a text");
        assertRefused(FIRST_FORMAT.replace("{ }", "null"), "resource 1 has no kind, name and attributes");
        assertRefused(FIRST_FORMAT.replace("{ }", "{\"a\": null}"), "\"a\" of resource 1 is not a text");
        assertRefused(FIRST_FORMAT.replace("\"ci\"", "7"), "\"stack\" of it is not a text");
    }

    @Test
    void twoReceiptsInOneFileAreRefused() {
        assertRefused(FIRST_FORMAT + FIRST_FORMAT, "it is not a receipt");
        assertRefused(FIRST_FORMAT + "garbage", "it is not a receipt");
        assertRefused(FIRST_FORMAT.replace("\"format\" : 1", "\"format\" : 1, \"format\" : 1"), "it is not a receipt");
    }

    @Test
    void resourceThatIsThereTwiceIsRefused() {
        assertRefused(
                FIRST_FORMAT.replace(
                        "[ {", "[ {\"kind\": \"directory\", \"name\": \"/docker2\", \"attributes\": {}}, {"),
                "resource 2 is there twice: directory /docker2");
    }

    @Test
    void everyDamageIsToldOrChangesNothing() {
        ReceiptStore.write(host, RECEIPT);
        byte[] receipt = host.read(PATH).orElseThrow().bytes();
        for (int place = 0; place < receipt.length; place++) {
            for (int mask : new int[] {0x01, 0x02, 0x20, 0x80, 0xff, receipt[place]}) {
                byte[] damaged = receipt.clone();
                damaged[place] ^= (byte) mask;
                assertToldOrHarmless(damaged, "byte " + place + " with " + mask);
            }
            assertToldOrHarmless(Arrays.copyOf(receipt, place), "cut to " + place);
            byte[] zeros = Arrays.copyOf(Arrays.copyOf(receipt, place), receipt.length);
            assertToldOrHarmless(zeros, "zeros from " + place);
        }
    }

    private void assertToldOrHarmless(byte[] bytes, String how) {
        host.putFile(PATH, FileContent.ofBytes(bytes), FileMode.SECRET, FileOwner.ROOT);
        Throwable told = catchThrowable(
                () -> assertThat(ReceiptStore.read(host, STACK)).as(how).isEqualTo(RECEIPT));
        if (told != null) {
            assertThat(told).as(how).isInstanceOf(HostException.class).hasMessageContaining("ci.json");
        }
    }

    @Test
    void strangeFilesBesideItAreToldAndKeepNoStackFromItsReceipt() {
        ReceiptStore.write(host, RECEIPT);
        for (String name : List.of("Backup of ci.json", "CI.json", ".json", "ci copy.json")) {
            host.putFile(AbsolutePath.of(ReceiptStore.DIRECTORY + "/" + name), FIRST_FORMAT);
        }
        host.putDirectory(ReceiptStore.DIRECTORY.resolve("apart.json"));
        host.putFile(ReceiptStore.DIRECTORY.resolve("broken.json"), "{");
        host.putFile(ReceiptStore.DIRECTORY.resolve("copied.json"), FIRST_FORMAT);

        KnownReceipts all = ReceiptStore.readAll(host);

        assertThat(all.receipts()).containsExactly(RECEIPT);
        assertThat(all.unreadable())
                .anyMatch(line -> line.contains("\"Backup of ci.json\""))
                .anyMatch(line -> line.contains("\"CI.json\""))
                .anyMatch(line -> line.contains("\".json\""))
                .anyMatch(line -> line.contains("apart.json: is a directory"))
                .anyMatch(line -> line.contains("broken.json can't be read"))
                .anyMatch(line -> line.contains("copied.json is of stack \"ci\""));
    }

    @Test
    void knownResourceKeepsItsPlace() {
        Owned changed = Owned.of(DIRECTORY.id(), Map.of("mode", "0700"));
        assertThat(RECEIPT.with(changed).resources()).containsExactly(changed, BRIDGE);
    }

    @Test
    void memoryDuringAChangeIsWhatWasWhereBothSaySomething() {
        Owned before = Owned.of(BRIDGE.id(), Map.of("address", "old", "gone", "yes"));
        Owned after = Owned.of(BRIDGE.id(), Map.of("address", "new", "come", "yes"));
        assertThat(after.during(before).attributes())
                .containsExactlyEntriesOf(new TreeMap<>(Map.of("address", "old", "gone", "yes", "come", "yes")));
    }

    private void assertRefused(String text, String why) {
        host.putFile(PATH, text);
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> ReceiptStore.read(host, STACK))
                .withMessageContaining("receipt /var/lib/outboard/ci.json can't be read: " + why);
    }
}
