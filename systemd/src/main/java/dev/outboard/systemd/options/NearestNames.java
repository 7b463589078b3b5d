package dev.outboard.systemd.options;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Finds the names that a misspelt one may stand for. */
final class NearestNames {
    private static final int SHOWN = 3;

    private NearestNames() {}

    static List<String> of(String name, Collection<String> known) {
        return known.stream()
                .filter(each -> distance(name, each) <= Math.max(name.length(), each.length()) / 2)
                .sorted(Comparator.<String>comparingInt(each -> distance(name, each))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(SHOWN)
                .toList();
    }

    /** The least number of characters to insert, delete or replace: Levenshtein. */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int column = 0; column < row.length; column++) {
            row[column] = column;
        }
        for (int line = 1; line <= from.length(); line++) {
            int diagonal = row[0];
            row[0] = line;
            for (int column = 1; column < row.length; column++) {
                int replaced = diagonal + (from.charAt(line - 1) == to.charAt(column - 1) ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.min(replaced, 1 + Math.min(row[column], row[column - 1]));
            }
        }
        return row[to.length()];
    }
}
