package dev.outboard.core.desired;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import dev.outboard.core.value.AbsolutePath;
import java.util.List;
import java.util.Optional;

/** The difference of two texts as {@code diff -u} prints it. */
public final class UnifiedDiff {
    private static final int CONTEXT_LINES = 3;

    private UnifiedDiff() {}

    /**
     * The difference between what is at a path and what shall be; either may be absent.
     *
     * @param path where the texts are, for the header
     * @param before what is there, or empty
     * @param after what shall be there, or empty
     * @return the lines of the difference, without a line break at the end; empty text if there is none
     */
    public static String of(AbsolutePath path, Optional<String> before, Optional<String> after) {
        List<String> old = before.map(text -> text.lines().toList()).orElse(List.of());
        List<String> fresh = after.map(text -> text.lines().toList()).orElse(List.of());
        return String.join(
                "\n",
                UnifiedDiffUtils.generateUnifiedDiff(
                        before.isPresent() ? "a" + path : "/dev/null",
                        after.isPresent() ? "b" + path : "/dev/null",
                        old,
                        DiffUtils.diff(old, fresh),
                        CONTEXT_LINES));
    }
}
