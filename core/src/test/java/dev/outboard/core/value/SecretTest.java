package dev.outboard.core.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outboard.core.failure.HostException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTest {
    private static final String TOKEN = "glrt-s3cret";
    private static final String UNSET = "OUTBOARD_TEST_VARIABLE_THAT_IS_NOT_SET";

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {TOKEN, TOKEN + "\n", TOKEN + "\r\n", TOKEN + "\n\n"})
    void readsTheFileWithoutTheLineBreakAtItsEnd(String content) throws IOException {
        assertThat(Secret.fromFile(file(content)).reveal()).isEqualTo(TOKEN);
    }

    @Test
    void readsTheFileWhenItIsUsed() throws IOException {
        Path file = file("old");
        Secret secret = Secret.fromFile(file);
        Files.writeString(file, "new");

        assertThat(secret.reveal()).isEqualTo("new");
    }

    @Test
    void readsTheVariable() {
        assertThat(Secret.fromEnvironment("PATH").reveal()).isEqualTo(System.getenv("PATH"));
    }

    @Test
    void revealsWhatTheProgramGave() {
        assertThat(Secret.of(TOKEN).reveal()).isEqualTo(TOKEN);
    }

    @Test
    void saysWhichFileIsMissing() {
        Path file = directory.resolve("token");

        assertThatThrownBy(() -> Secret.fromFile(file).reveal())
                .isInstanceOf(HostException.class)
                .hasMessage("file " + file + ": there is no such file. Fix: create the file with mode 0600");
    }

    @Test
    void saysWhichFileCannotBeRead() {
        assertThatThrownBy(() -> Secret.fromFile(directory).reveal())
                .isInstanceOf(HostException.class)
                .hasMessageContaining("file " + directory + ": can't be read")
                .hasMessageContaining("make it a regular file");
    }

    @Test
    void isFoundAgainByTheNameOfItsPlace() {
        for (Secret secret : List.of(Secret.fromFile(directory.resolve("token")), Secret.fromEnvironment(UNSET))) {
            assertThat(Secret.ofSource(secret.source())).contains(secret);
        }
    }

    @Test
    void isNotFoundAgainIfTheProgramGaveIt() {
        assertThat(Secret.ofSource(Secret.of(TOKEN).source())).isEmpty();
    }

    @Test
    void saysWhichVariableIsNotSet() {
        assertThatThrownBy(() -> Secret.fromEnvironment(UNSET).reveal())
                .isInstanceOf(HostException.class)
                .hasMessage("environment variable " + UNSET + ": it is not set. Fix: export " + UNSET
                        + " before the start");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n"})
    void refusesAnEmptyFile(String content) throws IOException {
        Secret secret = Secret.fromFile(file(content));

        assertThatThrownBy(secret::reveal)
                .isInstanceOf(HostException.class)
                .hasMessageContaining("the secret is empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"glrt-s3cret\nsecond", "glrt-s3cret\u0000", "\tglrt-s3cret", "\nglrt-s3cret"})
    void refusesAFileWithControlCharactersWithoutShowingIt(String content) throws IOException {
        Secret secret = Secret.fromFile(file(content));

        assertThatThrownBy(secret::reveal)
                .isInstanceOf(HostException.class)
                .hasMessageContaining("alone, on one line")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void refusesAFileThatIsNotUtf8() throws IOException {
        Path file = Files.write(directory.resolve("token"), "é".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> Secret.fromFile(file).reveal())
                .isInstanceOf(HostException.class)
                .hasMessageContaining("not UTF-8");
    }

    @Test
    void refusesAFileTooLargeForASecret() throws IOException {
        Secret secret = Secret.fromFile(file("x".repeat(65_537)));

        assertThatThrownBy(secret::reveal)
                .isInstanceOf(HostException.class)
                .hasMessageContaining("more than 65536 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "glrt-s3cret\n", "a\u0000glrt-s3cret"})
    void refusesAGivenSecretThatIsNotOneLineWithoutShowingIt(String value) {
        Refusal.of(() -> Secret.of(value)).isFor("****").hides("s3cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "$TOKEN", "1TOKEN", "A=B", "A B"})
    void refusesNamesThatNoVariableHas(String name) {
        Refusal.of(() -> Secret.fromEnvironment(name)).isFor(name).advises("without \"$\"");
    }

    @Test
    void showsNothingOfItself() throws IOException {
        assertThat(new Secret[] {Secret.of(TOKEN), Secret.fromFile(file(TOKEN)), Secret.fromEnvironment("PATH")})
                .extracting(Secret::toString)
                .containsOnly("****");
    }

    @Test
    void namesItsSource() {
        assertThat(new Secret[] {
                    Secret.fromFile(Path.of("/root/runner-token")),
                    Secret.fromEnvironment("RUNNER_TOKEN"),
                    Secret.of(TOKEN)
                })
                .extracting(Secret::source)
                .containsExactly(
                        "file /root/runner-token", "environment variable RUNNER_TOKEN", "given by the program");
    }

    @Test
    void namesARelativeFileFromTheRoot() {
        assertThat(Secret.fromFile(Path.of("token")).source())
                .isEqualTo("file " + Path.of("token").toAbsolutePath());
    }

    @Test
    void isEqualIfItComesFromTheSameFile() {
        assertThat(Secret.fromFile(Path.of("/a")))
                .isEqualTo(Secret.fromFile(Path.of("/a")))
                .hasSameHashCodeAs(Secret.fromFile(Path.of("/a")))
                .isNotEqualTo(Secret.fromFile(Path.of("/b")));
    }

    @Test
    void isEqualIfItComesFromTheSameVariable() {
        assertThat(Secret.fromEnvironment("A"))
                .isEqualTo(Secret.fromEnvironment("A"))
                .isNotEqualTo(Secret.fromEnvironment("B"));
    }

    @Test
    void isEqualIfTheProgramGaveTheSame() {
        assertThat(Secret.of("a")).isEqualTo(Secret.of("a")).isNotEqualTo(Secret.of("b"));
    }

    @Test
    void isNotSerializable() {
        assertThat(Secret.of(TOKEN)).isNotInstanceOf(Serializable.class);
    }

    private Path file(String content) throws IOException {
        return Files.writeString(directory.resolve("token"), content);
    }

    @Test
    void tellsWhetherItCanBeRead() {
        assertThat(Secret.of("glrt-1").isReadable()).isTrue();
        assertThat(Secret.fromFile(Path.of("/nowhere/token")).isReadable()).isFalse();
    }
}
