package dev.outboard.core.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.change.Undo;
import dev.outboard.core.command.Command;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.receipt.Receipt;
import dev.outboard.core.receipt.ReceiptStore;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.core.value.StackName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One line of a journal's file. */
record JournalRecord(JsonNode json) {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String BEFORE = "before";
    private static final String KIND = "kind";
    private static final String NAME = "name";
    private static final String MADE = "made";
    private static final String DELETED_TREE = "deletedTree";
    private static final String PATH = "path";
    private static final String FORMER = "former";
    private static final String CONTENT = "content";
    private static final String MODE = "mode";
    private static final String OWNER = "owner";
    private static final String TARGET = "target";
    private static final String BYTES = "bytes";
    private static final String UNDO_BEFORE = "undoBefore";
    private static final String UNDO_AFTER = "undoAfter";
    private static final String REMAINS = "remains";
    private static final String ARGUMENTS = "arguments";
    private static final String TIMEOUT = "timeoutSeconds";

    /** The first line of a journal. */
    static JournalRecord of(Receipt before) {
        return new JournalRecord(JSON.createObjectNode().put(BEFORE, ReceiptStore.text(before)));
    }

    static JournalRecord of(Entry entry) {
        ObjectNode record = JSON.createObjectNode();
        record.put(KIND, entry.resource().kind());
        record.put(NAME, entry.resource().name());
        if (entry instanceof Entry.Replaced replaced) {
            record.put(PATH, replaced.path().toString());
            put(record.putObject(FORMER), replaced.former());
        } else if (entry instanceof Entry.Performed performed) {
            put(record.putArray(UNDO_BEFORE), performed.undo().before());
            put(record.putArray(UNDO_AFTER), performed.undo().after());
            performed.undo().remains().ifPresent(remains -> record.put(REMAINS, remains));
        } else if (entry instanceof Entry.TreeDeleted deleted) {
            record.put(DELETED_TREE, deleted.path().toString());
        } else if (entry instanceof Entry.Made made) {
            record.put(MADE, made.summary());
        }
        return new JournalRecord(record);
    }

    private static void put(ObjectNode record, Former former) {
        if (former instanceof Former.File file) {
            record.put(
                    CONTENT, Base64.getEncoder().encodeToString(file.content().bytes()));
            record.put(MODE, file.mode().toString());
            record.put(OWNER, file.owner().toString());
        } else if (former instanceof Former.Directory directory) {
            record.put(MODE, directory.mode().toString());
            record.put(OWNER, directory.owner().toString());
        } else if (former instanceof Former.Link link) {
            record.put(TARGET, link.target());
        } else if (former instanceof Former.Large large) {
            record.put(BYTES, large.bytes());
        } else if (former instanceof Former.Special special) {
            record.put(KIND, special.type());
        }
    }

    private static void put(ArrayNode array, List<Command> commands) {
        for (Command command : commands) {
            ObjectNode record = array.addObject();
            command.arguments().forEach(record.withArray("/" + ARGUMENTS)::add);
            record.put(TIMEOUT, command.timeout().toSeconds());
        }
    }

    String text() {
        return json + "\n";
    }

    /** The record of a line, or empty if the line was not written to its end. */
    static Optional<JournalRecord> parse(String line) {
        try {
            return Optional.of(JSON.readTree(line)).filter(JsonNode::isObject).map(JournalRecord::new);
        } catch (JsonProcessingException torn) {
            return Optional.empty();
        }
    }

    Receipt receipt(AbsolutePath path, StackName stack) {
        return ReceiptStore.parse(path, stack, json.path(BEFORE).asText());
    }

    Entry entry(AbsolutePath file) {
        try {
            return entry(new ResourceId(
                    json.required(KIND).asText(), json.required(NAME).asText()));
        } catch (IllegalArgumentException malformed) {
            throw unreadable(file, malformed);
        }
    }

    private Entry entry(ResourceId resource) {
        if (json.has(PATH)) {
            return new Entry.Replaced(resource, AbsolutePath.of(json.path(PATH).asText()), former(json.path(FORMER)));
        }
        if (json.has(DELETED_TREE)) {
            return new Entry.TreeDeleted(
                    resource, AbsolutePath.of(json.path(DELETED_TREE).asText()));
        }
        if (json.has(MADE)) {
            return new Entry.Made(resource, json.path(MADE).asText());
        }
        return new Entry.Performed(
                resource,
                new Undo(
                        commands(json.required(UNDO_BEFORE)),
                        commands(json.required(UNDO_AFTER)),
                        Optional.ofNullable(json.get(REMAINS)).map(JsonNode::asText)));
    }

    private static Former former(JsonNode record) {
        if (record.has(CONTENT)) {
            return new Former.File(
                    FileContent.ofBytes(
                            Base64.getDecoder().decode(record.path(CONTENT).asText())),
                    mode(record),
                    owner(record));
        }
        if (record.has(MODE)) {
            return new Former.Directory(mode(record), owner(record));
        }
        if (record.has(TARGET)) {
            return new Former.Link(record.path(TARGET).asText());
        }
        if (record.has(BYTES)) {
            return new Former.Large(record.path(BYTES).asLong());
        }
        return record.has(KIND) ? new Former.Special(record.path(KIND).asText()) : new Former.Absent();
    }

    private static FileMode mode(JsonNode record) {
        return FileMode.of(record.path(MODE).asText());
    }

    private static FileOwner owner(JsonNode record) {
        return FileOwner.parse(record.path(OWNER).asText());
    }

    private static List<Command> commands(JsonNode array) {
        List<Command> commands = new ArrayList<>();
        for (JsonNode record : array) {
            List<String> arguments = new ArrayList<>();
            record.path(ARGUMENTS).forEach(argument -> arguments.add(argument.asText()));
            commands.add(Command.of(arguments)
                    .withTimeout(Duration.ofSeconds(record.path(TIMEOUT).asLong())));
        }
        return commands;
    }

    private static HostException unreadable(AbsolutePath path, @Nullable Exception cause) {
        return new HostException(
                "journal " + path + " can't be read: it has a line that is no record",
                "read it with the version of Outboard that wrote it; or delete it, and plan and apply again: what is owned"
                        + " is in the receipt",
                cause);
    }
}
