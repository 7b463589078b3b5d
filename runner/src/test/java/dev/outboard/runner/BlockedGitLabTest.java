package dev.outboard.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.change.Change;
import dev.outboard.core.change.Retention;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.receipt.Receipt;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.Secret;
import dev.outboard.core.value.StackName;
import dev.outboard.runner.gitlab.RunnerRegistration;
import dev.outboard.runner.gitlab.RunnerScope;
import dev.outboard.runner.gitlab.client.HttpGitLabs;
import dev.outboard.runner.registration.Registration;
import dev.outboard.runner.testing.parts.GitLabCall;
import dev.outboard.runner.testing.parts.GitLabFault;
import dev.outboard.runner.testing.parts.SimulatedGitLab;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A runner that is well, while something refuses in GitLab's place, over real HTTP. */
class BlockedGitLabTest {
    private static final GitLabFault OF_GITLAB = GitLabFault.status(403, "403 Forbidden");
    private static final GitLabFault OF_A_FIREWALL = GitLabFault.status(403, "blocked");

    private final SimulatedGitLab server = SimulatedGitLab.start();
    private final InMemoryHost host = InMemoryHost.create().putDirectory(AbsolutePath.of("/srv/gitlab-runner/runner1"));

    @AfterEach
    void close() {
        server.close();
    }

    private Registration registration(Secret accessToken) {
        return new Registration(
                new HttpGitLabs(),
                RunnerSpec.builder("runner1", URI.create(server.url().toString()))
                        .daemon("docker2")
                        .process(Article.container().build())
                        .token(RunnerToken.created(
                                accessToken,
                                RunnerRegistration.builder()
                                        .scope(RunnerScope.project(7))
                                        .build()))
                        .defaultImage("debian:13")
                        .build());
    }

    private Planning planning(Receipt receipt) {
        return new Planning(host, receipt, Set.of(), Retention.KEEP_DATA);
    }

    /** Makes the runner, lets it contact GitLab, and gives what is owned then. */
    private Receipt create(Registration registration) {
        Receipt none = Receipt.empty(StackName.of("ci"));
        Receipt receipt = none.with(registration.owned(planning(none)));
        registration.changes(planning(none)).forEach(change -> change.steps().forEach(step -> step.perform(host)));
        assertThat(registration.changes(planning(receipt))).isEmpty();
        return receipt;
    }

    @Test
    void staysWhereAFirewallRefusesItsToken() {
        Registration registration = registration(server.accessToken());
        Planning planning = planning(create(registration));
        server.failNext(GitLabCall.VERIFY, OF_A_FIREWALL);

        assertThat(registration.changes(planning)).isEmpty();
        assertThat(planning.notes()).singleElement().asString().contains("403: blocked");
    }

    /** The runner's process asks for a job, and so GitLab calls it online. */
    private void askForAJob() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + "/api/v4/jobs/request"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"token\":\"" + server.runners().get(0).token().reveal() + "\"}"))
                .build();
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding());
    }

    @Test
    void staysWhereItWasInContactLately() throws Exception {
        Registration registration = registration(server.accessToken());
        Planning planning = planning(create(registration));
        askForAJob();
        server.failNext(GitLabCall.VERIFY, OF_GITLAB);

        assertThat(registration.changes(planning)).isEmpty();
        assertThat(planning.notes()).singleElement().asString().contains("but has runner 1, which was in contact");
    }

    @Test
    void staysWhereGitLabDoesNotAnswerTheSecondQuestion() {
        Registration registration = registration(server.accessToken());
        Planning planning = planning(create(registration));
        server.failNext(GitLabCall.VERIFY, OF_GITLAB);
        server.failNext(GitLabCall.READ, GitLabFault.status(502));

        assertThat(registration.changes(planning)).isEmpty();
        assertThat(planning.notes()).singleElement().asString().contains("is not known");
    }

    @Test
    void isMadeAgainAndNotDeletedWhereTheAccessTokenMayNotReadIt() {
        Registration registration = registration(server.newAccessToken("create_runner"));
        Receipt none = Receipt.empty(StackName.of("ci"));
        Receipt receipt = none.with(registration.owned(planning(none)));
        registration.changes(planning(none)).forEach(change -> change.steps().forEach(step -> step.perform(host)));
        server.failNext(GitLabCall.VERIFY, OF_GITLAB);

        List<Change> changes = registration.changes(planning(receipt));

        assertThat(changes)
                .singleElement()
                .asString()
                .contains("refuses to tell of runner 1 (403)", "POST")
                .doesNotContain("DELETE");
    }
}
