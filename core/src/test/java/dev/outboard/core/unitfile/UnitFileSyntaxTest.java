package dev.outboard.core.unitfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnitFileSyntaxTest {
    private static UnitFileSyntaxException refusal(String text) {
        UnitFileSyntaxException refused =
                catchThrowableOfType(UnitFileSyntaxException.class, () -> UnitFile.parse("a.service", text));
        assertThat(refused).as("refusal of %s", text).isNotNull();
        return refused;
    }

    @Test
    void namesFileAndLineOfOpenSectionHeader() {
        assertThat(refusal("# x\n[Unit]\n\n[Service\n"))
                .hasMessage("a.service, line 4: a section header that does not end in ]: \"[Service\". "
                        + "Fix: write it as [Name]; systemd would not load this file");
    }

    @Test
    void carriesFileLineAndText() {
        UnitFileSyntaxException refused = refusal("[Unit] # comment\n");

        assertThat(refused.fileName()).isEqualTo("a.service");
        assertThat(refused.line()).isEqualTo(1);
        assertThat(refused.found()).isEqualTo("[Unit] # comment");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "[Un\"it]", "[Un'it]", "[Un\\it]", "[Un\tit]", "[Un\u007fit]"})
    void refusesHeaderThatSystemdRefuses(String header) {
        assertThat(refusal("\n" + header).line()).isEqualTo(2);
    }

    @Test
    void countsLinesOfEveryKind() {
        assertThat(refusal("a\nb\r\nc\rd\n\re\n[x").line()).isEqualTo(6);
    }

    @Test
    void namesFirstLineOfContinuedHeader() {
        assertThat(refusal("\n[Unit \\\n# comment\nmore").line()).isEqualTo(2);
    }

    @Test
    void refusesNul() {
        assertThat(refusal("[Unit]\nAfter=\0"))
                .hasMessageStartingWith(
                        "a.service, line 2: a character that no unit file can hold: \"\\u0000\". Fix: ");
    }

    @Test
    void refusesHalfOfSurrogatePair() {
        assertThat(refusal("[Unit]\n# \ud83d").line()).isEqualTo(2);
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        byte[] latin1 = "[Unit]\nDescription=caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1);

        assertThatExceptionOfType(UnitFileSyntaxException.class)
                .isThrownBy(() -> UnitFile.parse("a.service", latin1))
                .withMessageStartingWith("a.service, line 2: a byte that is not UTF-8: \"\\xe9\". Fix: ");
    }

    @Test
    void refusesTruncatedCharacterAtTheEnd() {
        assertThatExceptionOfType(UnitFileSyntaxException.class)
                .isThrownBy(() -> UnitFile.parse("a.service", new byte[] {'#', '\n', (byte) 0xc3}))
                .withMessageStartingWith("a.service, line 2: ");
    }

    @Test
    void refusesOverlongAndSurrogateBytes() {
        for (byte[] bytes : new byte[][] {{(byte) 0xc0, (byte) 0x80}, {(byte) 0xed, (byte) 0xa0, (byte) 0x80}}) {
            assertThatExceptionOfType(UnitFileSyntaxException.class)
                    .isThrownBy(() -> UnitFile.parse("a.service", bytes))
                    .withMessageStartingWith("a.service, line 1: ");
        }
    }

    @Test
    void shortensLongTextInMessageOnly() {
        String header = "[" + "x".repeat(5_000);

        assertThat(refusal(header).found()).isEqualTo(header);
        assertThat(refusal(header).getMessage()).hasSizeLessThan(400).contains("xxx...\"");
    }
}
