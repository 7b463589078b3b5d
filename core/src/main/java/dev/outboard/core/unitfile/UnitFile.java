package dev.outboard.core.unitfile;

import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A unit file, or any other file in the syntax of systemd.syntax(7), that keeps every character of its text. Reading has
 * systemd's meaning; an edit gives a new file that differs in its own assignment only, and keeps the file's kind of line
 * ends.
 *
 * <pre>{@code
 * UnitFile derived = UnitFile.parse("docker.socket", text)
 *         .withFileName("docker2.socket")
 *         .replace("Socket", "ListenStream", "/run/docker2.sock")
 *         .set("Unit", "PartOf", "docker2.service");
 * }</pre>
 *
 * <p><b>What is read.</b> Sections of the same name are one section. A line that ends in a backslash continues in the next
 * one: the backslash counts as a space, and comment lines in between count as nothing and belong to the assignment.
 * Lines that systemd ignores with a warning (assignments before the first section, lines without {@code =} or with no
 * key before it) are kept and not read.
 *
 * <p><b>What is refused.</b> Exactly what makes systemd refuse the whole file, a section header without its final {@code
 * ]} or with quotes, backslashes or control characters in it ({@code parse_line()} in systemd's {@code conf-parser.c}),
 * and what is not text: NUL, and bytes that are not UTF-8.
 *
 * <p>A value is the text as it stands in the file: quotes, specifiers and escapes are for {@link ExecLine} and {@link
 * UnitValue}. A written value that could end its line, continue it, or not be read back as it was given is refused.
 */
public final class UnitFile {
    /** Can't be reset by an empty assignment, systemd.unit(5): "dependencies can only be added". */
    private static final ImmutableSet<String> DEPENDENCIES = ImmutableSet.of(
            "After",
            "Before",
            "BindsTo",
            "Conflicts",
            "JoinsNamespaceOf",
            "OnFailure",
            "OnSuccess",
            "PartOf",
            "PropagatesReloadTo",
            "PropagatesStopTo",
            "ReloadPropagatedFrom",
            "Requires",
            "Requisite",
            "Sockets",
            "StopPropagatedFrom",
            "Upholds",
            "Wants");

    private final String fileName;
    private final String text;
    private final List<Statement> statements;
    private final boolean finished;

    UnitFile(String fileName, String text, List<Statement> statements, boolean finished) {
        this.fileName = Objects.requireNonNull(fileName, "fileName is null");
        this.text = text;
        this.statements = statements;
        this.finished = finished;
    }

    /**
     * Reads a text.
     *
     * @param fileName how messages name the file
     * @param text its whole text
     * @return the file
     * @throws UnitFileSyntaxException if systemd would not load the file, or the text holds NUL or half a surrogate pair
     */
    public static UnitFile parse(String fileName, String text) {
        return UnitFileParser.parse(fileName, text);
    }

    /**
     * Reads the bytes of a file.
     *
     * @param fileName how messages name the file
     * @param content its bytes, in UTF-8
     * @return the file
     * @throws UnitFileSyntaxException as {@link #parse(String, String)}, or if the bytes are not UTF-8
     */
    public static UnitFile parse(String fileName, byte[] content) {
        return parse(fileName, UnitFileParser.decode(fileName, content));
    }

    /**
     * A file without any text, to be filled by {@link #comment}, {@link #set} and {@link #add}.
     *
     * @param fileName how messages name the file
     * @return the empty file
     */
    public static UnitFile empty(String fileName) {
        return parse(fileName, "");
    }

    /**
     * How messages name the file.
     *
     * @return the name, as given
     */
    public String fileName() {
        return fileName;
    }

    /**
     * The same text under another name.
     *
     * @param name how messages name the file
     * @return the renamed file
     */
    public UnitFile withFileName(String name) {
        return new UnitFile(name, text, statements, finished);
    }

    /**
     * The text of the file.
     *
     * @return what was parsed, character for character, with the edits made since
     */
    public String text() {
        return text;
    }

    /**
     * The sections that the file has.
     *
     * @return each name once, without brackets, in the order of their first headers
     */
    public List<String> sections() {
        return statements.stream().map(Statement::section).distinct().toList();
    }

    /**
     * The keys that a section sets.
     *
     * @param section the section, without brackets
     * @return each key once, in the order of their first assignments
     */
    public List<String> keys(String section) {
        return statements.stream()
                .filter(statement ->
                        statement.isAssignment() && statement.section().equals(section))
                .map(Statement::key)
                .distinct()
                .toList();
    }

    /**
     * The value of a key that holds one value: of several assignments the last one counts, and an empty one takes the
     * value back.
     *
     * @param section the section, without brackets
     * @param key the key
     * @return the value, continuation lines joined, or empty if the key is not set or its last assignment is empty
     */
    public Optional<String> value(String section, String key) {
        List<String> values = values(section, key);
        return values.isEmpty() ? Optional.empty() : Optional.of(last(values));
    }

    /**
     * The values of a key that holds a list: every assignment adds one, and an empty one drops those before it.
     *
     * @param section the section, without brackets
     * @param key the key
     * @return the values in their order, continuation lines joined, none of them empty
     */
    public List<String> values(String section, String key) {
        List<String> values = new ArrayList<>();
        for (Statement assignment : assignments(section, key)) {
            String value = assignment.value(text);
            if (value.isEmpty()) {
                values.clear();
            } else {
                values.add(value);
            }
        }
        return List.copyOf(values);
    }

    /**
     * Whether this file takes back what files before it assign to a key, as a drop-in does by an empty assignment.
     * Dependencies such as {@code After=} are never taken back (systemd.unit(5)).
     *
     * @param section the section, without brackets
     * @param key the key
     * @return whether one of the assignments is empty
     */
    public boolean resets(String section, String key) {
        return !DEPENDENCIES.contains(key)
                && assignments(section, key).stream()
                        .anyMatch(assignment -> assignment.value(text).isEmpty());
    }

    /**
     * The words of a key that holds unit names. Words are parted by blanks, and quotes mean nothing. An empty assignment
     * drops the words before it, but not those of a dependency such as {@code After=}, which systemd never resets
     * (systemd.unit(5)).
     *
     * @param section the section, without brackets
     * @param key the key
     * @return the words of all assignments in their order
     */
    public List<String> words(String section, String key) {
        List<String> words = new ArrayList<>();
        for (Statement assignment : assignments(section, key)) {
            List<String> added = assignment.words(text);
            if (added.isEmpty() && !DEPENDENCIES.contains(key)) {
                words.clear();
            }
            words.addAll(added);
        }
        return List.copyOf(words);
    }

    /**
     * Makes a value the only one of its key. It takes the place of the key's last assignment, and earlier ones go. If
     * there is none, the assignment follows the last one of its section; a section that is missing is added at the end.
     *
     * @param section the section, without brackets
     * @param key the key
     * @param value the value as it stands in the file; empty for an assignment that resets
     * @return the edited file
     * @throws dev.outboard.core.failure.InvalidValueException if one of the three can't be written as it is
     */
    public UnitFile set(String section, String key, String value) {
        requireWritable(section, key, value);
        List<Statement> assignments = assignments(section, key);
        if (assignments.isEmpty()) {
            return append(section, key, value);
        }
        TextEdit edit = new TextEdit(text);
        Statement last = last(assignments);
        for (Statement earlier : assignments.subList(0, assignments.size() - 1)) {
            edit.splice(earlier.start(), earlier.end(), "");
        }
        return edited(edit.splice(last.start(), last.end(), last.prefix(text) + value + last.lineEnd(text)));
    }

    /**
     * As {@link #set}, for a key that must be there.
     *
     * @param section the section, without brackets
     * @param key the key
     * @param value the value as it stands in the file
     * @return the edited file
     * @throws UnitEditException if the file has no assignment of the key
     * @throws dev.outboard.core.failure.InvalidValueException if the value can't be written as it is
     */
    public UnitFile replace(String section, String key, String value) {
        requireAssignments(section, key);
        return set(section, key, value);
    }

    /**
     * Replaces one word by another in every assignment of a key that holds unit names. Other words, blanks and
     * continuation lines stay as they are.
     *
     * @param section the section, without brackets
     * @param key the key
     * @param from the whole word to be replaced
     * @param to the word in its place
     * @return the edited file
     * @throws UnitEditException if no assignment of the key has that word
     * @throws dev.outboard.core.failure.InvalidValueException if the new word is not one word
     */
    public UnitFile replaceWord(String section, String key, String from, String to) {
        UnitSyntax.requireWord(to);
        TextEdit edit = new TextEdit(text);
        boolean found = false;
        for (Statement assignment : requireAssignments(section, key)) {
            for (int offset : assignment.offsetsOf(from, text)) {
                edit.splice(offset, offset + from.length(), to);
                found = true;
            }
        }
        if (!found) {
            throw new UnitEditException(fileName, section, key, "has no word \"" + from + "\"");
        }
        return edited(edit);
    }

    /**
     * Adds one more assignment after the last one of its key, or where {@link #set} would add the first.
     *
     * @param section the section, without brackets
     * @param key the key
     * @param value the value as it stands in the file; empty for an assignment that resets
     * @return the edited file
     * @throws dev.outboard.core.failure.InvalidValueException if one of the three can't be written as it is
     */
    public UnitFile add(String section, String key, String value) {
        requireWritable(section, key, value);
        List<Statement> assignments = assignments(section, key);
        if (assignments.isEmpty()) {
            return append(section, key, value);
        }
        return insert(last(assignments).end(), key + "=" + value);
    }

    /**
     * Removes all assignments of a key that must be there.
     *
     * @param section the section, without brackets
     * @param key the key
     * @return the edited file
     * @throws UnitEditException if the file has no assignment of the key
     */
    public UnitFile remove(String section, String key) {
        requireAssignments(section, key);
        return removeIfPresent(section, key);
    }

    /**
     * Removes all assignments of a key, if there are any.
     *
     * @param section the section, without brackets
     * @param key the key
     * @return the edited file, or this one
     */
    public UnitFile removeIfPresent(String section, String key) {
        TextEdit edit = new TextEdit(text);
        assignments(section, key).forEach(assignment -> edit.splice(assignment.start(), assignment.end(), ""));
        return edited(edit);
    }

    /**
     * Puts a comment at the top of the file.
     *
     * @param comment the text, without {@code #}; each of its lines becomes a line of the comment
     * @return the edited file
     * @throws dev.outboard.core.failure.InvalidValueException if a line ends in a blank or backslash, or holds control
     *     characters
     */
    public UnitFile comment(String comment) {
        StringBuilder lines = new StringBuilder();
        for (String line : comment.split("\n", -1)) {
            UnitSyntax.requireValue("comment", line);
            lines.append(line.isEmpty() ? "#" : "# ").append(line).append(lineEnd());
        }
        return edited(new TextEdit(text).splice(0, 0, lines.toString()));
    }

    private static void requireWritable(String section, String key, String value) {
        UnitSyntax.requireSectionName(section);
        UnitSyntax.requireKey(key);
        UnitSyntax.requireValue(key + "=", value);
    }

    private List<Statement> requireAssignments(String section, String key) {
        List<Statement> assignments = assignments(section, key);
        if (assignments.isEmpty()) {
            throw new UnitEditException(fileName, section, key, "is not set");
        }
        return assignments;
    }

    private List<Statement> assignments(String section, String key) {
        return statements.stream()
                .filter(statement -> statement.isAssignmentOf(section, key))
                .toList();
    }

    private UnitFile append(String section, String key, String value) {
        String line = key + "=" + value;
        List<Statement> present = statements.stream()
                .filter(statement -> statement.section().equals(section))
                .toList();
        if (present.isEmpty()) {
            return insert(text.length(), blankLine() + "[" + section + "]" + lineEnd() + line);
        }
        List<Statement> assignments =
                present.stream().filter(Statement::isAssignment).toList();
        return insert(last(assignments.isEmpty() ? present : assignments).end(), line);
    }

    private static <T> T last(List<T> list) {
        return list.get(list.size() - 1);
    }

    /** What sets a new section apart from the text before it. */
    private String blankLine() {
        return text.isEmpty() || text.endsWith(lineEnd().repeat(2)) ? "" : lineEnd();
    }

    /** Inserts lines; a text without a last line end gets none, and a last line that would swallow them is closed. */
    private UnitFile insert(int offset, String lines) {
        boolean ended = offset == 0 || PhysicalLine.isLineEnd(text.charAt(offset - 1));
        boolean continued = offset == text.length() && !finished;
        String before = (ended ? "" : lineEnd()) + (continued ? lineEnd() : "");
        return edited(new TextEdit(text).splice(offset, offset, before + lines + (ended ? lineEnd() : "")));
    }

    /** The kind of line end that the file has first. */
    private String lineEnd() {
        PhysicalLine first = PhysicalLine.at(text, 0);
        return first.hasEnd() ? text.substring(first.contentEnd(), first.end()) : "\n";
    }

    private UnitFile edited(TextEdit edit) {
        return parse(fileName, edit.finish());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UnitFile file && fileName.equals(file.fileName) && text.equals(file.text);
    }

    @Override
    public int hashCode() {
        return Objects.hash(fileName, text);
    }

    /** {@return the text of the file} */
    @Override
    public String toString() {
        return text;
    }
}
