package dev.outboard.runner.configuration.file;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.core.value.ByteSize;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.HttpUrl;
import dev.outboard.core.value.Secret;
import dev.outboard.core.value.SocketPath;
import dev.outboard.runner.configuration.DockerSettings;
import dev.outboard.runner.configuration.JobImage;
import dev.outboard.runner.configuration.ProcessSettings;
import dev.outboard.runner.configuration.Risk;
import dev.outboard.runner.configuration.Risk.Code;
import dev.outboard.runner.configuration.Settings;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Letters of a file, as GitLab Runner reads them. What its library does stands in github.com/BurntSushi/toml v1.6.0:
 *
 * <ul>
 *   <li>A key goes to the field of exactly its name, and else to one whose name differs by case alone: {@code unifyStruct} in
 *       {@code decode.go}, by {@code strings.EqualFold}.
 *   <li>A UTF-8 byte order mark is skipped: {@code parse} in {@code parse.go}, since v1.3.0. v1.2.1 refuses it, and so does a
 *       GitLab Runner whose {@code go.mod} has that version.
 *   <li>Bytes that are not UTF-8 are refused, also in comments: {@code next} in {@code lex.go}, {@code errLexUTF8}.
 *   <li>UTF-16 is refused: {@code parse} finds a NUL among the first six bytes. It skips a UTF-16 mark before text in UTF-8,
 *       which no editor writes, and which is refused here.
 * </ul>
 */
class SpellingTest {
    private static final RunnerIdentity ONE = RunnerIdentity.of("one", "https://gitlab.example.org/");

    private static final String MARK = "\uFEFF";

    /** As a file from Windows: other letters, a comment beyond ASCII. */
    private static final String FOUND = """
            Concurrent = 4 # für alle

            [[Runners]]
              Name = "one"
              URL = "https://gitlab.example.org/"
              ID = 7
              Token = "glrt-canary-one"
              Executor = "docker"
              [Runners.Feature_Flags]
                FF_NETWORK_PER_BUILD = true
              [Runners.Docker]
                HOST = "unix:///run/outboard/docker2.sock"
                Image = "busybox:1"
                Privileged = true
                Memory = "1g"
                Volumes = ["/var/run/docker.sock:/var/run/docker.sock"]
            """;

    private static ConfigurationFile file(String text) {
        return ConfigurationFile.parse("config.toml", text);
    }

    private static ConfigurationFile bytes(byte[] bytes) {
        return ConfigurationFile.parse("config.toml", FileContent.ofBytes(bytes));
    }

    private static RunnerEntry entry(Settings settings) {
        return new RunnerEntry(
                "one",
                HttpUrl.of("https://gitlab.example.org/"),
                Optional.of(Secret.of("glrt-canary-new")),
                Optional.empty(),
                0,
                JobImage.of("debian:13"),
                false,
                List.of(),
                SocketPath.of("/run/outboard/docker2.sock"),
                List.of(),
                settings,
                new TreeMap<>(),
                Optional.empty());
    }

    private static ConfigurationFile merged(ConfigurationFile file) {
        return file.merge(
                Settings.none().with(ProcessSettings.CONCURRENT, 5),
                List.of(entry(Settings.none().with(DockerSettings.MEMORY, ByteSize.of("2G")))),
                DecidedKeys.none());
    }

    @Test
    void aMergeKeepsTheLettersOfTheFile() {
        assertThat(merged(file(FOUND)).text())
                .isEqualTo(FOUND.replace("Concurrent = 4", "Concurrent = 5")
                        .replace("busybox:1", "debian:13")
                        .replace("Privileged = true", "Privileged = false")
                        .replace("\"1g\"", "\"2g\"")
                        .replace("[\"/var/run/docker.sock:/var/run/docker.sock\"]", "[\"/cache\"]"));
    }

    @Test
    void aKeyIsTakenAwayInTheLettersOfTheFile() {
        DecidedKeys owned = DecidedKeys.of(
                Settings.none().with(ProcessSettings.CONCURRENT, 5),
                List.of(entry(Settings.none().with(DockerSettings.MEMORY, ByteSize.of("2G")))));

        assertThat(file(FOUND)
                        .merge(Settings.none(), List.of(entry(Settings.none())), owned)
                        .text())
                .doesNotContain("Concurrent", "Memory")
                .contains("FF_NETWORK_PER_BUILD = true");
        assertThat(file(FOUND).without(ONE).runners()).isEmpty();
    }

    @Test
    void aRunnerIsReadInAnyLetters() {
        RegisteredRunner one = file(FOUND).runner(ONE).orElseThrow();

        assertThat(one.url()).isEqualTo("https://gitlab.example.org/");
        assertThat(one.id()).hasValue(7);
        assertThat(one.token().orElseThrow().reveal()).isEqualTo("glrt-canary-one");
        assertThat(file(FOUND).value(ProcessSettings.CONCURRENT)).contains(4L);
    }

    @Test
    void aRunnerIsAddedToThoseInOtherLetters() {
        assertThat(file(FOUND)
                        .with(
                                RunnerIdentity.of("two", "https://gitlab.example.org/"),
                                new RunnerCredentials(
                                        OptionalLong.of(8),
                                        Secret.of("glrt-canary-two"),
                                        Instant.EPOCH,
                                        Optional.empty()))
                        .text())
                .startsWith(FOUND)
                .contains("[[Runners]]\n  name = \"two\"")
                .doesNotContain("[[runners]]");
    }

    @Test
    void risksAndSecretsAreSeenInAnyLetters() {
        assertThat(ConfigurationRisks.risks(file(FOUND))).extracting(Risk::code).contains(Code.R001, Code.R002);
        assertThat(file(FOUND.replace("Executor", "Environment = [\"A=canary\"]\n  Executor"))
                        .masked())
                .doesNotContain("canary");
    }

    /** Feature flags are a Go map: their names count letter by letter. */
    @Test
    void aFeatureFlagInOtherLettersIsAnother() {
        RunnerEntry flagged = new RunnerEntry(
                "one",
                HttpUrl.of("https://gitlab.example.org/"),
                Optional.empty(),
                Optional.empty(),
                0,
                JobImage.of("debian:13"),
                false,
                List.of(),
                SocketPath.of("/run/outboard/docker2.sock"),
                List.of(),
                Settings.none(),
                new TreeMap<>(Map.of("ff_network_per_build", false)),
                Optional.empty());

        assertThat(file(FOUND)
                        .merge(Settings.none(), List.of(flagged), DecidedKeys.none())
                        .text())
                .contains("FF_NETWORK_PER_BUILD = true", "ff_network_per_build = false");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Concurrent = 8\nconcurrent = 5\n",
                "concurrent = 8\n[[runners]]\nname = \"a\"\n[[Runners]]\nname = \"b\"\n",
                "[[runners]]\n  token = \"glrt-canary\"\n  Token = \"glrt-canary2\"\n",
                "[[runners]]\n  [runners.docker]\n  privileged = true\n  PRIVILEGED = false\n",
                "[[runners]]\n  [runners.docker]\n  [runners.Docker]\n",
                "[[runners]]\n  [runners.cache.s3]\n  SecretKey = \"canary\"\n  secretkey = \"canary\"\n",
                "[session_server]\nsession_timeout = 1\nSession_Timeout = 2\n"
            })
    void twoSpellingsOfOneKeyAreRefused(String text) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> file(text))
                .withMessageMatching(
                        "(?s)config\\.toml: \"\\w+\" in line \\d+ and \"\\w+\" in line \\d+ are one key to GitLab Runner.*")
                .withMessageNotContaining("canary");
    }

    @Test
    void bothLinesOfAKeyAreNamed() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> file("\nConcurrent = 8\n# five\nconcurrent = 5\n"))
                .withMessageContaining("\"Concurrent\" in line 2 and \"concurrent\" in line 4");
    }

    @Test
    void namesInAMapMayDifferByCaseAlone() {
        assertThat(file("[[runners]]\n[runners.docker.container_labels]\na = \"1\"\nA = \"2\"\n")
                        .runners())
                .isEmpty();
    }

    @Test
    void aByteOrderMarkStays() {
        ConfigurationFile file = bytes((MARK + FOUND).getBytes(UTF_8));

        assertThat(file.text()).isEqualTo(MARK + FOUND);
        assertThat(merged(file).text())
                .startsWith(MARK + "Concurrent = 5 # für alle")
                .doesNotContain(MARK + MARK);
        assertThat(file.masked()).doesNotContain(MARK);
    }

    @Test
    void anEmptyFileWithAByteOrderMarkIsNew() {
        assertThat(bytes(MARK.getBytes(UTF_8)).text()).isEqualTo(MARK + "concurrent = 1\n");
    }

    @Test
    void lineEndsOfWindowsStay() {
        String windows = FOUND.replace("\n", "\r\n");

        assertThat(merged(file(windows)).text()).contains("\"2g\"\r\n").doesNotContainPattern("[^\r]\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ISO-8859-1", "windows-1252"})
    void otherEncodingsAreRefusedWithTheirPlace(String encoding) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> bytes("concurrent = 1\n# f\u00fcr alle\n".getBytes(Charset.forName(encoding))))
                .withMessage("config.toml: is not UTF-8 at byte 18, in line 2"
                        + ". Fix: find out its encoding, and convert it: iconv -f ENCODING -t UTF-8");
    }

    @Test
    void aCommentInGbkIsRefused() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> bytes("# \u8fd0\u884c\u5668\nconcurrent = 1\n".getBytes(Charset.forName("GBK"))))
                .withMessageContaining("is not UTF-8 at byte 2, in line 1");
    }

    @Test
    void utf16IsRefused() {
        for (Charset encoding : List.of(UTF_16LE, UTF_16BE)) {
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(() -> bytes((MARK + FOUND).getBytes(encoding)))
                    .withMessageContaining("is not UTF-8 at byte 0, in line 1");
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(() -> bytes("concurrent = 1\n".getBytes(encoding)))
                    .withMessageContaining("is not TOML at line 1");
        }
    }

    @Test
    void aCharacterThatIsCutOffAtTheEndIsRefused() {
        byte[] whole = "# f\u00fc".getBytes(UTF_8);

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> bytes(Arrays.copyOf(whole, whole.length - 1)))
                .withMessageContaining("is not UTF-8 at byte 3, in line 1");
        assertThat(bytes("# plain\n".getBytes(ISO_8859_1)).text()).isEqualTo("# plain\n");
    }
}
