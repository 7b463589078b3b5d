package dev.outboard.runner.gitlab.client;

import dev.outboard.core.value.Secret;
import dev.outboard.runner.gitlab.GitLabConnection;
import dev.outboard.runner.gitlab.GitLabException;
import dev.outboard.runner.gitlab.RunnerRegistration;
import dev.outboard.runner.gitlab.RunnerScope;
import java.util.List;
import java.util.Optional;

/**
 * One GitLab. Every call ends within a time limit, and every refusal is a {@link GitLabException} with GitLab's own words
 * and a remedy. Safe for use by several threads.
 *
 * <p>Three kinds of token are told apart by the names of the parameters. An <em>access token</em> is a user's (or a
 * group's or project's) and says who asks: scope {@code create_runner} is enough to create, the rest needs {@code
 * manage_runner}, and {@code api} is enough for everything. A <em>registration token</em> may make runners and nothing else;
 * GitLab has deprecated it since 15.6. A <em>runner token</em> is a runner's own ({@code glrt-…}).
 *
 * @see <a href="https://docs.gitlab.com/api/runners/">GitLab's documentation of the API</a>
 */
public interface GitLab {

    /**
     * Creates a runner: {@code POST /user/runners}, since GitLab 16.0. The way that GitLab recommends.
     *
     * @param accessToken who asks: an administrator for a runner of the instance, an owner of the group, or a maintainer of
     *     the project
     * @param description how the runner is called in GitLab
     * @param registration what GitLab keeps of it; with a {@link RunnerRegistration#scope() scope}
     * @return the new runner with its token, which GitLab shows only here
     * @throws dev.outboard.core.failure.InvalidValueException if the registration has no scope
     * @throws GitLabException if GitLab refuses or does not answer. After a failure without an answer there may be a runner
     *     whose token is not known
     */
    CreatedRunner createRunner(Secret accessToken, String description, RunnerRegistration registration);

    /**
     * Creates a runner by a registration token: {@code POST /runners}. Since GitLab 17.0 most GitLabs refuse that (410).
     *
     * @param registrationToken the token of the instance, group or project, which is the runner's scope
     * @param description how the runner is called in GitLab
     * @param registration what GitLab keeps of it; its scope does not count
     * @return the new runner with its token, which GitLab shows only here
     * @throws GitLabException if GitLab refuses or does not answer. After a failure without an answer there may be a runner
     *     whose token is not known
     */
    CreatedRunner register(Secret registrationToken, String description, RunnerRegistration registration);

    /**
     * Asks whether GitLab knows a runner's token: {@code POST /runners/verify}. GitLab notes the place where the runner runs
     * by that, its <em>manager</em>; see the other form.
     *
     * @param runnerToken the token
     * @return what GitLab says of it, or empty if it does not know it (403, in GitLab's own words: what stands between
     *     refuses with that status too, and says nothing of the token)
     * @throws GitLabException if GitLab refuses otherwise, does not answer, or knows the token without an id
     */
    default Optional<VerifiedRunner> verify(Secret runnerToken) {
        return verify(runnerToken, Optional.empty());
    }

    /**
     * Asks whether GitLab knows a runner's token, as the runner itself does.
     *
     * @param runnerToken the token
     * @param systemId the runner's id of its system, from {@code .runner_system_id} beside its {@code config.toml}. Without
     *     it, GitLab shows one more manager of the runner, of a runner older than 15.8
     * @return what GitLab says of it, or empty if it does not know it (403, in GitLab's own words: what stands between
     *     refuses with that status too, and says nothing of the token)
     * @throws GitLabException if GitLab refuses otherwise, does not answer, or knows the token without an id
     */
    Optional<VerifiedRunner> verify(Secret runnerToken, Optional<String> systemId);

    /**
     * Reads what GitLab has of a runner: {@code GET /runners/:id}.
     *
     * @param accessToken who asks
     * @param id the runner's id
     * @return the runner, or empty if there is none of that id (404, in GitLab's own words)
     * @throws GitLabException if GitLab refuses or does not answer
     */
    Optional<RunnerState> runner(Secret accessToken, long id);

    /**
     * Finds the runners of a scope that were created and never used: {@code GET /projects/:id/runners}, {@code
     * /groups/:id/runners} or {@code /runners/all}, then each of them.
     *
     * @param accessToken who asks
     * @param scope whose runners; those of the instance are shown to administrators
     * @param description how they are called
     * @return those of that name that never contacted GitLab, in its order
     * @throws GitLabException if GitLab refuses or does not answer, or if the list has more than 10,000 runners, or
     *     for longer than {@link GitLabConnection#patience()}
     */
    List<RunnerState> neverContacted(Secret accessToken, RunnerScope scope, String description);

    /**
     * Changes a runner: {@code PUT /runners/:id}. What the registration leaves out is taken away in GitLab too.
     *
     * @param accessToken who asks
     * @param id the runner's id
     * @param description the runner's description
     * @param registration what GitLab keeps of it; its scope can't be changed and does not count
     * @throws GitLabException if there is none of that id, or GitLab refuses or does not answer
     */
    void update(Secret accessToken, long id, String description, RunnerRegistration registration);

    /**
     * Deletes a runner with all its managers: {@code DELETE /runners/:id}.
     *
     * @param accessToken who asks
     * @param id the runner's id
     * @return true if it was deleted, false if it was gone already (404)
     * @throws GitLabException if GitLab refuses or does not answer
     */
    boolean delete(Secret accessToken, long id);

    /**
     * Deletes a runner with all its managers by its own token: {@code DELETE /runners}.
     *
     * @param runnerToken its token
     * @return true if it was deleted, false if GitLab does not know the token, so that it was gone already (403)
     * @throws GitLabException if GitLab refuses otherwise or does not answer
     */
    boolean unregister(Secret runnerToken);

    /**
     * Gives a runner a new token: {@code POST /runners/reset_authentication_token}. The old one is worth nothing from then
     * on, wherever it is used.
     *
     * @param runnerToken its token so far
     * @return the new one, which GitLab shows only here
     * @throws GitLabException if GitLab does not know the token, refuses or does not answer. After a failure without an
     *     answer the old token may be worth nothing already
     */
    IssuedToken resetToken(Secret runnerToken);
}
