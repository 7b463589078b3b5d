package dev.outboard.core.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.change.Undo;
import dev.outboard.core.command.Command;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.receipt.Receipt;
import dev.outboard.core.store.ReceiptStore;
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

/** What a line of a journal's file says, in JSON. */
record JournalRecord(JsonNode json) {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build();

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

    /** One line of ASCII, without its end. */
    String text() {
        try {
            return JSON.writeValueAsString(json);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Reads a record.
     *
     * @throws IllegalArgumentException if it is not one
     */
    static JournalRecord parse(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            if (!json.isObject()) {
                throw new IllegalArgumentException("it is not a record");
            }
            return new JournalRecord(json);
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException(malformed.getOriginalMessage(), malformed);
        }
    }

    /** Whether a text is the beginning of a record: its first bracket is not closed, and it is printable. */
    static boolean isCut(String text) {
        boolean isQuoted = false;
        int depth = 0;
        for (int at = 0; at < text.length(); at++) {
            char character = text.charAt(at);
            if (character < ' ') {
                return false;
            }
            if (character == '"') {
                isQuoted = !isQuoted;
            } else if (isQuoted) {
                at += character == '\\' ? 1 : 0;
            } else if (character == '{' || character == '[') {
                depth++;
            } else if (character == '}' || character == ']') {
                depth--;
            }
            if (depth == 0) {
                return false;
            }
        }
        return true;
    }

    Receipt receipt(AbsolutePath path, StackName stack) {
        return ReceiptStore.parse(path, stack, text(json, BEFORE));
    }

    /**
     * What the record says.
     *
     * @throws IllegalArgumentException if it is not of an entry
     */
    Entry entry() {
        try {
            return entry(new ResourceId(text(json, KIND), text(json, NAME)));
        } catch (ProvisioningException invalid) {
            throw new IllegalArgumentException(invalid.problem(), invalid);
        }
    }

    private static String text(JsonNode object, String field) {
        String text = object.path(field).textValue();
        if (text == null) {
            throw new IllegalArgumentException("\"" + field + "\" is not a text");
        }
        return text;
    }

    private static long number(JsonNode object, String field) {
        JsonNode number = object.path(field);
        if (!number.isIntegralNumber() || !number.canConvertToLong()) {
            throw new IllegalArgumentException("\"" + field + "\" is not a number");
        }
        return number.longValue();
    }

    private Entry entry(ResourceId resource) {
        if (json.has(PATH)) {
            return new Entry.Replaced(resource, AbsolutePath.of(text(json, PATH)), former(json.required(FORMER)));
        }
        if (json.has(DELETED_TREE)) {
            return new Entry.TreeDeleted(resource, AbsolutePath.of(text(json, DELETED_TREE)));
        }
        if (json.has(MADE)) {
            return new Entry.Made(resource, text(json, MADE));
        }
        return new Entry.Performed(
                resource,
                new Undo(
                        commands(json.required(UNDO_BEFORE)),
                        commands(json.required(UNDO_AFTER)),
                        json.has(REMAINS) ? Optional.of(text(json, REMAINS)) : Optional.empty()));
    }

    private static Former former(JsonNode record) {
        if (record.has(CONTENT)) {
            return new Former.File(
                    FileContent.ofBytes(Base64.getDecoder().decode(text(record, CONTENT))),
                    mode(record),
                    owner(record));
        }
        if (record.has(MODE)) {
            return new Former.Directory(mode(record), owner(record));
        }
        if (record.has(TARGET)) {
            return new Former.Link(text(record, TARGET));
        }
        if (record.has(BYTES)) {
            return new Former.Large(number(record, BYTES));
        }
        return record.has(KIND) ? new Former.Special(text(record, KIND)) : new Former.Absent();
    }

    private static FileMode mode(JsonNode record) {
        return FileMode.of(text(record, MODE));
    }

    private static FileOwner owner(JsonNode record) {
        return FileOwner.parse(text(record, OWNER));
    }

    private static List<Command> commands(JsonNode array) {
        List<Command> commands = new ArrayList<>();
        for (JsonNode record : array) {
            List<String> arguments = new ArrayList<>();
            for (JsonNode argument : record.required(ARGUMENTS)) {
                if (!argument.isTextual()) {
                    throw new IllegalArgumentException("an argument of a command is not a text");
                }
                arguments.add(argument.textValue());
            }
            commands.add(Command.of(arguments).withTimeout(Duration.ofSeconds(number(record, TIMEOUT))));
        }
        return commands;
    }
}
