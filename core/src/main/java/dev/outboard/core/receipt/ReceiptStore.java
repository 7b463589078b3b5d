package dev.outboard.core.receipt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.host.Host;
import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.core.value.StackName;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Where receipts lie: one JSON file per stack, {@code /var/lib/outboard/NAME.json}, readable by root alone. */
public final class ReceiptStore {
    /** The directory of all receipts. */
    public static final AbsolutePath DIRECTORY = AbsolutePath.of("/var/lib/outboard");

    private static final String SUFFIX = ".json";
    private static final int FORMAT = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    private ReceiptStore() {}

    /**
     * Reads what Outboard owns on a host.
     *
     * @param host the host
     * @return the receipt of each stack that has one, in the order of their names
     * @throws HostException if one can't be read
     */
    public static List<Receipt> readAll(HostView host) {
        return host.list(DIRECTORY).stream()
                .filter(file -> file.endsWith(SUFFIX))
                .map(file -> StackName.of(file.substring(0, file.length() - SUFFIX.length())))
                .map(stack -> read(host, stack))
                .toList();
    }

    /**
     * Reads the receipt of a stack.
     *
     * @param host where
     * @param stack which stack
     * @return its receipt; the empty one if it was never applied there
     * @throws HostException if the file is there and is no receipt
     */
    public static Receipt read(HostView host, StackName stack) {
        AbsolutePath path = path(stack);
        return host.read(path)
                .map(content -> parse(path, stack, content.text()))
                .orElseGet(() -> Receipt.empty(stack));
    }

    /**
     * Writes a receipt; one of nothing is deleted.
     *
     * @param host where
     * @param receipt what
     */
    public static void write(Host host, Receipt receipt) {
        AbsolutePath path = path(receipt.stack());
        if (receipt.resources().isEmpty()) {
            host.deleteFile(path);
            host.deleteEmptyDirectory(DIRECTORY);
            return;
        }
        makeDirectory(host);
        host.writeFile(path, FileContent.ofText(text(receipt)), FileMode.SECRET, FileOwner.ROOT);
    }

    /**
     * Makes the directory of receipts, if it is not there.
     *
     * @param host where
     */
    public static void makeDirectory(Host host) {
        if (host.status(DIRECTORY).isEmpty()) {
            host.makeDirectory(DIRECTORY, FileMode.SECRET_DIRECTORY, FileOwner.ROOT);
        }
    }

    /**
     * The file of a stack's receipt.
     *
     * @param stack which stack
     * @return its path
     */
    public static AbsolutePath path(StackName stack) {
        return DIRECTORY.resolve(stack + SUFFIX);
    }

    /**
     * A receipt as its file has it.
     *
     * @param receipt which receipt
     * @return JSON, ended by a newline
     */
    public static String text(Receipt receipt) {
        ObjectNode root = JSON.createObjectNode();
        root.put("format", FORMAT);
        root.put("stack", receipt.stack().toString());
        for (Owned owned : receipt.resources()) {
            ObjectNode resource = root.withArray("/resources").addObject();
            resource.put("kind", owned.id().kind());
            resource.put("name", owned.id().name());
            ObjectNode attributes = resource.putObject("attributes");
            owned.attributes().forEach(attributes::put);
        }
        return root.toPrettyString() + "\n";
    }

    /**
     * The opposite of {@link #text}.
     *
     * @param path where the text is from, for the message
     * @param stack whose receipt it is
     * @param text JSON
     * @return the receipt
     * @throws HostException if the text is no receipt
     */
    public static Receipt parse(AbsolutePath path, StackName stack, String text) {
        try {
            JsonNode root = JSON.readTree(text);
            if (root.path("format").asInt() != FORMAT) {
                throw unreadable(path, "its format is " + root.path("format") + ", expected " + FORMAT, null);
            }
            List<Owned> resources = new ArrayList<>();
            for (JsonNode resource : root.path("resources")) {
                SortedMap<String, String> attributes = new TreeMap<>();
                resource.path("attributes")
                        .properties()
                        .forEach(entry ->
                                attributes.put(entry.getKey(), entry.getValue().asText()));
                resources.add(new Owned(
                        new ResourceId(
                                resource.required("kind").asText(),
                                resource.required("name").asText()),
                        attributes));
            }
            return new Receipt(stack, resources);
        } catch (JsonProcessingException | IllegalArgumentException malformed) {
            throw unreadable(path, "it is no receipt", malformed);
        }
    }

    private static HostException unreadable(AbsolutePath path, String why, @Nullable Exception cause) {
        return new HostException(
                "receipt " + path + " can't be read: " + why,
                "restore it from a backup, or read it with the version of Outboard that wrote it; it lists what"
                        + " Outboard owns on this host",
                cause);
    }
}
