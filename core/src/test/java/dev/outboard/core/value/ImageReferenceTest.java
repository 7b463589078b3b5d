package dev.outboard.core.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.testing.shared.SeededStrings;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest implements ReadableValueContract<ImageReference> {
    private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);

    @Override
    public ImageReference read(String text) {
        return ImageReference.of(text);
    }

    @Override
    public String validText(SeededStrings random) {
        return random.oneOf("", "localhost/", "registry.example:5000/", "Host:1/", "[fd00::1]:5000/")
                + random.text(SeededStrings.LOWER_CASE, 1, 9)
                + random.oneOf("", "/b", "/b.c", "/b__c", "/b--c/d")
                + random.oneOf("", ":" + random.text(SeededStrings.ALPHANUMERIC + "_", 1, 9))
                + random.oneOf("", "@" + DIGEST);
    }

    @ParameterizedTest
    @CsvSource({
        "busybox,                            busybox,                    ",
        "busybox:1,                          busybox,                    1",
        "debian:13,                          debian,                     13",
        "gitlab/gitlab-runner:alpine-v17.1,  gitlab/gitlab-runner,       alpine-v17.1",
        "localhost:5000,                     localhost,                  5000",
        "localhost/x,                        localhost/x,                ",
        "localhost:5000/x,                   localhost:5000/x,           ",
        "localhost:5000/x:y,                 localhost:5000/x,           y",
        "registry.example/x,                 registry.example/x,         ",
        "registry.example:5000/a/b:c,        registry.example:5000/a/b,  c",
        "Registry.Example/x,                 Registry.Example/x,         ",
        "HOST:5000/x,                        HOST:5000/x,                ",
        "[fd00::1]:5000/x:_1,                [fd00::1]:5000/x,           _1",
        "a__b/c-d/e--f.g,                    a__b/c-d/e--f.g,            ",
        "x:Tag_1.2-3,                        x,                          Tag_1.2-3",
    })
    void splitsRepositoryAndTag(String reference, String repository, String tag) {
        ImageReference image = ImageReference.of(reference);

        assertThat(image).hasToString(reference);
        assertThat(image.repository()).isEqualTo(repository);
        assertThat(image.tag()).isEqualTo(Optional.ofNullable(tag));
        assertThat(image.digest()).isEmpty();
    }

    @Test
    void splitsTagAndDigest() {
        ImageReference image = ImageReference.of("registry.example:5000/a/b:c@" + DIGEST);

        assertThat(image.repository()).isEqualTo("registry.example:5000/a/b");
        assertThat(image.tag()).contains("c");
        assertThat(image.digest()).contains(DIGEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Busybox",
                "busybox:",
                "busybox:a:b",
                ":tag",
                "busybox@sha256:abc",
                "busybox@",
                "/busybox",
                "busybox/",
                "a//b",
                "a___b",
                "a..b",
                "a._b",
                "-a",
                "a-",
                "a_b.c/d",
                "-a.b/c",
                "Foo/bar",
                "host:port/x",
                "busybox:-x",
                "https://registry.example/x",
                "a b",
                "busybox\n",
                "bücher",
                "busybox:ü",
                "registry.example:5000/A",
                "registry.example:500000/a",
                "x@md5:0123456789abcdef"
            })
    void refuses(String reference) {
        Refusal.of(() -> ImageReference.of(reference)).isFor(reference).advises("\"debian:13\"");
    }

    @Test
    void refusesTheIdOfAnImage() {
        Refusal.of(() -> ImageReference.of("0123456789abcdef".repeat(4))).advises("tag the image");
    }

    @Test
    void refusesDigestInUpperCase() {
        Refusal.of(() -> ImageReference.of("x@sha256:" + "A".repeat(64)));
    }

    @Test
    void acceptsTagOf128Characters() {
        assertThat(ImageReference.of("x:" + "t".repeat(128)).tag()).contains("t".repeat(128));
    }

    @Test
    void refusesTagOf129Characters() {
        Refusal.of(() -> ImageReference.of("x:" + "t".repeat(129))).says("at most 128 characters");
    }

    @Test
    void acceptsRepositoryOf255CharactersWithTheLongestTagAndDigest() {
        String reference = "r".repeat(255) + ":" + "t".repeat(128) + "@" + DIGEST;

        assertThat(ImageReference.of(reference)).hasToString(reference);
    }

    @Test
    void refusesRepositoryOf256Characters() {
        Refusal.of(() -> ImageReference.of("r".repeat(256))).advises("shorten the repository");
    }

    @Test
    void refusesTextTooLongForTheGrammar() {
        Refusal.of(() -> ImageReference.of("a.".repeat(100_000) + "a"));
    }

    @Test
    void completesANameWithTheLatestTag() {
        assertThat(ImageReference.of("localhost:5000/x").withDefaultTag())
                .isEqualTo(ImageReference.of("localhost:5000/x:latest"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"busybox:1", "busybox@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"})
    void leavesAReferenceThatIsComplete(String reference) {
        assertThat(ImageReference.of(reference).withDefaultTag()).hasToString(reference);
    }
}
