package dev.outboard.systemd.daemon.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Has a shell, and shellcheck(1), read every script of the golden trees of this module and of the network. */
class ScriptsAreValidTest {
    private static final Path SHELLCHECK = Path.of("/usr/bin/shellcheck");

    /** Quotes and dollar signs of a path are meant as they are. */
    private static final String VALUES = "--exclude=SC2016,SC2089,SC2090";

    private static final List<Path> TREES =
            List.of(Path.of("src/test/resources/golden"), Path.of("../network/src/test/resources/golden"));

    static Stream<Path> scripts() throws IOException {
        Stream.Builder<Path> scripts = Stream.builder();
        for (Path tree : TREES) {
            try (Stream<Path> files = Files.walk(tree)) {
                files.filter(ScriptsAreValidTest::isScript).sorted().forEach(scripts);
            }
        }
        return scripts.build();
    }

    private static boolean isScript(Path file) {
        try {
            return Files.isRegularFile(file) && Files.readString(file).startsWith("#!");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String complaints(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + " " + output;
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void toAShell(Path script) throws IOException, InterruptedException {
        assertThat(complaints("/bin/sh", "-n", script.toString())).isEqualTo("0 ");
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void toShellcheck(Path script) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(SHELLCHECK), "needs " + SHELLCHECK);

        assertThat(complaints(SHELLCHECK.toString(), "--norc", VALUES, script.toString()))
                .isEqualTo("0 ");
    }
}
