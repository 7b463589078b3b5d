package dev.outboard.core.journal;

import com.google.common.hash.Hashing;
import dev.outboard.core.receipt.Receipt;
import dev.outboard.core.store.DamagedJournalException;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.StackName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A journal as its file has it: a line of ASCII for each record, with its number, a check sum and JSON.
 *
 * <pre>{@code
 * 1 9f86d081884c7d65 {"before":"…"}
 * 2 60303ae22b998861 {"kind":"file","name":"/etc/x","path":"/etc/x","former":{}}
 * }</pre>
 *
 * <p>The first record is put there as a whole. Each other one is appended, and is on the disk before its step begins. So
 * a process or a computer that dies leaves complete records and at most the beginning of one more, whose step did not
 * begin. Everything else is damage.
 *
 * <p>A file that lost its last records whole, cut exactly between two, reads like one that a crash left there: no record
 * tells that it is the last one, since the next step may always follow. What the lost steps did is then not taken back by
 * a roll-back; the next plan shows it.
 *
 * <p>The first versions of Outboard wrote the JSON alone, with an empty line before each record.
 */
final class JournalText {
    private static final int SUM_DIGITS = 16;
    private static final Pattern CUT_SUM = Pattern.compile("[0-9a-f]{0," + SUM_DIGITS + "}");

    private final AbsolutePath path;
    private final StackName stack;
    private final List<JournalRecord> records = new ArrayList<>();

    private JournalText(AbsolutePath path, StackName stack) {
        this.path = path;
        this.stack = stack;
    }

    /** A record's line, with its end. */
    static String line(int number, JournalRecord record) {
        String json = record.text();
        return number + " " + sum(number, json) + " " + json + "\n";
    }

    private static String sum(int number, String json) {
        return Hashing.sha256()
                .hashString(number + " " + json, StandardCharsets.US_ASCII)
                .toString()
                .substring(0, SUM_DIGITS);
    }

    /** The lines of a journal. */
    static String of(Journal journal) {
        StringBuilder text = new StringBuilder(line(1, JournalRecord.of(journal.before())));
        int number = 1;
        for (Entry entry : journal.entries()) {
            number++;
            text.append(line(number, JournalRecord.of(entry)));
        }
        return text.toString();
    }

    /**
     * Reads a journal.
     *
     * @throws DamagedJournalException if it is not as Outboard leaves it
     */
    static Journal parse(AbsolutePath path, StackName stack, FileContent content) {
        return new JournalText(path, stack).parse(content.bytes());
    }

    private Journal parse(byte[] bytes) {
        boolean isNumbered = !isOfFirstVersions(bytes);
        int start = 0;
        for (int end = 0; end < bytes.length; end++) {
            if (bytes[end] == '\n') {
                add(text(Arrays.copyOfRange(bytes, start, end)), isNumbered);
                start = end + 1;
            }
        }
        if (start < bytes.length) {
            addUnended(text(Arrays.copyOfRange(bytes, start, bytes.length)), isNumbered);
        }
        return journal();
    }

    private static boolean isOfFirstVersions(byte[] bytes) {
        int first = bytes.length > 0 && bytes[0] == '\n' ? 1 : 0;
        return bytes.length > first && bytes[first] == '{';
    }

    /** The first versions wrote UTF-8. What is cut or damaged may be none, and is told by its JSON or its check sum. */
    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private void add(String line, boolean isNumbered) {
        if (isNumbered) {
            records.add(record(line));
        } else if (!line.isEmpty()) {
            records.add(json(line));
        }
    }

    private JournalRecord record(String line) {
        String start = start();
        if (!line.startsWith(start)) {
            throw damaged("it does not begin with its number");
        }
        int json = start.length() + SUM_DIGITS + 1;
        if (line.length() < json
                || !line.substring(start.length(), json).equals(sum(number(), line.substring(json)) + " ")) {
            throw damaged("its check sum does not fit");
        }
        return json(line.substring(json));
    }

    /** The last line, without its end: a record that was not written as a whole, or all of it but its end. */
    private void addUnended(String line, boolean isNumbered) {
        if (!isCut(line, isNumbered)) {
            add(line, isNumbered);
        }
    }

    private boolean isCut(String line, boolean isNumbered) {
        if (!isNumbered) {
            return JournalRecord.isCut(line);
        }
        String start = start();
        if (line.length() <= start.length()) {
            return start.startsWith(line);
        }
        if (!line.startsWith(start)) {
            return false;
        }
        int json = start.length() + SUM_DIGITS + 1;
        return line.length() < json
                ? CUT_SUM.matcher(line.substring(start.length())).matches()
                : line.charAt(json - 1) == ' ' && JournalRecord.isCut(line.substring(json));
    }

    private String start() {
        return number() + " ";
    }

    /** Of the record that comes next. */
    private int number() {
        return records.size() + 1;
    }

    private JournalRecord json(String text) {
        try {
            return JournalRecord.parse(text);
        } catch (IllegalArgumentException malformed) {
            throw damaged("it can't be read (" + malformed.getMessage() + ")");
        }
    }

    private Journal journal() {
        if (records.isEmpty()) {
            throw damaged("it is not there");
        }
        Receipt before = records.get(0).receipt(path, stack);
        List<Entry> entries = new ArrayList<>();
        for (JournalRecord record : records.subList(1, records.size())) {
            try {
                entries.add(record.entry());
            } catch (IllegalArgumentException malformed) {
                throw new DamagedJournalException(
                        path, entries.size() + 2, "it is not a record of an apply (" + malformed.getMessage() + ")");
            }
        }
        return new Journal(before, entries);
    }

    private DamagedJournalException damaged(String what) {
        return new DamagedJournalException(path, number(), what);
    }
}
