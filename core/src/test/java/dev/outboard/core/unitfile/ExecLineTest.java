package dev.outboard.core.unitfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.testing.shared.SeededStrings;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExecLineTest {
    private static List<String> texts(ExecLine line) {
        return line.words().stream().map(ExecLine.Word::text).toList();
    }

    private static List<String> raws(ExecLine line) {
        return line.words().stream().map(ExecLine.Word::raw).toList();
    }

    /** What the program gets in the end: systemd makes one sign of two. */
    private static List<String> arguments(String value) {
        return texts(ExecLine.parse(value)).stream()
                .map(word -> word.replace("%%", "%").replace("$$", "$"))
                .toList();
    }

    @Test
    void leavesPlainWordsUnquoted() {
        assertThat(ExecLine.quote(List.of("/usr/sbin/dockerd", "-H", "fd://", "--data-root=/docker2/graph")))
                .isEqualTo("/usr/sbin/dockerd -H fd:// --data-root=/docker2/graph");
    }

    @Test
    void quotesWhatSystemdWouldSplitOrExpand() {
        assertThat(ExecLine.quote(
                        List.of("/a b", "", "c d", "e\"f", "g\\h", "100%", "$HOME", "i'j", ";", "k\n\t\r\u0001\u007f")))
                .isEqualTo(
                        "\"/a b\" \"\" \"c d\" \"e\\\"f\" \"g\\\\h\" 100%% $$HOME \"i'j\" \";\" \"k\\n\\t\\r\\x01\\x7f\"");
    }

    @Test
    void passesUtf8Unchanged() {
        assertThat(ExecLine.quote(List.of("/caf\u00e9", "\ud83d\ude00"))).isEqualTo("\"/caf\u00e9\" \"\ud83d\ude00\"");
    }

    @Test
    void quotedArgumentsComeBackFromTheFile() {
        String alphabet = "ab/ \t\n\r\u0001\u007f\"'\\;#%$@-:+!|{}=[]x41snu0\u00e9\u20ac\u0085\u00a0\ufeff";
        SeededStrings.forEachSeed(100_000, random -> {
            List<String> command = new ArrayList<>(List.of("/bin/x"));
            int count = random.number(0, 4);
            for (int i = 0; i < count; i++) {
                command.add(random.text(alphabet, 0, 7) + random.oneOf("", "", "\ud83d\ude00"));
            }
            UnitFile unit = UnitFile.empty("x.service").set("Service", "ExecStart", ExecLine.quote(command));
            assertThat(arguments(UnitFile.parse("x.service", unit.text())
                            .value("Service", "ExecStart")
                            .orElseThrow()))
                    .isEqualTo(command);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "dockerd", "./a", "-/bin/a", "/bin/", "/a\"b", "/a'b", "/a\\b", "/a$b", "/a\nb", "/a\0", "/\ud83d"
            })
    void refusesProgramThatSystemdWouldNotRun(String program) {
        assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> ExecLine.quote(List.of(program)));
    }

    @Test
    void refusesCommandWithoutProgram() {
        assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> ExecLine.quote(List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\0b", "\ud83d"})
    void refusesArgumentThatCannotBePassed(String argument) {
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> ExecLine.quote(List.of("/bin/a", argument)));
    }

    @Test
    void splitsWordsAndKeepsThemAsWritten() {
        ExecLine line = ExecLine.parse("/bin/a  'b c' \"d\\\"e\" --f='g h'i\t\\x41\\u00e9\\101\\s\\; $VAR %i %% $$");

        assertThat(texts(line))
                .containsExactly("/bin/a", "b c", "d\"e", "--f=g hi", "A\u00e9A \\;", "$VAR", "%i", "%%", "$$");
        assertThat(raws(line))
                .containsExactly(
                        "/bin/a",
                        "'b c'",
                        "\"d\\\"e\"",
                        "--f='g h'i",
                        "\\x41\\u00e9\\101\\s\\;",
                        "$VAR",
                        "%i",
                        "%%",
                        "$$");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\\q | \\q",
                "\\x4 | \\x4",
                "\\x00 | \\x00",
                "\\000 | \\000",
                "\\400 | \\400",
                "\\ud800 | \\ud800",
                "\\U00110000 | \\U00110000",
                "\\U0001F600 | \ud83d\ude00",
                "\\xc3\\xa9 | \u00e9",
                "\\303\\251 | \u00e9",
                "a\\ | a\\",
                "\\\u00e9 | \\\u00e9",
                "\"\" | ``",
                "a\"\"b'' | ab",
                "'a\\'b' | a'b",
                "'a\"b' | a\"b",
                "\\; | ;",
                "\";\" | ;",
                ";a | ;a"
            })
    void unquotesAsSystemdDoes(String written, String text) {
        ExecLine line = ExecLine.parse("/bin/a " + written);

        assertThat(texts(line)).containsExactly("/bin/a", text);
        assertThat(line.text()).isEqualTo("/bin/a " + written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/bin/a \"b", "/bin/a 'b", "/bin/a b\"", "/bin/a \"b\\\"", "/bin/a \"b\\"})
    void refusesOpenQuote(String value) {
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> ExecLine.parse(value))
                .withMessageContaining("every quote to be closed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/bin/a ; /bin/b", "; /bin/a", "/bin/a ;", "\";\" /bin/a"})
    void refusesSeveralCommands(String value) {
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> ExecLine.parse(value))
                .withMessageContaining("expected one command");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \t"})
    void refusesEmptyLine(String value) {
        assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> ExecLine.parse(value));
    }

    @Test
    void derivesFromVendorsCommand() {
        ExecLine vendor =
                ExecLine.parse("/usr/sbin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock $DOCKER_OPTS");

        assertThat(vendor.program()).isEqualTo("/usr/sbin/dockerd");
        assertThat(vendor.keep(word -> !word.text().equals("$DOCKER_OPTS"))
                        .append(List.of("--data-root", "/docker 2", "--label=a=$b"))
                        .text())
                .isEqualTo("/usr/sbin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock"
                        + " --data-root \"/docker 2\" --label=a=$$b");
    }

    @Test
    void keepsProgramWhateverIsWanted() {
        assertThat(ExecLine.parse("/bin/a b c").keep(word -> false).text()).isEqualTo("/bin/a");
    }

    @Test
    void programIsWithoutSpecialPrefixes() {
        assertThat(ExecLine.parse("-@!!/bin/a b").program()).isEqualTo("/bin/a");
    }

    @Test
    void doublesNoDollarWhereSystemdExpandsNoVariables() {
        assertThat(ExecLine.parse("-:/bin/a").append(List.of("$b%")).text()).isEqualTo("-:/bin/a $b%%");
    }

    @Test
    void equalsByWords() {
        assertThat(ExecLine.parse("/a  b")).isEqualTo(ExecLine.parse("/a b")).hasSameHashCodeAs(ExecLine.parse("/a b"));
        assertThat(ExecLine.parse("/a b"))
                .isNotEqualTo(ExecLine.parse("/a 'b'"))
                .hasToString("/a b");
    }
}
