package dev.outboard.runner.gitlab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.outboard.core.failure.InvalidSpecException;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.testing.shared.SpecContract;
import dev.outboard.core.value.HttpUrl;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GitLabConnectionTest {
    private static GitLabConnection.Builder builder() {
        return GitLabConnection.builder(HttpUrl.of("https://gitlab.example.org"));
    }

    @Test
    void keepsTheContractOfSpecs() {
        Map<String, UnaryOperator<GitLabConnection.Builder>> changes = new LinkedHashMap<>();
        changes.put("url", builder -> GitLabConnection.builder(HttpUrl.of("https://gitlab.example.com")));
        changes.put("authority", builder -> builder.authority(Path.of("/etc/ssl/ca.pem")));
        changes.put("proxy", builder -> builder.proxy(URI.create("http://proxy.example.org:3128")));
        changes.put("deadline", builder -> builder.deadline(Duration.ofSeconds(5)));
        changes.put("attempts", builder -> builder.attempts(1));
        changes.put("patience", builder -> builder.patience(Duration.ZERO));
        SpecContract.of(GitLabConnectionTest::builder, GitLabConnection::toBuilder, GitLabConnection.Builder::build)
                .verify(changes);
    }

    @ParameterizedTest
    @CsvSource({
        "https://gitlab.example.org, https://gitlab.example.org",
        "https://gitlab.example.org/, https://gitlab.example.org",
        "https://gitlab.example.org/ci, https://gitlab.example.org",
        "https://gitlab.example.org/ci/, https://gitlab.example.org",
        "https://example.org/gitlab/, https://example.org/gitlab",
        "https://example.org/gitlab/ci, https://example.org/gitlab",
        "https://example.org/gitlabci, https://example.org/gitlabci",
        "http://[2001:db8::1]:8080/, http://[2001:db8::1]:8080"
    })
    void leavesOutWhatDoesNotCountAtTheEndOfTheUrl(String given, String kept) {
        assertThat(GitLabConnection.of(HttpUrl.of(given)).url()).hasToString(kept);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://proxy.example.org:3128",
                "socks://proxy.example.org:1080",
                "http://proxy.example.org:3128/path",
                "proxy.example.org:3128"
            })
    void refusesProxyThatTheJdkCannotUse(String proxy) {
        InvalidSpecException failure = catchThrowableOfType(
                InvalidSpecException.class,
                () -> builder().proxy(URI.create(proxy)).build());

        assertThat(failure.problems())
                .singleElement()
                .extracting(Problem::property)
                .isEqualTo("proxy");
    }

    @Test
    void showsNoPasswordOfAProxy() {
        InvalidSpecException failure = catchThrowableOfType(
                InvalidSpecException.class,
                () -> builder()
                        .proxy(URI.create("http://me:hunter2@proxy.example.org:3128"))
                        .build());

        assertThat(failure).hasMessageContaining("****@proxy.example.org").hasMessageNotContaining("hunter2");
    }

    @Test
    void reportsAllMistakesAtOnce() {
        GitLabConnection.Builder builder = builder()
                .proxy(URI.create("ftp://proxy.example.org"))
                .deadline(Duration.ZERO)
                .attempts(0)
                .patience(Duration.ofSeconds(-1));

        InvalidSpecException failure = catchThrowableOfType(InvalidSpecException.class, builder::build);

        assertThat(failure.problems())
                .extracting(Problem::property)
                .containsExactly("proxy", "deadline", "attempts", "patience");
    }
}
