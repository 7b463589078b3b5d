package dev.outboard.systemd.options;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.outboard.systemd.engine.EngineVersion;
import dev.outboard.systemd.options.EngineOption.Fate;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EngineOptionsTest {
    private static final Path RESOURCES = Path.of("src/test/resources");
    private static final Path PAGE = Path.of("docs/engine-options.md");

    /** The engine has these and {@code dockerd --help} does not name them. */
    private static final Set<String> HIDDEN =
            Set.of("cluster-advertise", "cluster-store", "cluster-store-opt", "network-diagnostic-port", "restart");

    /** The options that {@code dockerd --help} of Debian's package of this version names. */
    private static Set<String> helpOf(String version) throws IOException {
        return new TreeSet<>(Files.readAllLines(RESOURCES.resolve("engine/options-" + version + ".txt")));
    }

    private static boolean isIn(EngineOption<?> option, EngineVersion version) {
        return option.since()
                        .map(EngineVersion::of)
                        .filter(since -> !version.isAtLeast(since))
                        .isEmpty()
                && option.removedIn()
                        .map(EngineVersion::of)
                        .filter(version::isAtLeast)
                        .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"20.10", "26.1", "28.5"})
    void declaresExactlyTheOptionsThatAnEngineHas(String version) throws IOException {
        Stream<String> names = EngineOptions.all().stream()
                .filter(option -> option.isFlag() && isIn(option, EngineVersion.of(version)))
                .map(EngineOption::name)
                .filter(name -> !HIDDEN.contains(name));

        assertThat(names).containsExactlyInAnyOrderElementsOf(helpOf(version));
    }

    @Test
    void hasEachNameOnce() {
        assertThat(EngineOptions.all().stream().flatMap(EngineOption::names)).doesNotHaveDuplicates();
    }

    @Test
    void saysWhatToDoInsteadOfEveryOptionThatAUserMayNotSet() {
        assertThat(EngineOptions.all())
                .allSatisfy(option -> assertThat(option.remedy().isEmpty())
                        .as(option.name())
                        .isEqualTo(option.isFree() && option.removedIn().isEmpty()));
    }

    @Test
    void offersConstantsOfOptionsThatAUserMaySetAlone() {
        assertThat(Stream.of(EngineOptions.class.getFields())
                        .filter(field -> Modifier.isStatic(field.getModifiers()))
                        .map(field -> {
                            try {
                                return (EngineOption<?>) field.get(null);
                            } catch (IllegalAccessException impossible) {
                                throw new AssertionError(impossible);
                            }
                        }))
                .isNotEmpty()
                .allMatch(option -> option.isFree() && option.removedIn().isEmpty())
                .noneMatch(option -> option.key().isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "--debug, debug",
        "-D, debug",
        "labels, label",
        "hosts, host",
        "graph, data-root",
        "runtimes, add-runtime",
        "builder, builder.gc.enabled",
        "proxies, http-proxy",
        "containerd-plugin-namespace, containerd-plugins-namespace"
    })
    void findsAnOptionByEachOfItsNames(String name, String found) {
        assertThat(EngineOptions.find(name)).map(EngineOption::name).contains(found);
    }

    @Test
    void findsNothingThatNoEngineHas() {
        assertThat(EngineOptions.find("no-such-option")).isEmpty();
        assertThat(EngineOptions.find("")).isEmpty();
    }

    /** Whatever part of a daemon writes it. */
    @Test
    void declaresEveryKeyThatOutboardWrites() throws IOException {
        ObjectMapper json = new ObjectMapper();
        Set<String> keys = new TreeSet<>();
        try (Stream<Path> files = Files.walk(RESOURCES.resolve("golden"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".json")).toList()) {
                JsonNode root = json.readTree(file.toFile());
                if (root.has("data-root")) {
                    root.fieldNames().forEachRemaining(keys::add);
                }
            }
        }

        assertThat(keys)
                .contains("data-root", "proxies")
                .allMatch(key -> EngineOptions.find(key).isPresent());
    }

    @Test
    void isToldInTheDocumentation() throws IOException {
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(PAGE.toAbsolutePath().getParent());
            Files.writeString(PAGE, EngineOptionsPage.render(EngineOptions.all()));
        }

        assertThat(PAGE)
                .as("write it again with -Dgolden.update=true")
                .hasContent(EngineOptionsPage.render(EngineOptions.all()));
    }

    @Test
    void leavesNoOptionOfAUserWithoutAWordForTheFirstDaemons() {
        assertThat(EngineOptions.all().stream().filter(option -> option.fate() == Fate.USER))
                .noneMatch(EngineOption::isUnsaid);
    }
}
