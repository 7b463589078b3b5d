package dev.outboard.core.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableSet;
import com.google.common.hash.Hashing;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.receipt.Receipt;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.StackName;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A receipt as JSON. Since format 2 it has the SHA-256 of its own content, so that no damaged name is taken for the name
 * of something that Outboard owns.
 */
final class ReceiptText {
    private static final int FIRST_FORMAT = 1;
    private static final int FORMAT = 2;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final String STACK = "stack";
    private static final String RESOURCES = "resources";
    private static final String KIND = "kind";
    private static final String NAME = "name";
    private static final String ATTRIBUTES = "attributes";
    private static final String SUM = "sha256";
    private static final Set<String> FIRST_FIELDS = ImmutableSet.of("format", STACK, RESOURCES);
    private static final Set<String> FIELDS = ImmutableSet.of("format", STACK, RESOURCES, SUM);
    private static final Set<String> RESOURCE_FIELDS = ImmutableSet.of(KIND, NAME, ATTRIBUTES);

    private final AbsolutePath path;
    private final StackName stack;

    private ReceiptText(AbsolutePath path, StackName stack) {
        this.path = path;
        this.stack = stack;
    }

    static String of(Receipt receipt) {
        ObjectNode root = JSON.createObjectNode();
        root.put("format", FORMAT);
        root.put(STACK, receipt.stack().toString());
        ArrayNode resources = root.putArray(RESOURCES);
        for (Owned owned : receipt.resources()) {
            ObjectNode resource = resources.addObject();
            resource.put(KIND, owned.id().kind());
            resource.put(NAME, owned.id().name());
            ObjectNode attributes = resource.putObject(ATTRIBUTES);
            owned.attributes().forEach(attributes::put);
        }
        root.put(SUM, sum(root));
        return root.toPrettyString() + "\n";
    }

    /** The check sum of everything else, without the spaces that only people need. */
    private static String sum(ObjectNode root) {
        String content = root.deepCopy().without(SUM).toString();
        return Hashing.sha256().hashString(content, StandardCharsets.UTF_8).toString();
    }

    static Receipt parse(AbsolutePath path, StackName stack, String text) {
        return new ReceiptText(path, stack).parse(text);
    }

    private Receipt parse(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            if (!(json instanceof ObjectNode root)) {
                throw unreadable("it is not a receipt", null);
            }
            checkFormat(root);
            checkStack(root);
            return new Receipt(stack, List.copyOf(resources(root).values()));
        } catch (JsonProcessingException malformed) {
            throw unreadable("it is not a receipt: " + malformed.getOriginalMessage(), malformed);
        }
    }

    private void checkFormat(ObjectNode root) {
        JsonNode format = root.path("format");
        if (!format.isInt() || format.asInt() < FIRST_FORMAT || format.asInt() > FORMAT) {
            throw unreadable("its format is " + format + ", expected " + FIRST_FORMAT + " or " + FORMAT, null);
        }
        boolean isFirst = format.asInt() == FIRST_FORMAT;
        requireFields(root, isFirst ? FIRST_FIELDS : FIELDS, "it");
        if (!isFirst && !sum(root).equals(root.path(SUM).textValue())) {
            throw unreadable("its check sum does not fit its content, so the file was damaged or edited", null);
        }
    }

    private void checkStack(ObjectNode root) {
        String found = textOf(root, STACK, "it");
        if (!found.equals(stack.toString())) {
            throw new HostException(
                    "receipt " + path + " is of stack \"" + found + "\", expected \"" + stack
                            + "\": a receipt lies under the name of its stack",
                    "move the file to another directory, and restore the receipt of " + stack + " if there was one");
        }
    }

    private Map<ResourceId, Owned> resources(ObjectNode root) {
        Map<ResourceId, Owned> resources = new LinkedHashMap<>();
        // the first format leaves the list of a receipt of nothing out
        JsonNode list = root.path(RESOURCES);
        if (!list.isArray() && !list.isMissingNode()) {
            throw unreadable("its resources are not a list", null);
        }
        for (JsonNode each : list) {
            String name = "resource " + (resources.size() + 1);
            Owned owned = owned(each, name);
            if (resources.put(owned.id(), owned) != null) {
                throw unreadable(name + " is there twice: " + owned.id(), null);
            }
        }
        return resources;
    }

    private Owned owned(JsonNode json, String name) {
        if (!(json instanceof ObjectNode resource) || !(json.path(ATTRIBUTES) instanceof ObjectNode attributes)) {
            throw unreadable(name + " has no kind, name and attributes", null);
        }
        requireFields(resource, RESOURCE_FIELDS, name);
        SortedMap<String, String> values = new TreeMap<>();
        attributes.fieldNames().forEachRemaining(key -> values.put(key, textOf(attributes, key, name)));
        return new Owned(new ResourceId(textOf(resource, KIND, name), textOf(resource, NAME, name)), values);
    }

    private String textOf(ObjectNode object, String field, String name) {
        String text = object.path(field).textValue();
        if (text == null) {
            throw unreadable("\"" + field + "\" of " + name + " is not a text", null);
        }
        return text;
    }

    private void requireFields(ObjectNode object, Set<String> expected, String name) {
        Set<String> unknown = new LinkedHashSet<>();
        object.fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(expected);
        if (!unknown.isEmpty()) {
            throw unreadable(name + " has unknown fields " + unknown, null);
        }
    }

    private HostException unreadable(String why, @Nullable Exception cause) {
        return unreadable(path, why, cause);
    }

    static HostException unreadable(AbsolutePath path, String why, @Nullable Exception cause) {
        return new HostException(
                "receipt " + path + " can't be read: " + why,
                "restore it from a backup, or read it with the version of Outboard that wrote it; it lists what"
                        + " Outboard owns on this host. Without it, move the file away, and give plan(..) what is to be"
                        + " taken over, with adopted",
                cause);
    }
}
