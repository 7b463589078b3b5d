package dev.outboard.core.value;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "\u007f", "\u0080", "é", "\u07ff", "\u0800", "€", "\uffff", "😀", "docker-é€😀"})
    void countsTheBytesThatAreWritten(String text) {
        assertThat(Utf8.length(text)).isEqualTo(text.getBytes(UTF_8).length);
        assertThat(Utf8.canEncode(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud83d", "\ude00", "a\ud83db", "\ude00\ud83d"})
    void refusesALoneSurrogate(String text) {
        assertThat(Utf8.canEncode(text)).isFalse();
    }
}
