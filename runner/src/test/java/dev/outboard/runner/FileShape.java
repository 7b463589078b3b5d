package dev.outboard.runner;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import dev.outboard.core.unitfile.ExecLine;
import dev.outboard.core.unitfile.UnitFile;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

/**
 * What a rendered file says, read by its own rules: its shape, which no value may change (sections, keys, options, how
 * many words), and its values.
 */
final class FileShape {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Splitter WORD = Splitter.on(CharMatcher.whitespace()).omitEmptyStrings();
    private static final Pattern LINE = Pattern.compile("\n|\r\n?");

    private final List<String> parts = new ArrayList<>();
    private final List<String> values = new ArrayList<>();

    private FileShape() {}

    static FileShape of(String path, String text) {
        FileShape shape = new FileShape();
        if (text.startsWith("{")) {
            shape.json(text);
        } else if (path.endsWith("/config.toml")) {
            shape.toml(text);
        } else if (path.endsWith(".nft")) {
            shape.rules(text);
        } else if (text.startsWith("#!/bin/sh\n")) {
            shape.script(text);
        } else {
            shape.unit(path, text);
        }
        return shape;
    }

    /** Sections, keys, options and words, in their order, one on each line. */
    @Override
    public String toString() {
        return String.join("\n", parts);
    }

    /** Every value, without quotes and escapes. */
    List<String> values() {
        return values;
    }

    private void json(String text) {
        try {
            json("", JSON.readTree(text));
        } catch (JsonProcessingException malformed) {
            throw new AssertionError("no JSON: " + text, malformed);
        }
    }

    private void json(String path, JsonNode node) {
        parts.add(path + " " + node.getNodeType());
        if (node.isValueNode()) {
            values.add(node.asText());
        }
        node.properties().forEach(entry -> json(path + "/" + entry.getKey(), entry.getValue()));
        if (node.isArray()) {
            node.forEach(element -> json(path + "[]", element));
        }
    }

    private void toml(String text) {
        TomlParseResult result = Toml.parse(text);
        if (result.hasErrors()) {
            throw new AssertionError("no TOML: " + result.errors() + "\n" + text);
        }
        toml("", result);
    }

    private void toml(String path, Object node) {
        if (node instanceof TomlTable table) {
            parts.add(path + " table");
            table.keySet().stream().sorted().forEach(key -> toml(path + "/" + key, table.get(List.of(key))));
        } else if (node instanceof TomlArray array) {
            parts.add(path + " array");
            array.toList().forEach(element -> toml(path + "[]", element));
        } else {
            parts.add(path + " " + node.getClass().getSimpleName());
            values.add(node.toString());
        }
    }

    /** Commands of nft(8): how many words each line has. */
    private void rules(String text) {
        LINE.splitAsStream(text)
                .forEach(line -> parts.add(
                        line.startsWith("#")
                                ? "comment"
                                : WORD.splitToList(line).size() + " words"));
    }

    /** Lines and words as a POSIX shell takes them, XCU 2.3; only quotes and comments matter here. */
    private void script(String text) {
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (quote != 0) {
                quote = character == quote ? 0 : quote;
                if (quote != 0) {
                    word.append(character);
                }
            } else if (character == '\'' || character == '"') {
                quote = character;
                inWord = true;
            } else if (character == '#' && !inWord) {
                i = text.indexOf('\n', i) - 1;
            } else if (Character.isWhitespace(character) && character < 0x80) {
                endWord(word, inWord);
                inWord = false;
                if (character == '\n') {
                    parts.add("line");
                }
            } else {
                inWord = true;
                if (character == '\\') {
                    i++;
                }
                word.append(text.charAt(i));
            }
        }
        endWord(word, inWord);
    }

    private void endWord(StringBuilder word, boolean inWord) {
        if (inWord) {
            parts.add("word");
            values.add(word.toString());
            values.add(word.substring(word.indexOf("=") + 1));
        }
        word.setLength(0);
    }

    private void unit(String path, String text) {
        UnitFile unit = UnitFile.parse(path, text);
        String section = "";
        for (String line : LINE.splitAsStream(text).toList()) {
            if (line.startsWith("[")) {
                section = line.substring(1, line.length() - 1);
                parts.add(line);
            } else if (line.indexOf('=') > 0 && !line.startsWith("#")) {
                parts.add(line.substring(0, line.indexOf('=')));
            } else {
                parts.add(line.startsWith("#") ? "comment" : line.isEmpty() ? "" : "continuation");
            }
        }
        parts.add(unit.sections() + " " + section);
        for (String name : unit.sections()) {
            keys(text).forEach(key -> unit.values(name, key).forEach(value -> value(key, value)));
        }
    }

    private static List<String> keys(String text) {
        return LINE.splitAsStream(text)
                .filter(line -> line.indexOf('=') > 0)
                .map(line -> line.substring(0, line.indexOf('=')).strip())
                .distinct()
                .toList();
    }

    private void value(String key, String value) {
        values.add(value.replace("%%", "%"));
        if (key.startsWith("Exec") || key.equals("Environment") || key.endsWith("For") || key.endsWith("Paths")) {
            ExecLine.parse(value).words().forEach(word -> {
                String text = word.text().replace("%%", "%").replace("$$", "$");
                // a dash before the program's path is systemd's: systemd.service(5)
                boolean option = text.startsWith("-") && !text.startsWith("-/") && !values.contains(text);
                parts.add(key + (option ? " " + text.replaceFirst("(?s)=.*", "") : ""));
                values.add(text);
                values.add(text.substring(text.indexOf('=') + 1));
            });
        }
    }
}
