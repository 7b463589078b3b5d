package dev.outboard.runner.gitlab.client;

import com.google.common.primitives.Ints;
import dev.outboard.runner.gitlab.GitLabException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The pages of one list of runners. GitLab says which page is next ({@code X-Next-Page}); a server that says nothing has
 * another one if this one is full. What answers decides the end, so there are limits: of pages, of time, and no page counts
 * that has nothing new. Not thread-safe.
 *
 * @see <a href="https://docs.gitlab.com/api/rest/#pagination-response-headers">GitLab's documentation of the headers</a>
 */
final class RunnerPages {
    /** The most that GitLab lists at once. */
    static final int SIZE = 100;

    private static final int MOST = 100;

    private final Waiting waiting;
    private final Instant end;
    private final Set<Long> seen = new LinkedHashSet<>();
    private Optional<Integer> next = Optional.of(1);

    /**
     * Begins with the first page.
     *
     * @param limit how long all pages together may take
     * @param waiting the time
     */
    RunnerPages(Duration limit, Waiting waiting) {
        this.waiting = waiting;
        this.end = waiting.now().plus(limit);
    }

    boolean hasNext() {
        return next.isPresent();
    }

    /** The number of the page to ask for. */
    int next() {
        return next.orElseThrow();
    }

    /** Throws if the list is too long. */
    void requireEnd(Supplier<GitLabException> failure) {
        if (next.filter(page -> page > MOST).isPresent() || waiting.now().isAfter(end)) {
            throw failure.get();
        }
    }

    /** Takes the page that was asked for, and gives what no page before it had. */
    List<RunnerEntry> unseen(List<RunnerEntry> entries, Answer answer) {
        List<RunnerEntry> unseen = new ArrayList<>();
        for (RunnerEntry entry : entries) {
            if (seen.add(entry.id())) {
                unseen.add(entry);
            }
        }
        next = unseen.isEmpty() ? Optional.empty() : following(entries.size(), answer);
        return unseen;
    }

    private Optional<Integer> following(int size, Answer answer) {
        int page = next();
        return answer.header("X-Next-Page").isPresent()
                ? answer.header("X-Next-Page")
                        .map(text -> Ints.tryParse(text.strip()))
                        .filter(number -> number > page)
                : Optional.of(page + 1).filter(number -> size >= SIZE);
    }
}
