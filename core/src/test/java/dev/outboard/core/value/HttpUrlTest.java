package dev.outboard.core.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.testing.shared.SeededStrings;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpUrlTest implements ReadableValueContract<HttpUrl> {

    @Override
    public HttpUrl read(String text) {
        return HttpUrl.of(text);
    }

    @Override
    public String validText(SeededStrings random) {
        return random.oneOf("http", "https")
                + "://"
                + random.text(SeededStrings.LOWER_CASE, 1, 9)
                + random.oneOf("", ".example.org", ":8080", ":" + random.number(1, 65_535))
                + random.oneOf("", "/", "/gitlab/", "/" + random.text(SeededStrings.ALPHANUMERIC, 1, 9));
    }

    @ParameterizedTest
    @CsvSource({
        "https://gitlab.example.org,        gitlab.example.org",
        "https://gitlab.example.org/,       gitlab.example.org",
        "http://10.9.0.1:8080/gitlab,       10.9.0.1",
        "http://[fd00::1]:80/,              [fd00::1]",
        "HTTPS://gitlab.example.org//a/,    gitlab.example.org",
        "http://gitlab/%C3%A9,              gitlab",
    })
    void keepsTheUrlAndNamesItsHost(String url, String host) {
        assertThat(HttpUrl.of(url)).hasToString(url);
        assertThat(HttpUrl.of(url).host()).isEqualTo(host);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gitlab.example.org",
                "ftp://gitlab.example.org/",
                "unix:///run/docker.sock",
                "http:gitlab",
                "http://",
                "http:///path",
                "https://a b/",
                "https://a/?q=1",
                "https://a/#f",
                "https://a:0/",
                "https://a:65536/",
                "https://a:x/",
                "https://under_score/",
                "https://é.example/",
                "https://a/é",
                "https://a/\n",
                "//a/",
                "https://a/%zz"
            })
    void refuses(String url) {
        Refusal.of(() -> HttpUrl.of(url)).isFor(url).advises("\"https://gitlab.example.org/\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://root:s3cret@gitlab.example.org/",
                "https://s3cret@a/",
                "https://root:s3cret@a b/",
                "ftp://x:s3cret@a/",
                "https://a:s3cret@b@c/",
                "https://a:s3cret/x@b/",
                "root:s3cret@gitlab.example.org"
            })
    void refusesUserInformationWithoutShowingIt(String url) {
        Refusal.of(() -> HttpUrl.of(url)).advises("https").hides("s3cret");
    }

    @Test
    void masksNothingButTheUserInformation() {
        Refusal.of(() -> HttpUrl.of("https://root:s3cret@gitlab.example.org/a"))
                .isFor("https://****@gitlab.example.org/a")
                .says("neither user information");
    }

    @Test
    void comesFromAUriAndBecomesOne() {
        URI uri = URI.create("https://gitlab.example.org/a");

        assertThat(HttpUrl.of(uri).toUri()).isEqualTo(uri);
    }
}
