package dev.outboard.runner.gitlab;

import dev.outboard.core.spec.Problems;
import dev.outboard.core.text.PlainText;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The bounds that GitLab sets to what it keeps of a runner (its app/models/ci/runner.rb). */
final class RegistrationRules {
    private static final int MOST_TAGS = 50;
    private static final int LONGEST_TAG = 255;
    private static final Duration SHORTEST_TIMEOUT = Duration.ofMinutes(10);

    /** GitLab's column is a number of 32 bits. */
    private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(Integer.MAX_VALUE);

    private RegistrationRules() {}

    static void checkTags(List<String> tags, Problems problems) {
        Set<String> seen = new LinkedHashSet<>();
        for (String tag : tags) {
            if (tag.isBlank()
                    || !tag.equals(tag.strip())
                    || tag.length() > LONGEST_TAG
                    || tag.contains(",")
                    || !PlainText.isOneLine(tag)) {
                problems.add(
                        "tag",
                        tag,
                        "1 to " + LONGEST_TAG + " characters without comma, control characters and blanks around",
                        "add each tag on its own, e.g. \"docker\"");
            } else if (!seen.add(tag)) {
                problems.add("tag", tag, "each tag once", "leave the second one out");
            }
        }
        if (tags.size() > MOST_TAGS) {
            problems.add("tags", tags.size() + " tags", "at most " + MOST_TAGS, "leave some out");
        }
    }

    static void checkTimeout(@Nullable Duration timeout, Problems problems) {
        if (timeout == null) {
            return;
        }
        if (timeout.compareTo(SHORTEST_TIMEOUT) < 0
                || timeout.compareTo(LONGEST_TIMEOUT) > 0
                || !timeout.equals(Duration.ofSeconds(timeout.toSeconds()))) {
            problems.add(
                    "maximumTimeout",
                    timeout.toString(),
                    "whole seconds, at least " + SHORTEST_TIMEOUT.toSeconds(),
                    "write e.g. Duration.ofHours(2), or leave it out for the timeout of each project");
        }
    }

    static void checkNote(@Nullable String note, Problems problems) {
        if (note == null) {
            return;
        }
        int length = note.codePointCount(0, note.length());
        if (note.isBlank()) {
            problems.add("maintenanceNote", note, "a text", "leave it out");
        } else if (length > RunnerRegistration.LONGEST_NOTE) {
            problems.add(
                    "maintenanceNote",
                    length + " characters",
                    "at most " + RunnerRegistration.LONGEST_NOTE + " characters",
                    "shorten it");
        }
    }
}
