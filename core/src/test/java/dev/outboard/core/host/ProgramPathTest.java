package dev.outboard.core.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.core.failure.HostException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramPathTest {
    @TempDir
    private Path directory;

    private Path program(String name, boolean executable) throws IOException {
        Path file = Files.writeString(directory.resolve(name), "");
        assertThat(file.toFile().setExecutable(executable)).isTrue();
        return file;
    }

    @Test
    void pathOfTheEnvironmentComesFirst() throws IOException {
        Path own = program("cat", true);
        assertThat(new ProgramPath("relative::" + directory).locate("cat")).isEqualTo(own);
    }

    @Test
    void fileThatIsNotExecutableIsPassedOver() throws IOException {
        Path own = program("cat", false);
        assertThat(new ProgramPath(directory.toString()).locate("cat")).isNotEqualTo(own);
    }

    @Test
    void usualDirectoriesServeWithoutPath() {
        assertThat(new ProgramPath(null).locate("cat")).isAbsolute();
    }

    @Test
    void absolutePathIsTakenAsItIs() throws IOException {
        Path own = program("tool", true);
        assertThat(new ProgramPath(null).locate(own.toString())).isEqualTo(own);
    }

    @Test
    void directoryIsNoProgram() {
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> new ProgramPath(null).locate(directory.toString()))
                .withMessageContaining("there is no program " + directory);
    }
}
