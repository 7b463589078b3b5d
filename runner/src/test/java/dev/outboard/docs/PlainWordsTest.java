package dev.outboard.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people read is written in plain words: code, comments, messages and pages. */
class PlainWordsTest {
    /** Each has a plainer one: must, again, another program or user, no user, what. */
    private static final Pattern STILTED = Pattern.compile("\\b([Ss]hall|[Aa]new|[Ss]omebody|[Ww]hoever|[Nn]obody)\\b");

    private static final Path TOP = Page.PROJECT;

    @ParameterizedTest
    @ValueSource(strings = {"core", "network", "systemd", "runner"})
    void aModuleSaysItPlainly(String module) throws IOException {
        List<String> found = new ArrayList<>();
        for (Path directory : List.of(
                TOP.resolve(module).resolve("src/main"), TOP.resolve(module).resolve("docs"))) {
            found.addAll(stilted(directory));
        }

        assertThat(found).isEmpty();
    }

    private static List<String> stilted(Path directory) throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(PlainWordsTest::isWritten).sorted().toList()) {
                List<String> lines = Files.readAllLines(file);
                for (int number = 1; number <= lines.size(); number++) {
                    Matcher word = STILTED.matcher(lines.get(number - 1));
                    if (word.find()) {
                        found.add(TOP.relativize(file) + ":" + number + ": " + word.group());
                    }
                }
            }
        }
        return found;
    }

    private static boolean isWritten(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.endsWith(".java") || name.endsWith(".md");
    }
}
