package dev.outboard.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.testing.shared.SeededStrings;
import dev.outboard.core.value.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForeignTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "docker2.service: daemon.json changed",
                "Grüße, 日本語, שלום, é with one mark: e\u0301",
                "a \"quoted\" 'word' \\ $(x) 😀",
                "sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
                "3f2504e0-4f89-11d3-9a0c-0305e82c3301 4d1a5e3c9b0f4a7e8c6d2b1a0f9e8d7c",
                "token=TOKEN, --token TOKEN, token=$CI_JOB_TOKEN, token=<token>, PASSWORD=****",
                "give its authentication token (glrt-...) or a GR1348941 one",
                "Basic authentication, bearer certificates, WWW-Authenticate: Bearer realm=\"https://auth.example.org/token\"",
                "glibc-2.36-9+deb12u4, english-language, single-threaded",
                "https://mirror.example.org:5000/v2/, ssh://git@gitlab.example.org/ci, unix:///run/docker.sock",
                "registry.example.org:5000/tools/image:1.2@sha256:2c26b46b68ffc68ff99b453c1d30413413422d70",
                "the token is unknown; its secret: what the file has; password: wrong",
                "$ docker --host unix:///docker2/docker.sock run --rm --env CI_SERVER_TOKEN runner1",
                "-----BEGIN CERTIFICATE-----"
            })
    void showsOrdinaryTextAsItIs(String text) {
        assertThat(ForeignText.line(text)).isEqualTo(text);
        assertThat(ForeignText.whole(text)).isEqualTo(text);
        assertThat(ForeignText.lines(List.of(text))).containsExactly(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0007, \\u0007",
        "0009, \\u0009",
        "000d, \\u000d",
        "001b, \\u001b",
        "007f, \\u007f",
        "0085, \\u0085",
        "009b, \\u009b",
        "00ad, \\u00ad",
        "034f, \\u034f",
        "061c, \\u061c",
        "200b, \\u200b",
        "200f, \\u200f",
        "2028, \\u2028",
        "2029, \\u2029",
        "202e, \\u202e",
        "2066, \\u2066",
        "3164, \\u3164",
        "fe0f, \\ufe0f",
        "feff, \\ufeff",
        "fffb, \\ufffb",
        "d83d, \\ud83d",
        "e000, \\ue000",
        "e0041, \\udb40\\udc41"
    })
    void escapesWhatCannotBeSeen(String hexadecimal, String escape) {
        String text = "a" + Character.toString(Integer.parseInt(hexadecimal, 16)) + "b";

        assertThat(ForeignText.line(text)).isEqualTo("a" + escape + "b");
        assertThat(Quoted.text(text)).isEqualTo("\"a" + escape + "b\"");
    }

    @Test
    void escapesEveryControlFormatAndSeparatorOfUnicode() {
        IntStream.rangeClosed(0, Character.MAX_CODE_POINT).forEach(codePoint -> {
            String shown = ForeignText.whole(Character.toString(codePoint));
            assertThat(shown.codePoints().allMatch(ForeignTextTest::isSeen))
                    .as("U+%04X is shown as %s", codePoint, shown)
                    .isTrue();
        });
    }

    private static boolean isSeen(int codePoint) {
        return !List.of(
                        (int) Character.CONTROL,
                        (int) Character.FORMAT,
                        (int) Character.LINE_SEPARATOR,
                        (int) Character.PARAGRAPH_SEPARATOR,
                        (int) Character.SURROGATE,
                        (int) Character.PRIVATE_USE,
                        (int) Character.UNASSIGNED)
                .contains(Character.getType(codePoint));
    }

    @Test
    void escapesAFloodOfMarks() {
        assertThat(ForeignText.line("a" + "\u0301".repeat(6) + "b"))
                .isEqualTo("a" + "\u0301".repeat(4) + "\\u0301\\u0301b");
    }

    @Test
    void keepsTextOfOthersOnItsLine() {
        assertThat(ForeignText.line("failed\r\n\n  ok    docker2 answers\n"))
                .isEqualTo("failed | ok    docker2 answers");
        assertThat(ForeignText.whole("a\nb")).isEqualTo("a\\u000ab");
        assertThat(Quoted.text("a\nb")).isEqualTo("\"a\\u000ab\"");
    }

    @Test
    void cutsLongTextAndSaysHowMuchIsMissing() {
        assertThat(ForeignText.phrase("x".repeat(1_000))).isEqualTo("x".repeat(260) + "… (740 characters more)");
        assertThat(ForeignText.phrase("x".repeat(300))).isEqualTo("x".repeat(300));
        assertThat(ForeignText.line("\u202e".repeat(1_000_000)))
                .endsWith(" characters more)")
                .hasSizeLessThan(4_001);
    }

    @Test
    void showsTextTwiceAsItShowsItOnce() {
        SeededStrings.forEachSeed(2_000, random -> {
            String text = random.hostile().repeat(random.number(1, 40));
            String line = ForeignText.line(text);
            assertThat(ForeignText.line(line)).isEqualTo(line);
            assertThat(ForeignText.whole(line)).isEqualTo(line);
            assertThat(ForeignText.lines(List.of(line))).containsExactly(line);
            assertThat(ForeignText.line(ForeignText.phrase(text))).isEqualTo(ForeignText.phrase(text));
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "glpat-CANARY7canary7",
                "glrt-t1_CANARY7canary7.01.0abc",
                "glrtr-CANARY7canary7",
                "gldt-CANARY7canary7",
                "glcbt-64_CANARY7canary7",
                "glptt-CANARY7canary7",
                "gloas-CANARY7canary7",
                "glagent-CANARY7canary7",
                "GR1348941CANARY7canary7",
                "corp-glrt-CANARY7canary7",
                "\u001b[31mglpat-CANARY7canary7\u001b[0m",
                "Authorization: Bearer CANARY7canary7",
                "authorization: Basic Q0FOQVJZCANARY7=",
                "{\"Authorization\":[\"Bearer CANARY7canary7\"]}",
                "PRIVATE-TOKEN: CANARY7canary7",
                "X-Registry-Auth: CANARY7canary7",
                "the header was Bearer CANARY7canary7",
                "https://gitlab.example.org/api?private_token=CANARY7canary7&page=1",
                "token=CANARY7canary7",
                "token%3DCANARY7canary7",
                "job_token = \"CANARY7 canary7\"",
                "{\"token\": \"CANARY7canary7\"}",
                "{\\\"password\\\":\\\"CANARY7canary7\\\"}",
                "\"auth\": \"CANARY7canary7==\"",
                "AWS_SECRET_ACCESS_KEY=CANARY7canary7",
                "password='CANARY7 canary7'",
                "gitlab-runner register --token CANARY7canary7",
                "registration token: CANARY7canary7",
                "https://user:CANARY7canary7@proxy.example.org:3128",
                "http://user:p@ss-CANARY7@proxy.example.org",
                "https://CANARY7canary7canary7@github.example.org/x",
                "AKIACANARY7CANARY7AB",
                "ghp_CANARY7canary7CANARY7canary7CANARY7",
                "dckr_pat_CANARY7canary7",
                "eyJDQU5BUlk3.eyJDQU5BUlk3.CANARY7",
                "-----BEGIN RSA PRIVATE KEY-----\nCANARY7\n-----END RSA PRIVATE KEY-----",
                "-----BEGIN OPENSSH PRIVATE KEY-----\\nCANARY7"
            })
    void masksWhatLooksLikeASecret(String text) {
        assertThat(ForeignText.line(text)).contains("****").doesNotContain("CANARY7", "eyJ");
        assertThat(ForeignText.line("before " + text)).startsWith("before ");
        assertThat(String.join("\n", ForeignText.lines(List.of(text.split("\n")))))
                .doesNotContain("CANARY7");
    }

    @Test
    void keepsWhatStandsAroundASecret() {
        assertThat(ForeignText.line("GET https://ci:hunter2@h/x?token=abc&page=1 (id 7)"))
                .isEqualTo("GET https://ci:****@h/x?token=****&page=1 (id 7)");
        assertThat(ForeignText.line("{\"token\":\"abc\",\"id\":7}")).isEqualTo("{\"token\":\"****\",\"id\":7}");
    }

    @Test
    void masksSecretsThatTheProcessKnows() {
        String value = "pass/word of: \"ci\"+7";
        Secret secret = Secret.of(value);
        assertThat(secret).hasToString("****");

        String inUrl = URLEncoder.encode(value, StandardCharsets.UTF_8);
        for (String before : List.of("", "u", "us", "user:")) {
            String base64 =
                    Base64.getEncoder().encodeToString((before + value + " and more").getBytes(StandardCharsets.UTF_8));
            assertThat(ForeignText.line("it said " + base64)).contains("****").doesNotContain(base64);
        }
        assertThat(ForeignText.line("it said " + value + "!")).isEqualTo("it said ****!");
        assertThat(ForeignText.line("x=" + inUrl)).isEqualTo("x=****");
        assertThat(ForeignText.line("x=" + inUrl.replace("+", "%20"))).isEqualTo("x=****");
        assertThat(ForeignText.line("x=pass%2fword+of%3a+%22ci%22%2b7")).isEqualTo("x=****");
        assertThat(ForeignText.line("{\"said\":\"pass/word of: \\\"ci\\\"+7\"}"))
                .isEqualTo("{\"said\":\"****\"}");
    }

    @Test
    void knowsOnlyTheLastSecrets() {
        String oldest = "oldest-of-many-secrets";
        Secret.of(oldest);
        for (int number = 0; number < 250; number++) {
            KnownSecrets.add("one-of-many-secrets-" + number);
        }

        assertThat(ForeignText.line(oldest)).isEqualTo(oldest);
        assertThat(ForeignText.line("one-of-many-secrets-249")).isEqualTo("****");
    }

    @Test
    void masksTheWholeWordThatASecretIsAPartOf() {
        KnownSecrets.add("part-of-another");

        assertThat(ForeignText.line("token is x1part-of-anotherSECRET_2, not \"part-of-another\"."))
                .isEqualTo("token is ****, not \"****\".");
    }

    @Test
    void masksSecretsThatOverlap() {
        KnownSecrets.add("begins/and-overlaps");
        KnownSecrets.add("overlaps/and/ends");

        assertThat(ForeignText.line("it begins/and-overlaps/and/ends here")).isEqualTo("it **** here");
    }

    @Test
    void doesNotTakeAWordForASecretBecauseItIsOne() {
        assertThat(Secret.of("docker").reveal()).isEqualTo("docker");

        assertThat(ForeignText.line("docker info")).isEqualTo("docker info");
    }

    @Test
    void hidesAPrivateKeyOfManyLines() {
        List<String> lines = List.of("key:", "-----BEGIN PRIVATE KEY-----", "MIIE", "-----END PRIVATE KEY-----", "end");

        assertThat(ForeignText.lines(lines)).containsExactly("key:", "****", "****", "****", "end");
    }

    @Test
    void takesNotLongForLongText() {
        for (String part :
                List.of("token", "//a:", "Bearer ", "glrt-", "\\\"", "A", "eyJ", "-----BEGIN PRIVATE KEY", " ", "\n")) {
            assertThat(ForeignText.line(part.repeat(2_000_000 / part.length()))).hasSizeLessThan(4_001);
        }
    }
}
