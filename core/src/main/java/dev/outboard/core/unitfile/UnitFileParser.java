package dev.outboard.core.unitfile;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;

/** Finds the statements of a text, by the rules of systemd's {@code parse_line()}. One walk, linear in the text. */
final class UnitFileParser {
    private final String fileName;
    private final List<Statement> statements = new ArrayList<>();
    private boolean inSection;
    private String section = "";

    private UnitFileParser(String fileName) {
        this.fileName = fileName;
    }

    static UnitFile parse(String fileName, String text) {
        UnitFileParser parser = new UnitFileParser(fileName);
        parser.checkCharacters(text);
        LogicalLines lines = new LogicalLines(text);
        boolean finished = true;
        while (lines.advance()) {
            parser.read(lines);
            finished = lines.isFinished();
        }
        return new UnitFile(fileName, text, Collections.unmodifiableList(parser.statements), finished);
    }

    static String decode(String fileName, byte[] content) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer bytes = ByteBuffer.wrap(content);
        CharBuffer text = CharBuffer.allocate(content.length);
        CoderResult result = decoder.decode(bytes, text, true);
        String decoded = text.flip().toString();
        if (result.isError()) {
            throw new UnitFileSyntaxException(
                    fileName,
                    PhysicalLine.numberOf(decoded, decoded.length()),
                    "a byte that is not UTF-8",
                    String.format("\\x%02x", content[bytes.position()]),
                    "save the file as UTF-8; systemd ignores a line that is not");
        }
        return decoded;
    }

    private void checkCharacters(String text) {
        OptionalInt refused = firstRefused(text);
        if (refused.isPresent()) {
            throw new UnitFileSyntaxException(
                    fileName,
                    PhysicalLine.numberOf(text, refused.getAsInt()),
                    "a character that no unit file can hold",
                    text.substring(refused.getAsInt(), refused.getAsInt() + 1),
                    "take it out of the file, or check that the file is a unit file");
        }
    }

    private static OptionalInt firstRefused(String text) {
        int offset = 0;
        while (offset < text.length()) {
            int codePoint = text.codePointAt(offset);
            if (codePoint == 0 || UnitSyntax.isSurrogate(codePoint)) {
                return OptionalInt.of(offset);
            }
            offset += Character.charCount(codePoint);
        }
        return OptionalInt.empty();
    }

    private void read(LogicalLines line) {
        String content = UnitSyntax.strip(line.content());
        if (content.startsWith("[")) {
            section = sectionName(content, line.number());
            inSection = true;
            statements.add(new Statement(section, "", line.start(), line.end()));
            return;
        }
        int equals = content.indexOf('=');
        if (inSection && equals > 0) {
            String key = UnitSyntax.strip(content.substring(0, equals));
            statements.add(new Statement(section, key, line.start(), line.end()));
        }
    }

    private String sectionName(String header, int number) {
        if (!header.endsWith("]")) {
            throw invalidHeader(number, "a section header that does not end in ]", header);
        }
        String name = header.substring(1, header.length() - 1);
        if (name.chars().anyMatch(c -> UnitSyntax.isControl(c) || c == '"' || c == '\'' || c == '\\')) {
            throw invalidHeader(number, "a section header with a quote, backslash or control character", header);
        }
        return name;
    }

    private UnitFileSyntaxException invalidHeader(int number, String fault, String header) {
        return new UnitFileSyntaxException(
                fileName, number, fault, header, "write it as [Name]; systemd would not load this file");
    }
}
