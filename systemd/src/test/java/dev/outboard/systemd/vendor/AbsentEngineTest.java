package dev.outboard.systemd.vendor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.failure.Problem;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.value.AbsolutePath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AbsentEngineTest {
    private final InMemoryHost host = InMemoryHost.create();

    private Problem problem() {
        return AbsentEngine.problem("engine of daemon docker2", AbsolutePath.of("/usr/bin/dockerd"), host);
    }

    private void put(String path, String text) {
        host.putFile(AbsolutePath.of(path), text);
    }

    @Test
    void tellsToInstallWhereNothingIs() {
        assertThat(problem())
                .hasToString("engine of daemon docker2: found \"no /usr/bin/dockerd\", expected an installed Docker"
                        + " engine. Fix: install it, on Debian with \"apt-get install docker.io\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/snap/bin/docker",
                "/var/lib/snapd/snap/bin/docker",
                "/etc/systemd/system/snap.docker.dockerd.service"
            })
    void tellsToRemoveASnapFirst(String path) {
        put(path, "[Service]\n");

        assertThat(problem().found()).isEqualTo("no /usr/bin/dockerd; Docker is a snap here");
        assertThat(problem().remedy()).startsWith("remove it with \"snap remove docker\" before you install another");
    }

    @Test
    void tellsOfPodmanBehindTheNameOfTheClient() {
        put("/usr/bin/docker", "#!/bin/sh\nexec /usr/bin/podman \"$@\"\n");

        assertThat(problem().found()).isEqualTo("no /usr/bin/dockerd; docker is Podman's here");
        assertThat(problem().remedy()).contains("podman-docker", "apt-get install docker.io");
    }

    @Test
    void tellsOfPodmanBehindTheSocket() {
        host.putSymbolicLink(AbsolutePath.of("/run/docker.sock"), "/run/podman/podman.sock");

        assertThat(problem().found()).contains("Podman");
    }

    @Test
    void takesALargeClientForDockers() {
        put("/usr/bin/docker", "podman".repeat(1000));

        assertThat(problem().found()).isEqualTo("no /usr/bin/dockerd");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/usr/lib/systemd/user/docker.service", "/run/user/1000/docker.sock"})
    void tellsOfARootlessEngine(String path) {
        put(path, "");

        assertThat(problem().found()).contains("Docker is rootless here");
        assertThat(problem().remedy()).contains("for the whole host");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/home/ci/.config/systemd/user/docker.service", "/home/ci/bin/dockerd-rootless.sh"})
    void tellsOfARootlessEngineThatAUserHasInstalledAndThatDoesNotRun(String path) {
        put(
                "/etc/passwd",
                "root:x:0:0:root:/root:/bin/sh\nodd:x:7:7::../x:/bin/sh\nci:x:1000:1000:,,,:/home/ci/:/bin/sh\n");
        put(path, "");

        assertThat(problem().found()).contains("Docker is rootless here");
    }

    @Test
    void tellsToTakeTheEngineThatIsThere() {
        put("/usr/local/bin/dockerd", "");

        assertThat(problem().found()).isEqualTo("no /usr/bin/dockerd, but /usr/local/bin/dockerd");
        assertThat(problem().remedy())
                .isEqualTo("choose unitSource(UnitSource.GENERATED), which runs /usr/local/bin/dockerd");
    }

    @Test
    void tellsToLinkAnEngineThatIsElsewhere() {
        put("/opt/bin/dockerd", "");

        assertThat(problem().remedy()).contains("ln -s /opt/bin/dockerd /usr/local/bin/");
    }
}
