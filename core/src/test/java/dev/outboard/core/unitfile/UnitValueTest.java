package dev.outboard.core.unitfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.core.failure.InvalidValueException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitValueTest {
    @Test
    void literalDoublesPercentOnly() {
        assertThat(UnitValue.literal("100% \"a\" 'b' $c \\d \u00e9 #;")).isEqualTo("100%% \"a\" 'b' $c \\d \u00e9 #;");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\rb", "a\tb", "a\0b", "a\u007fb", " a", "a ", "a\\", "\ud83d"})
    void refusesLiteralThatHasNoWrittenForm(String value) {
        assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> UnitValue.literal(value));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"/docker2 | /docker2", "/a b | \"/a b\"", "/a\"\\ | \"/a\\\"\\\\\"", "/50% | /50%%", "`` | \"\""})
    void quotesWordIfNeedBe(String word, String written) {
        assertThat(UnitValue.word(word)).isEqualTo(written);
    }

    @Test
    void refusesControlCharacterInWord() {
        assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> UnitValue.word("a\nb"));
    }

    @Test
    void environmentIsQuotedAsAWhole() {
        assertThat(UnitValue.environment("DOCKER_TMPDIR", "/docker2/tmp")).isEqualTo("DOCKER_TMPDIR=/docker2/tmp");
        assertThat(UnitValue.environment("A", "b c\"\\\n\t100%$D")).isEqualTo("\"A=b c\\\"\\\\\\n\\t100%%$D\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1A", "A-B", "A=B", "A B", "\u00c4", "A\n"})
    void refusesNameThatSystemdIgnores(String name) {
        assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> UnitValue.environment(name, "a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\0b", "a\rb", "a\u001bb", "\ud83d"})
    void refusesEnvironmentThatSystemdIgnores(String value) {
        assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> UnitValue.environment("A", value));
    }

    @Test
    void namesVariableWhoseValueIsRefused() {
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> UnitValue.environment("A", "x\r"))
                .withMessage("value of A \"x\\u000d\": expected no control characters but tab and newline."
                        + " Fix: take them out of the value");
    }
}
