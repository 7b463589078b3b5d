package dev.outboard.core.testing.shared;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoldenTreeTest {
    @TempDir
    private Path directory;

    @BeforeEach
    void expectOneFile() throws IOException {
        Files.createDirectories(directory.resolve("etc"));
        Files.writeString(directory.resolve("etc/hostname"), "ci\n");
    }

    @Test
    void acceptsTheSameFiles() {
        assertThatCode(() -> GoldenTree.at(directory).verify(Map.of("/etc/hostname", "ci\n")))
                .doesNotThrowAnyException();
    }

    @Test
    void refusesAnotherText() {
        assertThatThrownBy(() -> GoldenTree.at(directory).verify(Map.of("/etc/hostname", "ci")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("/etc/hostname");
    }

    @Test
    void refusesAMissingFile() {
        assertThatThrownBy(() -> GoldenTree.at(directory).verify(Map.of())).isInstanceOf(AssertionError.class);
    }

    @Test
    void refusesAFileThatIsNotExpected() {
        assertThatThrownBy(
                        () -> GoldenTree.at(directory).verify(Map.of("/etc/hostname", "ci\n", "/etc/motd", "hello\n")))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void refusesEverythingWhereThereIsNoTree() {
        assertThatThrownBy(() -> GoldenTree.at(directory.resolve("none")).verify(Map.of("/etc/hostname", "ci\n")))
                .isInstanceOf(AssertionError.class);
    }
}
