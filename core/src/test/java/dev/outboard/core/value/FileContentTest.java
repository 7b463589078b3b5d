package dev.outboard.core.value;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileContentTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "line\n", "no end", "a\r\nb", "é€\ud83d\ude00", "\ufeffmark"})
    void givesBackItsText(String text) {
        assertThat(FileContent.ofText(text).text()).isEqualTo(text);
    }

    @Test
    void refusesTextThatUtf8CannotStore() {
        Refusal.of(() -> FileContent.ofText("token \ud83d"))
                .says("valid Unicode")
                .hides("token");
    }

    @Test
    void keepsItsBytesWhenTheCallersArrayChanges() {
        byte[] bytes = {1, 2};
        FileContent content = FileContent.ofBytes(bytes);
        bytes[0] = 9;

        assertThat(content.bytes()).containsExactly(1, 2);
    }

    @Test
    void keepsItsBytesWhenAGivenArrayChanges() {
        FileContent content = FileContent.ofBytes(new byte[] {1, 2});
        content.bytes()[0] = 9;

        assertThat(content.bytes()).containsExactly(1, 2);
    }

    @Test
    void isEqualToTheSameBytes() {
        assertThat(FileContent.ofBytes(new byte[] {'a'}))
                .isEqualTo(FileContent.ofText("a"))
                .hasSameHashCodeAs(FileContent.ofText("a"));
    }

    @Test
    void differsFromOtherBytes() {
        assertThat(FileContent.ofText("a")).isNotEqualTo(FileContent.ofText("a\n"));
    }

    @Test
    void isTextIfItIsUtf8() {
        assertThat(FileContent.ofText("é\n").isText()).isTrue();
    }

    @Test
    void namesTheFirstByteThatIsNotUtf8() {
        assertThat(FileContent.ofBytes(new byte[] {'a', (byte) 0xc3, '('}).malformedByte())
                .hasValue(1);
        assertThat(FileContent.ofBytes(new byte[] {'a', (byte) 0xe2, (byte) 0x82})
                        .malformedByte())
                .hasValue(1);
        assertThat(FileContent.ofText("\ufeffé€\ud83d\ude00").malformedByte()).isEmpty();
    }

    @Test
    void isNoTextIfItIsMalformed() {
        assertThat(FileContent.ofBytes(new byte[] {(byte) 0xc3, '('}).isText()).isFalse();
    }

    @Test
    void isNoTextIfItHasNul() {
        assertThat(FileContent.ofText("a\0b").isText()).isFalse();
    }

    @Test
    void replacesWhatIsMalformed() {
        assertThat(FileContent.ofBytes(new byte[] {'a', (byte) 0xff}).text()).isEqualTo("a\ufffd");
    }

    @Test
    void hasTheFingerprintOfSha256sum() {
        assertThat(FileContent.ofText("abc").sha256())
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void countsBytesNotCharacters() {
        assertThat(FileContent.ofText("€").size()).isEqualTo(3);
    }

    @Test
    void describesItselfWithoutItsContent() {
        assertThat(FileContent.ofText("abc")).hasToString("3 bytes, sha256 ba7816bf8f01…");
    }
}
