package dev.outboard.core.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.testing.shared.SeededStrings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabelTest implements ReadableValueContract<Label> {

    @Override
    public Label read(String text) {
        return Label.of(text);
    }

    @Override
    public String validText(SeededStrings random) {
        return random.text(SeededStrings.ALPHANUMERIC + "._-/", 1, 12)
                + "="
                + random.text(SeededStrings.ALPHANUMERIC + "= \"'$%\\é", 0, 20);
    }

    @ParameterizedTest
    @CsvSource({"purpose=ci, purpose, ci", "a=, a, ''", "a=b=c, a, b=c", "org.example/x= y z, org.example/x, ' y z'"})
    void splitsAtTheFirstEqualsSign(String text, String key, String value) {
        assertThat(Label.of(text).key()).isEqualTo(key);
        assertThat(Label.of(text).value()).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"purpose", "=ci", "a b=c", "a\tb=c", "a\u00a0b=c", "a=b\nc", "a=\u0000", "a=\ud83d"})
    void refuses(String label) {
        Refusal.of(() -> Label.of(label)).isFor(label).advises("\"purpose=ci\"");
    }

    @Test
    void comesFromItsParts() {
        assertThat(Label.of("a", "b=c")).isEqualTo(Label.of("a=b=c"));
    }

    @Test
    void refusesKeyWithEqualsSign() {
        Refusal.of(() -> Label.of("a=b", "c")).says("a key without whitespace");
    }
}
