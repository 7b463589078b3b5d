package dev.outboard.systemd.daemon.part;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.command.CommandResult;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.testing.SimulatedCommand;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.core.verify.Finding;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.options.UserRemap;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WrapperCheckTest {
    private static final AbsolutePath CLIENT = AbsolutePath.of("/usr/bin/docker");
    private static final DaemonSpec DOCKER2 =
            DaemonSpec.builder("docker2").bridge("docker1").root("/docker2").build();

    private final InMemoryHost host = InMemoryHost.create();

    WrapperCheckTest() {
        program("/usr/bin/docker", "");
        program("/usr/local/bin/docker2", Wrapper.render(DOCKER2));
    }

    private void program(String path, String text) {
        host.putFile(AbsolutePath.of(path), FileContent.ofText(text), FileMode.EXECUTABLE, FileOwner.ROOT);
    }

    private static SimulatedCommand wrapper(int status, String output, String errors) {
        return (command, ignored) ->
                command.toString().equals("/usr/local/bin/docker2 info --format '{{.DockerRootDir}}'")
                        ? Optional.of(new CommandResult(command, status, output, errors))
                        : Optional.empty();
    }

    private Finding finding() {
        return new WrapperCheck(DOCKER2).run(host).get(0);
    }

    @Test
    void provesACommandThatAnswersWithTheDaemonsDataRoot() {
        host.answer(wrapper(0, "/docker2/graph\n", ""));

        assertThat(finding().proved()).isTrue();
    }

    @Test
    void tellsOfAMissingClientAndItsPackage() {
        host.deleteFile(CLIENT);
        host.answer(wrapper(127, "", "/usr/local/bin/docker2: 7: exec: docker: not found\n"));

        assertThat(finding().proved()).isFalse();
        assertThat(finding().evidence()).contains("exec: docker: not found", "apt-get install docker-cli");
    }

    @Test
    void tellsOfPodmanInPlaceOfTheClient() {
        program(
                "/usr/bin/docker",
                "#!/bin/sh\n[ -e /etc/containers/nodocker ] || echo podman >&2\nexec podman \"$@\"\n");
        host.answer(wrapper(125, "", "Error: can't evaluate field DockerRootDir in type interface {}\n"));

        assertThat(finding().proved()).isFalse();
        assertThat(finding().evidence()).contains("DockerRootDir", "remove the package podman-docker");
    }

    @Test
    void tellsOfAShimThatAnswersForAnotherEngine() {
        host.answer(wrapper(0, "/var/lib/containers/storage\n", ""));

        assertThat(finding().proved()).isFalse();
        assertThat(finding().evidence())
                .contains("it answers with data root /var/lib/containers/storage, expected /docker2/graph");
    }

    @Test
    void tellsOfAWrapperThatSomeoneReplaced() {
        program("/usr/local/bin/docker2", "#!/bin/sh\nexec docker --context mine \"$@\"\n");
        host.answer(wrapper(0, "/var/lib/docker\n", ""));

        assertThat(finding().evidence()).contains("not as Outboard writes it; apply the plan again");
    }

    @Test
    void tellsOfAWrapperThatIsGone() {
        host.deleteFile(AbsolutePath.of("/usr/local/bin/docker2"));

        assertThat(finding().evidence()).isEqualTo("it is not there; apply the plan again");
    }

    @Test
    void tellsOfAClientThatIsTooOldForTheEngine() {
        host.answer(wrapper(
                1,
                "",
                "Error response from daemon: client version 1.41 is too old. Minimum supported API version is 1.44"));

        assertThat(finding().evidence()).contains("client version 1.41 is too old", "install a newer docker-cli");
    }

    @Test
    void tellsOfAnotherCommandThatAShellFindsFirst() {
        program("/usr/local/sbin/docker2", "");
        host.answer(wrapper(0, "/docker2/graph\n", ""));

        assertThat(finding().proved()).isFalse();
        assertThat(finding().evidence()).contains("/usr/local/sbin/docker2 stands before it in the search path");
    }

    @Test
    void takesTheDirectoryOfUserNamespacesForTheDataRoot() {
        host.answer(wrapper(0, "/docker2/graph/100000.100000\n", ""));

        DaemonSpec remapped =
                DOCKER2.toBuilder().userRemap(UserRemap.ofEngine()).build();
        assertThat(new WrapperCheck(remapped).run(host).get(0).proved()).isTrue();
        assertThat(finding().proved()).isFalse();
    }
}
