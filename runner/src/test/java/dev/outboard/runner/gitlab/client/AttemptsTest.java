package dev.outboard.runner.gitlab.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.core.value.HttpUrl;
import dev.outboard.runner.gitlab.GitLabConnection;
import dev.outboard.runner.gitlab.GitLabException;
import dev.outboard.runner.gitlab.RunnerRegistration;
import dev.outboard.runner.gitlab.RunnerScope;
import dev.outboard.runner.testing.parts.GitLabCall;
import dev.outboard.runner.testing.parts.GitLabFault;
import dev.outboard.runner.testing.parts.SimulatedGitLab;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a call is made again, after how long, and when it is given up. */
class AttemptsTest {
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofHours(1);
    private static final RunnerRegistration REGISTRATION =
            RunnerRegistration.builder().scope(RunnerScope.group(12)).build();

    private final SimulatedGitLab server = SimulatedGitLab.start();
    private final FakeWaiting waiting = new FakeWaiting();

    @AfterEach
    void close() {
        server.close();
    }

    private GitLab gitLab() {
        return gitLab(GitLabConnection.of(server.url()));
    }

    private GitLab gitLab(GitLabConnection connection) {
        return new HttpGitLab(connection, waiting);
    }

    private GitLab impatient() {
        return gitLab(GitLabConnection.builder(server.url()).deadline(SHORT).build());
    }

    private CreatedRunner create(GitLab gitLab) {
        return gitLab.createRunner(server.accessToken(), "runner1", REGISTRATION);
    }

    private void read(GitLab gitLab) {
        gitLab.runner(server.accessToken(), 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503, 504})
    void asksAgainAfterFailureThatPasses(int status) {
        server.failNext(GitLabFault.status(status));

        read(gitLab());

        assertThat(server.calls(GitLabCall.READ)).isEqualTo(2);
        assertThat(waiting.pauses()).containsExactly(Duration.ofMillis(500));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 409, 501, 505})
    void doesNotAskAgainAfterFailureThatStays(int status) {
        server.failNext(GitLabFault.status(status));

        assertThatExceptionOfType(GitLabException.class).isThrownBy(() -> read(gitLab()));
        assertThat(waiting.pauses()).isEmpty();
    }

    @Test
    void waitsTwiceAsLongEachTimeAndGivesUp() {
        GitLabFault[] faults = new GitLabFault[5];
        Arrays.fill(faults, GitLabFault.status(502));
        server.failNext(faults);

        assertThatExceptionOfType(GitLabException.class)
                .isThrownBy(() -> read(gitLab()))
                .withMessageContaining("read runner 1: 502: 502 (request id simulated-5) (tried 5 times)")
                .matches(failure -> failure.status().orElse(0) == 502);
        assertThat(waiting.pauses())
                .containsExactly(
                        Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));
    }

    @Test
    void asksAsOftenAsItIsTold() {
        server.failNext(GitLabFault.status(500));

        GitLab once = gitLab(GitLabConnection.builder(server.url()).attempts(1).build());

        assertThatExceptionOfType(GitLabException.class).isThrownBy(() -> read(once));
        assertThat(server.calls(GitLabCall.READ)).isEqualTo(1);
    }

    @Test
    void waitsAsManySecondsAsGitLabAsks() {
        server.failNext(GitLabFault.status(429).withHeader("Retry-After", "60"));

        read(gitLab());

        assertThat(waiting.pauses()).containsExactly(Duration.ofSeconds(60));
    }

    @Test
    void waitsUntilTheTimeThatGitLabNames() {
        String time = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                FakeWaiting.START.plusSeconds(30).atOffset(ZoneOffset.UTC));
        server.failNext(
                GitLabFault.status(503).withHeader("Retry-After", time),
                GitLabFault.status(429).withHeader("RateLimit-ResetTime", time));

        read(gitLab());

        // the second one names a time that is over
        assertThat(waiting.pauses()).containsExactly(Duration.ofSeconds(30), Duration.ofSeconds(1));
    }

    @Test
    void waitsUntilTheSecondInWhichGitLabCountsAnew() {
        long second = FakeWaiting.START.plusSeconds(20).getEpochSecond();
        server.failNext(
                GitLabFault.status(429).withHeader("RateLimit-Reset", Long.toString(second)),
                // told with every answer, and no wish where there was no limit
                GitLabFault.status(500).withHeader("RateLimit-Reset", Long.toString(second + 600)));

        read(gitLab());

        assertThat(waiting.pauses()).containsExactly(Duration.ofSeconds(20), Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-5", "soon", "", "99999999999999999999"})
    void waitsAsUsualWhereTheWishMakesNoSense(String wish) {
        server.failNext(GitLabFault.status(429).withHeader("Retry-After", wish));

        read(gitLab());

        assertThat(waiting.pauses()).containsExactly(Duration.ofMillis(500));
    }

    @Test
    void doesNotWaitLongerThanItsPatience() {
        server.failNext(GitLabFault.status(429).withHeader("Retry-After", "121"));

        assertThatExceptionOfType(GitLabException.class)
                .isThrownBy(() -> read(gitLab()))
                .withMessageContaining("read runner 1: 429")
                .withMessageContaining("GitLab asks to wait 121 s")
                .withMessageContaining("Fix: wait until GitLab takes requests again");
        assertThat(waiting.pauses()).isEmpty();
    }

    @Test
    void asksAgainAfterConnectionThatBrokeOff() {
        server.failNext(GitLabFault.drop(), GitLabFault.drop());

        read(gitLab());

        assertThat(server.calls(GitLabCall.READ)).isEqualTo(3);
    }

    @Test
    void saysThatTheConnectionBrokeOff() {
        server.failNext(GitLabFault.drop());

        assertThatExceptionOfType(GitLabException.class)
                .isThrownBy(() -> create(gitLab()))
                .withMessageContaining("create runner \"runner1\" for group 12: the connection broke off (")
                .withMessageContaining("look in GitLab for a runner that was made nevertheless, and delete it")
                .matches(failure -> failure.status().isEmpty());
    }

    @Test
    void makesNoSecondRunnerWhereTheAnswerWasLost() {
        server.failNext(GitLabFault.lostAnswer());

        assertThatExceptionOfType(GitLabException.class).isThrownBy(() -> create(gitLab()));

        assertThat(server.runners()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 500, 502, 503, 504})
    void createsNothingAgainWhereGitLabMayHaveDoneIt(int status) {
        server.failNext(GitLabFault.status(status));

        assertThatExceptionOfType(GitLabException.class)
                .isThrownBy(() -> create(gitLab()))
                .withMessageContaining("look in GitLab for a runner that was made nevertheless");
        assertThat(server.calls(GitLabCall.CREATE)).isEqualTo(1);
    }

    @Test
    void resetsNoTokenAgainWhereTheFirstResetMayHaveCounted() {
        CreatedRunner runner = create(gitLab());
        server.failNext(GitLabFault.lostAnswer());

        assertThatExceptionOfType(GitLabException.class)
                .isThrownBy(() -> gitLab().resetToken(runner.token()))
                .withMessageContaining("the old token may be worth nothing already");
        assertThat(server.calls(GitLabCall.RESET_TOKEN)).isEqualTo(1);
    }

    @Test
    void createsAgainWhereGitLabSurelyDidNothing() {
        server.failNext(
                GitLabFault.status(429),
                GitLabFault.status(503).withHeader("Retry-After", "10"),
                GitLabFault.status(429).withHeader("Retry-After", "5"));

        create(gitLab());

        assertThat(server.calls(GitLabCall.CREATE)).isEqualTo(4);
        assertThat(server.runners()).hasSize(1);
    }

    @Test
    void asksAgainWhereNobodyListens() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        GitLab absent = gitLab(GitLabConnection.of(HttpUrl.of("http://127.0.0.1:" + port)));

        assertThatExceptionOfType(GitLabException.class)
                .isThrownBy(() -> create(absent))
                .withMessageContaining("nothing listens there (tried 5 times)")
                .withMessageContaining("Fix: start GitLab, or correct host and port of the URL")
                .matches(GitLabException::isUndone);
        assertThat(waiting.pauses()).hasSize(4);
    }

    @Test
    void saysThatThereIsNoSuchHost() {
        GitLab nowhere = gitLab(GitLabConnection.of(HttpUrl.of("http://gitlab.invalid")));

        assertThatExceptionOfType(GitLabException.class)
                .isThrownBy(() -> create(nowhere))
                .withMessageContaining("there is no host of the name gitlab.invalid")
                .withMessageContaining("getent hosts gitlab.invalid")
                .matches(GitLabException::isUndone);
    }

    @Test
    void endsCallWithoutAnswer() {
        server.failNext(GitLabFault.silence());

        assertThatExceptionOfType(GitLabException.class)
                .isThrownBy(() -> read(impatient()))
                .withMessageContaining("read runner 1: no whole answer within 0.2 s");
        assertThat(server.calls(GitLabCall.READ)).isEqualTo(1);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void endsCallWithHalfAnAnswer() {
        server.failNext(GitLabFault.stall());

        assertThatExceptionOfType(GitLabException.class)
                .isThrownBy(() -> create(impatient()))
                .withMessageContaining("no whole answer within 0.2 s")
                .withMessageContaining("look in GitLab for a runner that was made nevertheless")
                .matches(failure -> !failure.isUndone());
    }

    @Test
    void endsCallThatIsNeverRead() throws IOException {
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            GitLab gitLab = gitLab(GitLabConnection.builder(HttpUrl.of("http://127.0.0.1:" + deaf.getLocalPort()))
                    .deadline(SHORT)
                    .build());

            assertThatExceptionOfType(GitLabException.class)
                    .isThrownBy(() -> read(gitLab))
                    .withMessageContaining("no whole answer within 0.2 s");
        }
    }

    @Test
    void readsNoMoreThanGitLabWouldSend() throws IOException {
        try (CannedServer endless = CannedServer.answering(200, "application/json", " ".repeat(2 << 20))) {
            GitLab once =
                    gitLab(GitLabConnection.builder(endless.url()).attempts(1).build());

            assertThatExceptionOfType(GitLabException.class)
                    .isThrownBy(() -> read(once))
                    .withMessageContaining("the answer is larger than 1048576 bytes");
        }
    }

    @Test
    void callerThatWasInterruptedStaysSo() {
        Thread.currentThread().interrupt();
        try {
            assertThatExceptionOfType(GitLabException.class)
                    .isThrownBy(() -> read(gitLab()))
                    .withMessageContaining("read runner 1: interrupted before it was answered");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void interruptEndsACallThatWaitsForItsAnswer() throws Exception {
        server.failNext(GitLabFault.silence());
        GitLab patient =
                gitLab(GitLabConnection.builder(server.url()).deadline(LONG).build());
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        Thread caller = new Thread(() -> {
            try {
                read(patient);
            } catch (GitLabException interrupted) {
                ended.complete(Thread.currentThread().isInterrupted());
            }
        });
        caller.start();
        while (server.calls(GitLabCall.READ) == 0) {
            Thread.onSpinWait();
        }

        caller.interrupt();

        assertThat(ended.get()).isTrue();
    }
}
