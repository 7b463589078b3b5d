package dev.outboard.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTest {
    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "\u00e9", "\ud83d\ude00", "\\\"'$%"})
    void oneLineHasNoControlCharacters(String text) {
        assertThat(PlainText.isOneLine(text)).isTrue();
        assertThat(PlainText.isLines("a" + text + "\n\t" + text)).isTrue();
        assertThat(PlainText.isOneLine("a" + text + "\n")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\0",
                "\r",
                "\u001b",
                "\u007f",
                "\u0085",
                "\ud83d",
                "\ude00",
                "\ude00\ud83d",
                "\u2028",
                "\ufeff",
                "\u202e",
                "\u200b"
            })
    void neitherHasAnythingThatAFileDoesNotCarryUnchanged(String text) {
        assertThat(PlainText.isOneLine("a" + text + "b")).isFalse();
        assertThat(PlainText.isLines("a" + text + "b")).isFalse();
    }
}
