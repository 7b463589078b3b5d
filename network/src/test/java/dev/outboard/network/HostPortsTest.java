package dev.outboard.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outboard.core.failure.InvalidValueException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortsTest {
    @ParameterizedTest
    @ValueSource(strings = {"443/tcp", "53/udp", "32768-60999/tcp"})
    void isWrittenAsItIsRead(String text) {
        assertThat(HostPorts.of(text)).hasToString(text);
    }

    @Test
    void isTcpUnlessItSaysOtherwise() {
        assertThat(HostPorts.of("443")).isEqualTo(new HostPorts("tcp", 443, 443));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "65536", "70-60", "443/sctp", "https", "1-", "-1", "443 ", "99999999999"})
    void refusesWhatIsNoPort(String text) {
        assertThatThrownBy(() -> HostPorts.of(text))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("443/tcp");
    }
}
