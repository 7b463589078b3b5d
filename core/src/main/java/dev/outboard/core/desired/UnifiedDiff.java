package dev.outboard.core.desired;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import com.github.difflib.patch.AbstractDelta;
import com.github.difflib.patch.Chunk;
import com.github.difflib.patch.Patch;
import com.google.common.base.Splitter;
import dev.outboard.core.text.ForeignText;
import dev.outboard.core.value.AbsolutePath;
import java.util.List;
import java.util.Optional;

/**
 * The difference of two texts as {@code diff -u} prints it, with the lines as {@link ForeignText} shows them. The texts are
 * compared as they are: two lines that differ only in what is not shown are still two.
 */
public final class UnifiedDiff {
    private static final int CONTEXT_LINES = 3;
    private static final int MOST_LINES = 2_000;

    private UnifiedDiff() {}

    /**
     * The difference between what is at a path and what is wanted there; either may be absent.
     *
     * @param path where the texts are, for the header
     * @param before what is there, or empty
     * @param after what is wanted there, or empty
     * @return the lines of the difference, at most 2000 and a line that says how many more there are, without a line break at
     *     the end; empty text if there is no difference
     */
    public static String of(AbsolutePath path, Optional<String> before, Optional<String> after) {
        List<String> old = before.map(UnifiedDiff::lines).orElse(List.of());
        List<String> fresh = after.map(UnifiedDiff::lines).orElse(List.of());
        List<String> shownOld = ForeignText.lines(old);
        List<String> shownFresh = ForeignText.lines(fresh);
        Patch<String> shown = new Patch<>();
        for (AbstractDelta<String> delta : DiffUtils.diff(old, fresh).getDeltas()) {
            shown.addDelta(delta.withChunks(chunk(delta.getSource(), shownOld), chunk(delta.getTarget(), shownFresh)));
        }
        List<String> lines = UnifiedDiffUtils.generateUnifiedDiff(
                before.isPresent() ? "a" + path : "/dev/null",
                after.isPresent() ? "b" + path : "/dev/null",
                shownOld,
                shown,
                CONTEXT_LINES);
        return lines.size() <= MOST_LINES
                ? String.join("\n", lines)
                : String.join("\n", lines.subList(0, MOST_LINES)) + "\n… (" + (lines.size() - MOST_LINES)
                        + " lines more)";
    }

    /** Of line feeds only: a carriage return is a part of its line, and is shown there. */
    private static List<String> lines(String text) {
        List<String> lines = Splitter.on('\n').splitToList(text);
        return lines.get(lines.size() - 1).isEmpty() ? lines.subList(0, lines.size() - 1) : lines;
    }

    private static Chunk<String> chunk(Chunk<String> raw, List<String> shown) {
        int start = raw.getPosition();
        return new Chunk<>(start, shown.subList(start, start + raw.size()));
    }
}
