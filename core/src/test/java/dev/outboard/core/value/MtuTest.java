package dev.outboard.core.value;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MtuTest {

    @ParameterizedTest
    @ValueSource(ints = {68, 1450, 1500, 9000, 65_535})
    void accepts(int bytes) {
        assertThat(Mtu.of(bytes).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 67, 65_536})
    void refuses(int bytes) {
        Refusal.of(() -> Mtu.of(bytes))
                .isFor(Integer.toString(bytes))
                .says("from 68 to 65535 bytes")
                .advises("1500");
    }

    @ParameterizedTest
    @CsvSource({"1279, false", "1280, true"})
    void carriesIpv6From1280BytesOn(int bytes, boolean expected) {
        assertThat(Mtu.of(bytes).carriesIpv6()).isEqualTo(expected);
    }

    @Test
    void isEqualToTheSameSize() {
        assertThat(Mtu.of(1500))
                .isEqualTo(Mtu.of(1500))
                .hasSameHashCodeAs(Mtu.of(1500))
                .isNotEqualTo(Mtu.of(1450));
    }

    @Test
    void printsItsBytes() {
        assertThat(Mtu.of(1450)).hasToString("1450");
    }
}
