package dev.outboard.core.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.testing.shared.SeededStrings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest implements ReadableValueContract<ByteSize> {

    @Override
    public ByteSize read(String text) {
        return ByteSize.of(text);
    }

    @Override
    public String validText(SeededStrings random) {
        return random.number(1, 5000) + random.oneOf("", "K", "M", "G", "T", "k", "m");
    }

    @ParameterizedTest
    @CsvSource({
        "400M,                 419430400,           400M",
        "1,                    1,                   1",
        "1000,                 1000,                1000",
        "1024,                 1024,                1K",
        "1536K,                1572864,             1536K",
        "2048m,                2147483648,          2G",
        "1024G,                1099511627776,       1T",
        "4096T,                4503599627370496,    4096T",
        "007K,                 7168,                7K",
        "9223372036854775807,  9223372036854775807, 9223372036854775807",
    })
    void countsInPowersOf1024AndPrintsTheLargestUnit(String size, long bytes, String printed) {
        assertThat(ByteSize.of(size).bytes()).isEqualTo(bytes);
        assertThat(ByteSize.of(size)).hasToString(printed).isEqualTo(ByteSize.ofBytes(bytes));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "0M",
                "-1",
                "1.5G",
                "400MB",
                "400 M",
                "M",
                "1P",
                "9223372036854775808",
                "8388608T",
                "1e3",
                "٤K",
                "99999999999999999999",
                "1K\n"
            })
    void refuses(String size) {
        Refusal.of(() -> ByteSize.of(size)).advises("\"400M\"");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void refusesLessThanOneByte(long bytes) {
        Refusal.of(() -> ByteSize.ofBytes(bytes)).isFor(Long.toString(bytes));
    }

    @Test
    void sortsBySize() {
        assertThat(ByteSize.of("2K")).isGreaterThan(ByteSize.of("2047")).isLessThan(ByteSize.of("1M"));
    }
}
