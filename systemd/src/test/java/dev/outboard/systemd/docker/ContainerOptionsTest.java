package dev.outboard.systemd.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.systemd.container.Bind;
import dev.outboard.systemd.container.ExtraHost;
import dev.outboard.systemd.container.Link;
import dev.outboard.systemd.container.NetworkName;
import dev.outboard.systemd.container.RestartPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The little values of a container: what Docker's options take is read, and written back as it was. */
final class ContainerOptionsTest {

    @ParameterizedTest
    @ValueSource(strings = {"no", "always", "unless-stopped", "on-failure", "on-failure:3"})
    void readsRestartPolicies(String policy) {
        assertThat(RestartPolicy.of(policy)).hasToString(policy);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "never", "always:3", "on-failure:", "on-failure:-1", "on-failure:x", "ALWAYS"})
    void refusesOtherRestartPolicies(String policy) {
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> RestartPolicy.of(policy))
                .withMessageContaining("restart policy \"" + policy + "\": expected no, always, unless-stopped")
                .withMessageContaining("Fix: write e.g. \"always\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/docker2/docker.sock:/var/run/docker.sock",
                "/srv/a b:/etc/gitlab-runner:ro",
                "runner-cache:/cache:z,rw",
                "/sys:/sys:rslave"
            })
    void readsBinds(String bind) {
        assertThat(Bind.of(bind)).hasToString(bind);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/a", "/a:", ":/a", "/a:b", "./a:/b", "/a:/b:wr", "/a:/b:", "/a:/b:ro:rw", "/a/../b:/c", "-a:/b"
            })
    void refusesOtherBinds(String bind) {
        assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> Bind.of(bind));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gitlab:gitlab.example", "gitlab:gitlab"})
    void readsLinks(String link) {
        assertThat(Link.of(link)).hasToString(link);
    }

    @Test
    void linkWithoutAliasIsKnownByItsName() {
        assertThat(Link.of("gitlab")).isEqualTo(Link.of("gitlab:gitlab"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":a", "gitlab:", "gitlab:a:b", "gitlab:-a"})
    void refusesOtherLinks(String link) {
        assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> Link.of(link));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gitlab.example:10.0.0.5", "gitlab:fd00:9::1"})
    void readsExtraHosts(String host) {
        assertThat(ExtraHost.of(host)).hasToString(host);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gitlab", "gitlab:", ":10.0.0.5", "gitlab:example", "10.0.0.5:gitlab"})
    void refusesOtherExtraHosts(String host) {
        assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> ExtraHost.of(host));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-ci", "a b", "container:x"})
    void refusesOtherNetworks(String name) {
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> NetworkName.of(name))
                .withMessageContaining("network name");
    }
}
