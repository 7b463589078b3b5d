package dev.outboard.runner.gitlab.client;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.text.Quoted;
import dev.outboard.core.value.Secret;
import dev.outboard.runner.gitlab.GitLabConnection;
import dev.outboard.runner.gitlab.RunnerRegistration;
import dev.outboard.runner.gitlab.RunnerScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** GitLab by its REST API, version 4. */
final class HttpGitLab implements GitLab {
    /** GitLab answers with an id for these. An administrator can put a prefix of the instance before {@code glrt-}. */
    private static final Pattern AUTHENTICATION_TOKEN = Pattern.compile("(?:.*-)?glrt-.*");

    private final GitLabConnection connection;
    private final Waiting waiting;
    private final GitLabFailures failures;
    private final Attempts attempts;

    HttpGitLab(GitLabConnection connection, Waiting waiting) {
        this.connection = connection;
        this.waiting = waiting;
        this.failures = new GitLabFailures(connection);
        this.attempts = new Attempts(connection, failures, waiting);
    }

    @Override
    public CreatedRunner createRunner(Secret accessToken, String description, RunnerRegistration registration) {
        RunnerScope scope = registration
                .scope()
                .orElseThrow(() -> new InvalidValueException(
                        "runner registration",
                        "no scope",
                        "the instance, a group or a project",
                        "call e.g. scope(RunnerScope.group(12))"));
        ApiCall call = ApiCall.byAccessToken(
                        Operation.CREATE,
                        "create runner " + Quoted.text(description) + " for " + scope,
                        "/user/runners",
                        Credential.of(accessToken))
                .with(RegistrationFields.of(scope))
                .with(RegistrationFields.ofNew(description, registration));
        return read(call).createdRunner();
    }

    @Override
    public CreatedRunner register(Secret registrationToken, String description, RunnerRegistration registration) {
        ApiCall call = ApiCall.byRegistrationToken(
                        Operation.REGISTER,
                        "register runner " + Quoted.text(description),
                        "/runners",
                        Credential.of(registrationToken))
                .with(RegistrationFields.ofNew(description, registration));
        return read(call).createdRunner();
    }

    @Override
    public Optional<VerifiedRunner> verify(Secret runnerToken, Optional<String> systemId) {
        Credential credential = Credential.of(runnerToken);
        ApiCall plain =
                ApiCall.byRunnerToken(Operation.VERIFY, "verify a runner's token", "/runners/verify", credential);
        ApiCall call = systemId.map(
                        id -> plain.with(JsonNodeFactory.instance.objectNode().put("system_id", id)))
                .orElse(plain);
        Answer answer = attempts.answerTo(call);
        if (answer.isUnknown()) {
            return Optional.empty();
        }
        VerifiedRunner runner = read(call, answer).verifiedRunner();
        if (runner.id().isEmpty()
                && AUTHENTICATION_TOKEN.matcher(credential.token()).matches()) {
            throw failures.incomplete(call, answer, "no id of a runner");
        }
        return Optional.of(runner);
    }

    @Override
    public Optional<RunnerState> runner(Secret accessToken, long id) {
        ApiCall call = ApiCall.byAccessToken(
                Operation.READ, "read runner " + id, "/runners/" + id, Credential.of(accessToken));
        Answer answer = attempts.answerTo(call);
        return answer.isUnknown()
                ? Optional.empty()
                : Optional.of(read(call, answer).runnerState());
    }

    @Override
    public List<RunnerState> neverContacted(Secret accessToken, RunnerScope scope, String description) {
        String path = runnersOf(scope) + "?type=" + scope.level().word() + "&status=never_contacted&per_page="
                + RunnerPages.SIZE + "&page=";
        List<RunnerState> found = new ArrayList<>();
        RunnerPages pages = new RunnerPages(connection.patience(), waiting);
        while (pages.hasNext()) {
            ApiCall call = ApiCall.byAccessToken(
                    Operation.LIST, "list the runners of " + scope, path + pages.next(), Credential.of(accessToken));
            pages.requireEnd(() -> failures.endless(call));
            Answer answer = attempts.answerTo(call);
            for (RunnerEntry entry : pages.unseen(read(call, answer).runnerEntries(), answer)) {
                if (entry.description().equals(description)) {
                    pages.requireEnd(() -> failures.endless(call));
                    runner(accessToken, entry.id()).ifPresent(found::add);
                }
            }
        }
        return List.copyOf(found);
    }

    private static String runnersOf(RunnerScope scope) {
        return switch (scope.level()) {
            case INSTANCE -> "/runners/all";
            case GROUP -> "/groups/" + scope.id() + "/runners";
            case PROJECT -> "/projects/" + scope.id() + "/runners";
        };
    }

    @Override
    public void update(Secret accessToken, long id, String description, RunnerRegistration registration) {
        read(ApiCall.byAccessToken(
                        Operation.UPDATE, "change runner " + id, "/runners/" + id, Credential.of(accessToken))
                .with(RegistrationFields.ofChanged(description, registration)));
    }

    @Override
    public boolean delete(Secret accessToken, long id) {
        ApiCall call = ApiCall.byAccessToken(
                Operation.DELETE, "delete runner " + id, "/runners/" + id, Credential.of(accessToken));
        return isDeleted(call);
    }

    @Override
    public boolean unregister(Secret runnerToken) {
        ApiCall call = ApiCall.byRunnerToken(
                Operation.UNREGISTER, "delete a runner by its token", "/runners", Credential.of(runnerToken));
        return isDeleted(call);
    }

    @Override
    public IssuedToken resetToken(Secret runnerToken) {
        return read(ApiCall.byRunnerToken(
                        Operation.RESET_TOKEN,
                        "give a runner a new token",
                        "/runners/reset_authentication_token",
                        Credential.of(runnerToken)))
                .issuedToken();
    }

    private AnswerReader read(ApiCall call) {
        return read(call, attempts.answerTo(call));
    }

    private AnswerReader read(ApiCall call, Answer answer) {
        if (!answer.isSuccess()) {
            throw failures.refused(call, answer);
        }
        return new AnswerReader(call, answer, failures);
    }

    private boolean isDeleted(ApiCall call) {
        Answer answer = attempts.answerTo(call);
        if (answer.isUnknown()) {
            return false;
        }
        if (!answer.isSuccess()) {
            throw failures.refused(call, answer);
        }
        return true;
    }
}
