package dev.outboard.runner.gitlab.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.core.value.Secret;
import dev.outboard.runner.gitlab.GitLabConnection;
import dev.outboard.runner.gitlab.GitLabException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Refusals by what stands between Outboard and GitLab must not be taken for GitLab's own. */
class ForeignRefusalTest {
    private static final String JSON = "application/json";
    private static final Secret TOKEN = Secret.of("glrt-canary-canary");

    private static GitLab open(CannedServer server) {
        return new HttpGitLabs()
                .open(GitLabConnection.builder(server.url()).attempts(1).build());
    }

    @Test
    void gitLabsOwnWordsSayThatItDoesNotKnowAToken() throws IOException {
        try (CannedServer server = CannedServer.answering(403, JSON, "{\"message\":\"403 Forbidden\"}")) {
            assertThat(open(server).verify(TOKEN)).isEmpty();
            assertThat(open(server).unregister(TOKEN)).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"message\":\"blocked\"}",
                "{\"message\":\"Forbidden\"}",
                "{\"message\":\"Your IP address is not allowed\"}",
                "{\"message\":{\"code\":\"403 Forbidden\"}}",
                "{\"message\":[\"403 Forbidden\"]}",
                "{\"message\":\"403 Forbidden - Runner is orphaned\"}",
                "{\"error\":\"403 Forbidden\"}",
                "[]",
                "\"403 Forbidden\""
            })
    void other403SaysNothingOfAToken(String body) throws IOException {
        try (CannedServer server = CannedServer.answering(403, JSON, body)) {
            assertThatExceptionOfType(GitLabException.class)
                    .isThrownBy(() -> open(server).verify(TOKEN));
            assertThatExceptionOfType(GitLabException.class)
                    .isThrownBy(() -> open(server).unregister(TOKEN));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"404 Not found", "404 Not Found", "404 Runner Not Found"})
    void gitLabsOwnWordsSayThatThereIsNoSuchRunner(String message) throws IOException {
        try (CannedServer server = CannedServer.answering(404, JSON, "{\"message\":\"" + message + "\"}")) {
            assertThat(open(server).runner(TOKEN, 1)).isEmpty();
            assertThat(open(server).delete(TOKEN, 1)).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"no Route matched with those values", "Not Found", "404 page not found here"})
    void other404SaysNothingOfARunner(String message) throws IOException {
        try (CannedServer server = CannedServer.answering(404, JSON, "{\"message\":\"" + message + "\"}")) {
            assertThatExceptionOfType(GitLabException.class)
                    .isThrownBy(() -> open(server).runner(TOKEN, 1));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "200, text/html, <html>Log in to this network</html>",
        "302, text/html, <html>moved</html>",
        "401, application/json, {\"message\":\"401 Unauthorized\"}",
        "403, text/html, <html>403 Forbidden</html>",
        "404, text/html, <html>404 Not Found</html>",
        "511, text/html, <html>network authentication required</html>"
    })
    void captivePortalsLoginPagesAndRedirectsSayNothingOfAToken(int status, String type, String body)
            throws IOException {
        try (CannedServer server = CannedServer.answering(status, type, body)) {
            assertThatExceptionOfType(GitLabException.class)
                    .isThrownBy(() -> open(server).verify(TOKEN));
            assertThatExceptionOfType(GitLabException.class)
                    .isThrownBy(() -> open(server).runner(TOKEN, 1));
        }
    }
}
