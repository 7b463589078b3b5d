package dev.outboard.runner.gitlab.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.value.HttpUrl;
import dev.outboard.core.value.Secret;
import dev.outboard.runner.gitlab.AccessLevel;
import dev.outboard.runner.gitlab.GitLabConnection;
import dev.outboard.runner.gitlab.GitLabException;
import dev.outboard.runner.gitlab.RunnerRegistration;
import dev.outboard.runner.gitlab.RunnerScope;
import dev.outboard.runner.testing.parts.GitLabCall;
import dev.outboard.runner.testing.parts.GitLabFault;
import dev.outboard.runner.testing.parts.SimulatedGitLab;
import dev.outboard.runner.testing.parts.SimulatedRunner;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client does with a GitLab that works, and what it makes of refusals. */
class HttpGitLabTest {
    private static final Secret UNKNOWN = Secret.of("glrt-nobody-knows-this-one");
    private static final Instant EXPIRY = Instant.parse("2026-12-24T18:00:00Z");
    private static final RunnerRegistration WHOLE = RunnerRegistration.builder()
            .scope(RunnerScope.project(7))
            .addTag("docker")
            .addTag("linux")
            .runUntagged(true)
            .paused(true)
            .accessLevel(AccessLevel.REF_PROTECTED)
            .maximumTimeout(Duration.ofHours(2))
            .maintenanceNote("ask the infrastructure team")
            .build();

    private final SimulatedGitLab server = SimulatedGitLab.start();
    private final FakeWaiting waiting = new FakeWaiting();
    private GitLab gitLab;

    HttpGitLabTest() {
        gitLab = client(GitLabConnection.of(server.url()));
    }

    private GitLab client(GitLabConnection connection) {
        return new HttpGitLab(connection, waiting);
    }

    @BeforeEach
    void hasNothing() {
        assertThat(server.runners()).isEmpty();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private CreatedRunner created() {
        return gitLab.createRunner(server.accessToken(), "runner1", WHOLE);
    }

    private SimulatedRunner only() {
        assertThat(server.runners()).hasSize(1);
        return server.runners().get(0);
    }

    @Test
    void createsRunnerWithAllThatGitLabKeeps() {
        CreatedRunner runner = created();

        assertThat(only().id()).isEqualTo(runner.id());
        assertThat(only().token()).isEqualTo(runner.token());
        assertThat(runner.token().reveal()).startsWith("glrt-").hasSizeGreaterThanOrEqualTo(25);
        assertThat(runner.tokenExpiresAt()).isEmpty();
        assertThat(only().description()).isEqualTo("runner1");
        assertThat(only().registration()).isEqualTo(WHOLE);
    }

    @Test
    void createsRunnerOfTheInstanceAndOfAGroup() {
        for (RunnerScope scope : List.of(RunnerScope.instance(), RunnerScope.group(12))) {
            RunnerRegistration registration =
                    RunnerRegistration.builder().scope(scope).build();

            long id = gitLab.createRunner(server.accessToken(), "runner1", registration)
                    .id();

            assertThat(server.runner(id).orElseThrow().registration()).isEqualTo(registration);
        }
    }

    @Test
    void createsRunnerWithAnAccessTokenThatMayDoNothingElse() {
        Secret creator = server.newAccessToken("create_runner");

        long id = gitLab.createRunner(creator, "runner1", WHOLE).id();

        assertThatExceptionOfType(GitLabException.class)
                .isThrownBy(() -> gitLab.delete(creator, id))
                .withMessageContaining("delete runner 1: 403: insufficient_scope: The request requires higher")
                .withMessageContaining("Fix: give the access token the scope manage_runner (or api)")
                .matches(failure -> failure.status().orElse(0) == 403);
    }

    @Test
    void createsNoRunnerWithoutScope() {
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> gitLab.createRunner(
                        server.accessToken(),
                        "runner1",
                        RunnerRegistration.builder().build()))
                .withMessageContaining("no scope");
        assertThat(server.calls(GitLabCall.CREATE)).isZero();
    }

    @Test
    void registersByARegistrationToken() {
        RunnerRegistration registration =
                RunnerRegistration.builder().addTag("docker").build();

        CreatedRunner runner = gitLab.register(server.registrationToken(), "runner1", registration);

        assertThat(only().registration()).isEqualTo(registration);
        assertThat(gitLab.verify(runner.token())).isPresent();
    }

    @Test
    void readsWhenATokenEnds() {
        server.expireTokensAt(EXPIRY);

        CreatedRunner runner = created();

        assertThat(runner.tokenExpiresAt()).contains(EXPIRY);
        assertThat(gitLab.verify(runner.token()))
                .contains(new VerifiedRunner(OptionalLong.of(runner.id()), Optional.of(EXPIRY)));
    }

    @Test
    void verifiesInTheNameOfTheRunnersSystem() {
        gitLab.verify(created().token(), Optional.of("s_0a1b2c3d4e5f"));

        assertThat(only().systemIds()).containsExactly("s_0a1b2c3d4e5f");
    }

    @Test
    void doesNotVerifyTokenThatGitLabDoesNotKnow() {
        assertThat(gitLab.verify(UNKNOWN)).isEmpty();
    }

    @Test
    void verifiesNothingWhereSomethingElseForbids() {
        server.failNext(GitLabFault.page());

        assertThatExceptionOfType(GitLabException.class)
                .isThrownBy(() -> gitLab.verify(UNKNOWN))
                .withMessageContaining("verify a runner's token: the answer (status 200, text/html) is not JSON")
                .withMessageContaining("a login page or a proxy may answer in GitLab's place");
    }

    @Test
    void readsARunnerAsItWasMade() {
        CreatedRunner runner = created();

        RunnerState state = gitLab.runner(server.accessToken(), runner.id()).orElseThrow();

        assertThat(state.differences("runner1", WHOLE)).isEmpty();
        assertThat(state.isIn(RunnerScope.project(7))).isTrue();
        assertThat(state.isIn(RunnerScope.project(8))).isFalse();
        assertThat(state.status()).isEqualTo("never_contacted");
    }

    @Test
    void readsNoRunnerThatIsNotThere() {
        assertThat(gitLab.runner(server.accessToken(), 99)).isEmpty();
    }

    @Test
    void changesARunnerAndTakesAwayWhatIsLeftOut() {
        CreatedRunner runner = created();
        RunnerRegistration bare =
                RunnerRegistration.builder().scope(RunnerScope.project(7)).build();

        gitLab.update(server.accessToken(), runner.id(), "runner2", bare);

        assertThat(only().description()).isEqualTo("runner2");
        assertThat(only().registration()).isEqualTo(bare);
        assertThat(gitLab.runner(server.accessToken(), runner.id())
                        .orElseThrow()
                        .differences("runner2", bare))
                .isEmpty();
    }

    @Test
    void changesNoRunnerThatIsNotThere() {
        assertThatExceptionOfType(GitLabException.class)
                .isThrownBy(() -> gitLab.update(server.accessToken(), 99, "runner1", WHOLE))
                .withMessageContaining("change runner 99: 404: 404 Not found")
                .withMessageContaining("and whether it has that runner");
    }

    @Test
    void deletesARunnerOnce() {
        CreatedRunner runner = created();

        assertThat(gitLab.delete(server.accessToken(), runner.id())).isTrue();
        assertThat(gitLab.delete(server.accessToken(), runner.id())).isFalse();
        assertThat(server.runners()).isEmpty();
    }

    @Test
    void deletesARunnerByItsOwnTokenOnce() {
        CreatedRunner runner = created();

        assertThat(gitLab.unregister(runner.token())).isTrue();
        assertThat(gitLab.unregister(runner.token())).isFalse();
        assertThat(server.runners()).isEmpty();
    }

    @Test
    void takesNoAddressWithoutApiForARunnerThatIsGone() {
        GitLab elsewhere = client(GitLabConnection.of(HttpUrl.of(server.url() + "/elsewhere")));

        assertThatExceptionOfType(GitLabException.class)
                .isThrownBy(() -> elsewhere.delete(server.accessToken(), 1))
                .withMessageContaining("delete runner 1: 404, with a page instead of JSON")
                .withMessageContaining("is the address of a GitLab, with the path below which it is");
    }

    @Test
    void givesARunnerANewToken() {
        CreatedRunner runner = created();
        server.expireTokensAt(EXPIRY);

        IssuedToken issued = gitLab.resetToken(runner.token());

        assertThat(issued.token()).isEqualTo(only().token()).isNotEqualTo(runner.token());
        assertThat(issued.expiresAt()).contains(EXPIRY);
        assertThat(gitLab.verify(runner.token())).isEmpty();
        assertThat(gitLab.verify(issued.token())).isPresent();
    }

    @Test
    void findsAGitLabBelowAPath() {
        try (SimulatedGitLab below = SimulatedGitLab.builder().path("/gitlab").start()) {
            GitLab client = client(GitLabConnection.of(HttpUrl.of(below.url() + "/ci")));

            assertThat(client.createRunner(below.accessToken(), "runner1", WHOLE)
                            .id())
                    .isEqualTo(1);
        }
    }

    @Test
    void saysThatAnAccessTokenIsWrongAndWhereItCameFrom() {
        assertThatExceptionOfType(GitLabException.class)
                .isThrownBy(() -> gitLab.createRunner(UNKNOWN, "runner1", WHOLE))
                .withMessageContaining("GitLab at " + server.url() + ": create runner \"runner1\" for project 7: 401: "
                        + "401 Unauthorized (request id simulated-1)")
                .withMessageContaining("Fix: give a token that is right and has not expired (given by the program)");
    }

    @Test
    void saysThatARegistrationTokenIsWrong() {
        assertThatExceptionOfType(GitLabException.class)
                .isThrownBy(() -> gitLab.register(UNKNOWN, "runner1", WHOLE))
                .withMessageContaining("register runner \"runner1\": 403: 403 Forbidden - invalid token supplied")
                .withMessageContaining("take the registration token from the instance, group or project");
    }

    @Test
    void saysWhatToDoWhereRegistrationTokensAreNotTaken() {
        server.allowRegistrationTokens(false);

        assertThatExceptionOfType(GitLabException.class)
                .isThrownBy(() -> gitLab.register(server.registrationToken(), "runner1", WHOLE))
                .withMessageContaining("410: 410 Gone - runner registration disallowed")
                .withMessageContaining("create the runner through the API with an access token");
    }

    @Test
    void saysThatATokenToResetIsWrong() {
        assertThatExceptionOfType(GitLabException.class)
                .isThrownBy(() -> gitLab.resetToken(UNKNOWN))
                .withMessageContaining("give a runner a new token: 403: 403 Forbidden")
                .withMessageContaining("see in GitLab whether the runner is still there");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 422})
    void namesTheFieldsThatGitLabComplainsAbout(int status) throws Exception {
        try (CannedServer canned = CannedServer.answering(
                status,
                "application/json",
                "{\"message\":{\"tags_list\":[\"is too long\",\"is odd\"],\"maximum_timeout\":[\"is low\"]}}")) {
            assertThatExceptionOfType(GitLabException.class)
                    .isThrownBy(() -> client(GitLabConnection.of(canned.url())).createRunner(UNKNOWN, "runner1", WHOLE))
                    .withMessageContaining(status + ": tags_list is too long, is odd; maximum_timeout is low")
                    .withMessageContaining("Fix: correct tags_list and maximum_timeout");
        }
    }

    @Test
    void doesNotFollowARedirectAndSaysWhereItLeads() {
        server.failNext(GitLabFault.status(301).withHeader("Location", "https://gitlab.example.org/api/v4/runners/1"));

        assertThatExceptionOfType(GitLabException.class)
                .isThrownBy(() -> gitLab.runner(server.accessToken(), 1))
                .withMessageContaining("read runner 1: 301")
                .withMessageContaining("this one leads to https://gitlab.example.org/api/v4/runners/1");
        assertThat(server.calls(GitLabCall.READ)).isEqualTo(1);
    }

    @Test
    void takesNoBrokenJson() {
        server.failNext(GitLabFault.malformed());

        assertThatExceptionOfType(GitLabException.class)
                .isThrownBy(this::created)
                .withMessageContaining("(status 200, application/json) is not JSON")
                .withMessageContaining("look in GitLab for a runner that was made nevertheless");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"id\":0,\"token\":\"glrt-x\"}", "[]", "\"200\"", "null"})
    void takesNoAuthenticationTokenForGoodThatHasNoRunner(String body) throws Exception {
        try (CannedServer canned = CannedServer.answering(200, "application/json; charset=utf-8", body)) {
            GitLab client = client(GitLabConnection.of(canned.url()));

            assertThatExceptionOfType(GitLabException.class)
                    .isThrownBy(() -> client.verify(UNKNOWN))
                    .withMessageContaining("has no id of a runner");
            assertThat(client.verify(Secret.of("an-old-token")))
                    .contains(new VerifiedRunner(OptionalLong.empty(), Optional.empty()));
        }
    }

    @Test
    void takesNoCreatedRunnerWithoutToken() throws Exception {
        try (CannedServer canned = CannedServer.answering(201, "application/json", "{\"id\":5}")) {
            assertThatExceptionOfType(GitLabException.class)
                    .isThrownBy(() -> client(GitLabConnection.of(canned.url())).createRunner(UNKNOWN, "runner1", WHOLE))
                    .withMessageContaining("the answer (status 201) has no token");
        }
    }

    @Test
    void readsTheStateOfRunnersOfOldAndNewGitLabs() throws Exception {
        String old = "{\"id\":5,\"description\":null,\"active\":false,\"runner_type\":\"group_type\",\"tag_list\":[],"
                + "\"run_untagged\":true,\"locked\":false,\"access_level\":\"not_protected\",\"maximum_timeout\":null}";
        try (CannedServer canned = CannedServer.answering(200, "application/json", old)) {
            RunnerState state =
                    client(GitLabConnection.of(canned.url())).runner(UNKNOWN, 5).orElseThrow();

            assertThat(state.paused()).isTrue();
            assertThat(state.description()).isEmpty();
            assertThat(state.maximumTimeout()).isEmpty();
            assertThat(state.isIn(RunnerScope.group(12))).isTrue();
        }
    }

    @Test
    void sendsTheTokenInHeaderOrBodyAndNeverInTheUrl() throws Exception {
        try (CannedServer canned = CannedServer.answering(201, "application/json", "{\"token\":\"glrt-new\"}")) {
            GitLab client = client(GitLabConnection.of(canned.url()));

            client.resetToken(UNKNOWN);

            assertThat(canned.head())
                    .containsIgnoringCase("RUNNER-TOKEN: " + UNKNOWN.reveal())
                    .containsIgnoringCase("Content-Type: application/json")
                    .containsPattern("(?i)X-Request-Id: [0-9a-f-]{36}")
                    .containsPattern("(?i)User-Agent: outboard/\\S+")
                    .doesNotContain("Upgrade")
                    .startsWith("POST /api/v4/runners/reset_authentication_token HTTP/1.1");
            assertThat(canned.body()).isEqualTo("{\"token\":\"" + UNKNOWN.reveal() + "\"}");
        }
    }

    @Test
    void asksForARunnerWithoutBody() throws Exception {
        try (CannedServer canned = CannedServer.answering(404, "application/json", "{\"message\":\"404 Not found\"}")) {
            assertThat(client(GitLabConnection.of(canned.url())).runner(UNKNOWN, 5))
                    .isEmpty();

            assertThat(canned.head())
                    .startsWith("GET /api/v4/runners/5 HTTP/1.1")
                    .containsIgnoringCase("PRIVATE-TOKEN: " + UNKNOWN.reveal())
                    .doesNotContainIgnoringCase("Content-Type");
        }
    }

    @Test
    void showsNoTokenThatGitLabRepeats() throws Exception {
        String told = "bad token " + UNKNOWN.reveal()
                + ", have glrt-t1_AAAAbbbbCCCCdddd and GR1348941xxxxYYYYzzzz\\u001b[31m\\u202e";
        try (CannedServer canned = CannedServer.answering(401, "application/json", "{\"message\":\"" + told + "\"}")) {
            assertThatExceptionOfType(GitLabException.class)
                    .isThrownBy(() -> client(GitLabConnection.of(canned.url())).resetToken(UNKNOWN))
                    .withMessageContaining("401: bad token ****, have **** and ****\\u001b[31m\\u202e");
        }
    }

    @Test
    void cutsLongWords() throws Exception {
        String body = "{\"error\":\"" + "long ".repeat(1000) + "\"}";
        try (CannedServer canned = CannedServer.answering(400, "application/json", body)) {
            assertThatExceptionOfType(GitLabException.class)
                    .isThrownBy(() -> client(GitLabConnection.of(canned.url())).resetToken(UNKNOWN))
                    .satisfies(failure -> assertThat(failure.getMessage()).hasSizeLessThan(600));
        }
    }

    @Test
    void showsNoTokenThatCannotBeOne() {
        Secret odd = Secret.of("glrt-with blank and ü");

        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> gitLab.verify(odd))
                .withMessageContaining("token (given by the program) \"****\": expected visible ASCII")
                .withMessageNotContaining("blank and");
    }

    @Test
    void printsNoToken() {
        CreatedRunner runner = created();

        assertThat(runner.toString()).contains("token=****").doesNotContain("glrt-");
        assertThat(gitLab.resetToken(runner.token()).toString()).doesNotContain("glrt-");
    }
}
