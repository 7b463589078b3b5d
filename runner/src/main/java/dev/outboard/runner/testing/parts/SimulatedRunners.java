package dev.outboard.runner.testing.parts;

import dev.outboard.core.value.Secret;
import dev.outboard.runner.gitlab.RunnerRegistration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The runners that a simulated GitLab has. Thread-safe. */
final class SimulatedRunners {
    private final SortedMap<Long, SimulatedRunner> runners = new TreeMap<>();
    private Optional<Instant> expiry = Optional.empty();
    private long made;
    private long tokens;

    synchronized void expire(Optional<Instant> newExpiry) {
        expiry = newExpiry;
    }

    synchronized List<SimulatedRunner> all() {
        return List.copyOf(runners.values());
    }

    synchronized Optional<SimulatedRunner> find(long id) {
        return Optional.ofNullable(runners.get(id));
    }

    synchronized Optional<SimulatedRunner> find(String token) {
        return runners.values().stream()
                .filter(runner -> runner.token().reveal().equals(token))
                .findFirst();
    }

    synchronized SimulatedRunner make(String prefix, String description, RunnerRegistration registration) {
        made++;
        SimulatedRunner runner = new SimulatedRunner(
                made, description, registration, newToken(prefix), expiry, new LinkedHashSet<>(), 0);
        put(runner);
        return runner;
    }

    synchronized SimulatedRunner giveNewToken(SimulatedRunner runner, String prefix) {
        SimulatedRunner renewed = runner.withToken(newToken(prefix), expiry);
        put(renewed);
        return renewed;
    }

    synchronized void put(SimulatedRunner runner) {
        runners.put(runner.id(), runner);
    }

    synchronized void remove(SimulatedRunner runner) {
        runners.remove(runner.id());
    }

    /**
     * A token that no other one is like, from its first characters on: runners name containers by those, versions before 15
     * by the three after {@code glrt-}. At least twenty characters, of which some versions need fourteen.
     */
    synchronized Secret newToken(String prefix) {
        tokens++;
        return Secret.of(prefix + String.format("%03dsimulatedtoken000", tokens));
    }
}
