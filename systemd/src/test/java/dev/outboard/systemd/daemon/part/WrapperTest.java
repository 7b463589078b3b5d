package dev.outboard.systemd.daemon.part;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.systemd.ProgramFile;
import dev.outboard.systemd.daemon.DaemonSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the rendered scripts in the shell of this computer, with stand-ins for the programs they call. */
class WrapperTest {
    @TempDir
    Path directory;

    private Path script(String name, String text) throws IOException {
        return ProgramFile.write(directory.resolve(name), text);
    }

    private String run(Map<String, String> environment, List<String> command, int expectedStatus)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PATH", directory + ":" + System.getenv("PATH"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isEqualTo(expectedStatus);
        return output;
    }

    @Test
    void givesTheClientSocketAndTemporaryDirectoryWhateverTheyAreCalled() throws IOException, InterruptedException {
        DaemonSpec spec = DaemonSpec.builder("docker2")
                .bridge("docker1")
                .root("/srv/a b/$HOME/it's `x` \"q\" \\ü")
                .build();
        script(
                "docker",
                "#!/bin/sh\nprintf '%s\\n' \"$DOCKER_HOST\" \"$DOCKER_TMPDIR\" \"${DOCKER_CONTEXT-none}\" \"$@\"\n");
        Path wrapper = script("docker2", Wrapper.render(spec));

        String output = run(
                Map.of("DOCKER_CONTEXT", "other", "DOCKER_HOST", "tcp://other"),
                List.of(wrapper.toString(), "run", "a b", "$x"),
                0);

        assertThat(output.lines())
                .containsExactly(
                        "unix:///srv/a b/$HOME/it's `x` \"q\" \\ü/docker.sock",
                        "/srv/a b/$HOME/it's `x` \"q\" \\ü/tmp",
                        "none",
                        "run",
                        "a b",
                        "$x");
    }
}
