package dev.outboard.runner.testing.parts;

import dev.outboard.core.value.Secret;
import dev.outboard.runner.gitlab.RunnerRegistration;
import dev.outboard.runner.gitlab.RunnerScope;
import dev.outboard.runner.gitlab.client.CreatedRunner;
import dev.outboard.runner.gitlab.client.GitLab;
import dev.outboard.runner.gitlab.client.IssuedToken;
import dev.outboard.runner.gitlab.client.RunnerState;
import dev.outboard.runner.gitlab.client.VerifiedRunner;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The GitLab of a {@link DebianMachine}, without a network. It accepts every access token and registration token, and
 * every runner token that it was not told to forget or refuse. {@link SimulatedGitLab} speaks the real protocol and can
 * fail. Not thread-safe.
 */
public final class InMemoryGitLab implements GitLab {
    private static final String PREFIX = "glrt-simulated-token-";

    private final Map<Long, RunnerState> runners = new TreeMap<>();
    private final Map<String, Long> ids = new TreeMap<>();
    private final Set<String> forgotten = new TreeSet<>();
    private final Set<Long> met = new TreeSet<>();
    private int issued;
    private long lastId;

    InMemoryGitLab() {}

    /**
     * The runners that were created or registered here, and not deleted.
     *
     * @return in the order of their ids
     */
    public List<RunnerState> runners() {
        return List.copyOf(runners.values());
    }

    /**
     * Forgets a runner's token, as if it had been reset hours ago. The runner is offline from now on.
     *
     * @param token the token
     */
    public void forget(String token) {
        refuse(token);
        Optional.ofNullable(ids.get(token))
                .map(runners::get)
                .ifPresent(runner -> runners.put(runner.id(), state(runner.description(), runner, "offline")));
    }

    /**
     * Refuses a runner's token although the runner is online, as if the token had been reset a moment ago, or a proxy had
     * answered instead of GitLab.
     *
     * @param token the token
     */
    public void refuse(String token) {
        forgotten.add(token);
    }

    /**
     * Renames a runner, as a user can do in GitLab.
     *
     * @param id the runner's id
     * @param description its new description
     */
    public void rename(long id, String description) {
        RunnerState runner = runners.get(id);
        if (runner == null) {
            throw new IllegalArgumentException("there is no runner " + id);
        }
        runners.put(id, state(description, runner, runner.status()));
    }

    @Override
    public CreatedRunner createRunner(Secret accessToken, String description, RunnerRegistration registration) {
        accessToken.reveal();
        return add(description, registration);
    }

    @Override
    public CreatedRunner register(Secret registrationToken, String description, RunnerRegistration registration) {
        registrationToken.reveal();
        return add(description, registration);
    }

    private CreatedRunner add(String description, RunnerRegistration registration) {
        long id = ++lastId;
        runners.put(id, state(id, description, registration));
        return new CreatedRunner(id, issue(id), Optional.empty());
    }

    private Secret issue(long id) {
        issued++;
        String token = PREFIX + issued;
        ids.put(token, id);
        return Secret.of(token);
    }

    @Override
    public Optional<VerifiedRunner> verify(Secret runnerToken, Optional<String> systemId) {
        String token = runnerToken.reveal();
        Optional.ofNullable(ids.get(token)).ifPresent(met::add);
        return forgotten.contains(token)
                ? Optional.empty()
                : Optional.of(new VerifiedRunner(
                        ids.containsKey(token) ? OptionalLong.of(ids.get(token)) : OptionalLong.empty(),
                        Optional.empty()));
    }

    @Override
    public Optional<RunnerState> runner(Secret accessToken, long id) {
        accessToken.reveal();
        return Optional.ofNullable(runners.get(id));
    }

    @Override
    public List<RunnerState> neverContacted(Secret accessToken, RunnerScope scope, String description) {
        accessToken.reveal();
        return runners.values().stream()
                .filter(runner -> runner.level() == scope.level()
                        && runner.description().equals(description)
                        && !met.contains(runner.id()))
                .toList();
    }

    @Override
    public void update(Secret accessToken, long id, String description, RunnerRegistration registration) {
        accessToken.reveal();
        runners.put(id, state(id, description, registration));
    }

    @Override
    public boolean delete(Secret accessToken, long id) {
        accessToken.reveal();
        ids.values().removeIf(known -> known == id);
        return runners.remove(id) != null;
    }

    @Override
    public boolean unregister(Secret runnerToken) {
        String token = runnerToken.reveal();
        forgotten.add(token);
        Long id = ids.remove(token);
        return id != null && runners.remove(id) != null;
    }

    @Override
    public IssuedToken resetToken(Secret runnerToken) {
        String token = runnerToken.reveal();
        forgotten.add(token);
        Long id = ids.remove(token);
        return new IssuedToken(issue(id == null ? 0 : id), Optional.empty());
    }

    private static RunnerState state(long id, String description, RunnerRegistration registration) {
        RunnerScope scope = registration.scope().orElse(RunnerScope.instance());
        return new RunnerState(
                id,
                description,
                scope.level(),
                List.of(),
                registration.tags(),
                registration.runUntagged(),
                registration.locked(),
                registration.paused(),
                registration.accessLevel(),
                registration.maximumTimeout(),
                registration.maintenanceNote().orElse(""),
                "online");
    }

    private static RunnerState state(String description, RunnerState old, String status) {
        return new RunnerState(
                old.id(),
                description,
                old.level(),
                old.owners(),
                old.tags(),
                old.runUntagged(),
                old.locked(),
                old.paused(),
                old.accessLevel(),
                old.maximumTimeout(),
                old.maintenanceNote(),
                status);
    }
}
