package dev.outboard.runner.testing.parts;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The calls that came to a simulated GitLab, and the faults of those to come. Thread-safe. */
final class GitLabCalls {
    private final Map<GitLabCall, Integer> counts = new EnumMap<>(GitLabCall.class);
    private final Map<GitLabCall, Deque<GitLabFault>> faultsByCall = new EnumMap<>(GitLabCall.class);
    private final Deque<GitLabFault> faults = new ArrayDeque<>();
    private int requests;

    synchronized void failNext(GitLabFault... next) {
        faults.addAll(List.of(next));
    }

    synchronized void failNext(GitLabCall call, GitLabFault... next) {
        faultsByCall.computeIfAbsent(call, any -> new ArrayDeque<>()).addAll(List.of(next));
    }

    /** Counts a call, and gives its fault if it has one. */
    synchronized Optional<GitLabFault> come(GitLabCall call) {
        counts.merge(call, 1, Integer::sum);
        Deque<GitLabFault> ofCall = faultsByCall.getOrDefault(call, new ArrayDeque<>());
        return Optional.ofNullable(ofCall.isEmpty() ? faults.poll() : ofCall.poll());
    }

    synchronized int count(GitLabCall call) {
        return counts.getOrDefault(call, 0);
    }

    synchronized String nextRequestId() {
        requests++;
        return "simulated-" + requests;
    }
}
