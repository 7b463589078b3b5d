package dev.outboard.runner.configuration.file;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GitLabUrlTest {

    @ParameterizedTest
    @CsvSource({
        "https://gitlab.example.org, https://gitlab.example.org/",
        "https://gitlab.example.org, https://gitlab.example.org///",
        "https://gitlab.example.org, HTTPS://GitLab.Example.ORG",
        "https://gitlab.example.org, https://gitlab.example.org:443/",
        "http://gitlab.example.org:80, http://gitlab.example.org",
        "https://example.org/gitlab, https://example.org/gitlab/",
        "https://example.org/git%2dlab, https://example.org/git-lab",
        "https://example.org/git%c3%a4, https://example.org/git%C3%A4",
        "https://example.org/a/../gitlab, https://example.org/gitlab",
        "https://gitlab.example.org/ci, https://gitlab.example.org",
        "http://[2001:DB8::1]/, http://[2001:db8::1]"
    })
    void spellingsOfOneAddressAreEqual(String one, String other) {
        assertThat(GitLabUrl.of(one)).isEqualTo(GitLabUrl.of(other)).hasSameHashCodeAs(GitLabUrl.of(other));
    }

    @ParameterizedTest
    @CsvSource({
        "https://gitlab.example.org, http://gitlab.example.org",
        "https://gitlab.example.org, https://gitlab.example.org:8443",
        "http://gitlab.example.org:443, https://gitlab.example.org",
        "https://example.org/gitlab, https://example.org/GitLab",
        "https://example.org/git%2Flab, https://example.org/git/lab",
        "https://gitlab.example.org, https://gitlab.example.com",
        "https://gitlab.example.org/social, https://gitlab.example.org/so"
    })
    void addressesOfOtherServersDiffer(String one, String other) {
        assertThat(GitLabUrl.of(one)).isNotEqualTo(GitLabUrl.of(other));
    }

    @Test
    void aTextThatIsNotAnAddressIsEqualToItself() {
        assertThat(GitLabUrl.of("${URL}")).isEqualTo(GitLabUrl.of("${URL}")).isNotEqualTo(GitLabUrl.of(""));
    }

    @Test
    void keepsItsSpelling() {
        assertThat(GitLabUrl.of("HTTPS://GitLab.example.org:443/")).hasToString("HTTPS://GitLab.example.org:443/");
    }
}
