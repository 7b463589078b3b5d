package dev.outboard.runner.configuration.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import com.google.common.io.Resources;
import dev.outboard.runner.configuration.Risk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Measures {@link ConfigurationRisks} by the small files of {@code lint-cases.txt}, each with what is right for it. */
class LintCorpusTest {
    private static final List<Case> CASES = new ArrayList<>();

    private record Case(List<String> expected, String toml) {
        static Case parse(String line) {
            List<String> parts = Splitter.on(" | ").limit(3).splitToList(line);
            String lines = parts.get(2).replace("\\n", "\n");
            String toml = switch (parts.get(1)) {
                case "docker" -> "[[runners]]\nname = \"one\"\n[runners.docker]\n" + lines;
                case "runner" -> "[[runners]]\nname = \"one\"\n" + lines;
                default -> lines;
            };
            return new Case(
                    parts.get(0).equals("-") ? List.of() : Splitter.on(' ').splitToList(parts.get(0)), toml + "\n");
        }

        List<String> found() {
            return ConfigurationRisks.risks(ConfigurationFile.parse("config.toml", toml)).stream()
                    .map(risk -> risk.code().name())
                    .sorted()
                    .toList();
        }
    }

    @BeforeAll
    static void read() throws IOException {
        Resources.readLines(Resources.getResource(LintCorpusTest.class, "lint-cases.txt"), UTF_8).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(Case::parse)
                .forEach(CASES::add);
    }

    private static List<String> without(List<String> codes, List<String> others) {
        List<String> rest = new ArrayList<>(codes);
        others.forEach(rest::remove);
        return rest;
    }

    private static List<String> differences(Function<Case, List<String>> difference) {
        return CASES.stream()
                .filter(each -> !difference.apply(each).isEmpty())
                .map(each -> difference.apply(each) + " in\n" + each.toml())
                .toList();
    }

    @Test
    void missesNoRisk() {
        assertThat(differences(each -> without(each.expected(), each.found()))).isEmpty();
    }

    @Test
    void raisesNoFalseAlarm() {
        assertThat(differences(each -> without(each.found(), each.expected()))).isEmpty();
    }

    @Test
    void knowsEachRiskAndMuchThatIsRight() {
        assertThat(CASES).hasSizeGreaterThan(300);
        assertThat(CASES.stream().filter(each -> each.expected().isEmpty())).hasSizeGreaterThan(60);
        assertThat(CASES.stream().flatMap(each -> each.expected().stream()).distinct())
                .hasSize(Risk.Code.values().length);
    }
}
