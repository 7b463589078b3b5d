package dev.outboard.core.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.testing.shared.SeededStrings;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AbsolutePathTest implements ReadableValueContract<AbsolutePath> {

    @Override
    public AbsolutePath read(String text) {
        return AbsolutePath.of(text);
    }

    @Override
    public String validText(SeededStrings random) {
        StringBuilder path = new StringBuilder();
        for (int segments = random.number(1, 5); segments > 0; segments--) {
            path.append('/').append(random.text(SeededStrings.ALPHANUMERIC + " -_$%\"\\é€", 1, 9));
        }
        return path.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/docker2", "/var/run/docker.sock", "/a b/%h/$HOME", "/...", "/.hidden", "/é/日本"})
    void accepts(String path) {
        assertThat(AbsolutePath.of(path)).hasToString(path);
    }

    @ParameterizedTest
    @CsvSource({
        "docker2,       /docker2",
        "./docker2,     /docker2",
        "/docker2/,     /docker2",
        "//docker2,     /docker2",
        "/a//b,         /a/b",
        "/a/./b,        /a/b",
        "/a/../b,       /b",
        "/../..,        /",
        "/a/b/..,       /a",
        "//,            /",
    })
    void refusesOtherFormsAndShowsTheNormalOne(String path, String normal) {
        Refusal.of(() -> AbsolutePath.of(path)).isFor(path).advises("\"" + normal + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a\n", "/a\u0000b", "/\t", "/\u007f", "/\u0085", "/\ud83d"})
    void refusesControlCharactersAndHalfSurrogatePairs(String path) {
        Refusal.of(() -> AbsolutePath.of(path)).isFor(path).says("no control characters");
    }

    @Test
    void acceptsSegmentOf255Bytes() {
        assertThat(AbsolutePath.of("/" + "x".repeat(255)).fileName()).hasSize(255);
    }

    @Test
    void refusesSegmentOf256BytesInFewerCharacters() {
        Refusal.of(() -> AbsolutePath.of("/" + "é".repeat(128))).says("at most 255 bytes");
    }

    @Test
    void acceptsPathOf4095Bytes() {
        assertThat(AbsolutePath.of("/abcd".repeat(819)).toString()).hasSize(4095);
    }

    @Test
    void refusesPathOf4096Bytes() {
        Refusal.of(() -> AbsolutePath.of("/abcd".repeat(818) + "/abcde")).says("at most 4095 bytes");
    }

    @Test
    void resolvesBelowItself() {
        assertThat(AbsolutePath.of("/docker2").resolve("a/b")).isEqualTo(AbsolutePath.of("/docker2/a/b"));
    }

    @Test
    void resolvesANameThatOnlyAHostCanHave() {
        assertThat(AbsolutePath.of("/etc").resolve("a\u202e\nb")).hasToString("/etc/a\u202e\nb");
    }

    @Test
    void resolvesBelowTheRoot() {
        assertThat(AbsolutePath.of("/").resolve("docker2")).isEqualTo(AbsolutePath.of("/docker2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/etc", "..", "a/../../etc", "a/", "."})
    void refusesToResolveWhatIsNotPlainlyBelow(String relative) {
        Refusal.of(() -> AbsolutePath.of("/docker2").resolve(relative));
    }

    @Test
    void hasTheDirectoryAboveAsParent() {
        assertThat(AbsolutePath.of("/a/b").parent()).contains(AbsolutePath.of("/a"));
    }

    @Test
    void hasTheRootAsParentOfATopDirectory() {
        assertThat(AbsolutePath.of("/a").parent()).contains(AbsolutePath.of("/"));
    }

    @Test
    void hasNoParentOfTheRoot() {
        assertThat(AbsolutePath.of("/").parent()).isEmpty();
    }

    @Test
    void isItsParentResolvedWithItsFileName() {
        SeededStrings.forEachSeed(random -> {
            AbsolutePath path = AbsolutePath.of(validText(random));
            assertThat(path.parent().orElseThrow().resolve(path.fileName())).isEqualTo(path);
        });
    }

    @Test
    void hasEmptyFileNameAtTheRoot() {
        assertThat(AbsolutePath.of("/").fileName()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/docker2/graph, /docker2, true",
        "/docker2,       /docker2, true",
        "/docker2,       /,        true",
        "/,              /,        true",
        "/docker22,      /docker2, false",
        "/docker2,       /docker2/graph, false",
    })
    void startsWithWholeSegments(String path, String above, boolean expected) {
        assertThat(AbsolutePath.of(path).startsWith(AbsolutePath.of(above))).isEqualTo(expected);
    }

    @Test
    void sortsADirectoryBeforeWhatIsInItAndThatBeforeItsSiblings() {
        List<String> sorted = Stream.of("/a-b", "/a/c", "/b", "/a", "/", "/a/b/c", "/a b")
                .map(AbsolutePath::of)
                .sorted()
                .map(AbsolutePath::toString)
                .toList();

        assertThat(sorted).containsExactly("/", "/a", "/a/b/c", "/a/c", "/a b", "/a-b", "/b");
    }

    @Test
    void becomesAPathOfTheJdk() {
        assertThat(AbsolutePath.of("/var/lib/docker").toPath()).isEqualTo(Path.of("/var/lib/docker"));
    }
}
