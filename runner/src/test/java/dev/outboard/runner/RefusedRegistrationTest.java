package dev.outboard.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.Outboard;
import dev.outboard.Provisioner;
import dev.outboard.core.apply.ApplyFailedException;
import dev.outboard.core.apply.ApplyOptions;
import dev.outboard.core.apply.OnFailure;
import dev.outboard.core.plan.Plan;
import dev.outboard.runner.gitlab.RunnerRegistration;
import dev.outboard.runner.gitlab.RunnerScope;
import dev.outboard.runner.gitlab.client.GitLabs;
import dev.outboard.runner.gitlab.client.HttpGitLabs;
import dev.outboard.runner.stack.ConnectedHost;
import dev.outboard.runner.testing.parts.DebianMachine;
import dev.outboard.runner.testing.parts.GitLabCall;
import dev.outboard.runner.testing.parts.GitLabFault;
import dev.outboard.runner.testing.parts.SimulatedGitLab;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an apply says of runners that may be left in GitLab after it did not make them, over real HTTP. */
class RefusedRegistrationTest {
    private static final String LEFT = "may have a runner \"runner1\"";

    /** One attempt, so that no test waits. */
    private static final GitLabs GITLABS = connection ->
            new HttpGitLabs().open(connection.toBuilder().attempts(1).build());

    private final SimulatedGitLab server = SimulatedGitLab.start();
    private final DebianMachine machine = DebianMachine.withDocker();
    private final Provisioner provisioner = Outboard.on(new ConnectedHost(machine.host(), machine.engines(), GITLABS));

    @AfterEach
    void close() {
        server.close();
    }

    private StackSpec stack(String url, RunnerToken token) {
        return Article.stack(
                Article.docker1().build(),
                Article.docker2().build(),
                RunnerSpec.builder("runner1", URI.create(url))
                        .daemon("docker2")
                        .token(token)
                        .defaultImage("debian:13")
                        .build());
    }

    private StackSpec created() {
        return stack(
                server.url().toString(),
                RunnerToken.created(
                        server.accessToken(),
                        RunnerRegistration.builder()
                                .scope(RunnerScope.project(7))
                                .build()));
    }

    private StackSpec registered() {
        return stack(
                server.url().toString(),
                RunnerToken.registered(
                        server.registrationToken(), RunnerRegistration.builder().build()));
    }

    private String failure(StackSpec stack) {
        return failure(stack, ApplyOptions.defaults());
    }

    private String failure(StackSpec stack, ApplyOptions options) {
        Plan plan = provisioner.plan(stack);
        ApplyFailedException failure = assertThatExceptionOfType(ApplyFailedException.class)
                .isThrownBy(() -> provisioner.apply(plan, options))
                .actual();
        return failure.getMessage();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 400, 401, 403, 404, 410, 422, 429})
    void namesNoRunnerWhereGitLabRefusedToMakeOne(int status) {
        server.failNext(GitLabCall.CREATE, GitLabFault.status(status));
        assertThat(failure(created())).contains(": " + status).doesNotContain(LEFT);

        server.failNext(GitLabCall.REGISTER, GitLabFault.status(status));
        assertThat(failure(registered())).contains(": " + status).doesNotContain(LEFT);
    }

    @Test
    void namesNoRunnerWhereNoServerListens() {
        StackSpec created = created();
        server.close();

        assertThat(failure(created)).contains("nothing listens there").doesNotContain(LEFT);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 500, 502, 503, 504})
    void namesTheRunnerThatMayBeThereAfterAnotherStatus(int status) {
        server.failNext(GitLabCall.REGISTER, GitLabFault.status(status));

        assertThat(failure(registered())).contains(LEFT);
    }

    @Test
    void namesTheRunnerThatMayBeThereWhereTheAnswerIsLost() {
        server.failNext(GitLabCall.CREATE, GitLabFault.lostAnswer());
        assertThat(failure(created())).contains(LEFT);

        server.failNext(GitLabCall.REGISTER, GitLabFault.lostAnswer());
        assertThat(failure(registered())).contains(LEFT);
        assertThat(server.runners()).hasSize(2);
    }

    @Test
    void namesNoRunnerInLaterPlansAfterARefusal() {
        server.failNext(GitLabCall.REGISTER, GitLabFault.status(410));
        failure(registered(), ApplyOptions.defaults().onFailure(OnFailure.STOP));

        assertThat(provisioner.plan(registered()).notes()).noneMatch(note -> note.contains(LEFT));
        assertThat(provisioner.planRemoval("ci").notes()).noneMatch(note -> note.contains(LEFT));
    }

    @Test
    void forgetsTheRefusalOnceTheRunnerIsMade() {
        server.failNext(GitLabCall.REGISTER, GitLabFault.status(410));
        failure(registered(), ApplyOptions.defaults().onFailure(OnFailure.STOP));

        provisioner.apply(provisioner.plan(registered()));

        assertThat(machine.host().tree().keySet()).noneMatch(path -> path.endsWith(".creating"));
        assertThat(server.runners()).hasSize(1);
    }

    @Test
    void namesTheRunnerWhoseFileIsGone() {
        provisioner.apply(provisioner.plan(registered()));
        machine.host()
                .deleteFile(RunnerProcess.CONFIGURATIONS.resolve("runner1").resolve("config.toml"));

        assertThat(List.of(provisioner.plan(registered()), provisioner.planRemoval("ci")))
                .allSatisfy(plan -> assertThat(plan.notes()).anyMatch(note -> note.contains(LEFT)));
    }
}
