package dev.outboard.core.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.testing.shared.SeededStrings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest implements ReadableValueContract<IpAddress> {

    @Override
    public IpAddress read(String text) {
        return IpAddress.of(text);
    }

    @Override
    public String validText(SeededStrings random) {
        return random.oneOf(random.ipv4(), random.ipv6());
    }

    @ParameterizedTest
    @CsvSource({
        "10.9.0.1,                 10.9.0.1",
        "0.0.0.0,                  0.0.0.0",
        "255.255.255.255,          255.255.255.255",
        "FD00:0:0:0:0:0:0:1,       fd00::1",
        "2001:db8:0:0:1:0:0:1,     2001:db8::1:0:0:1",
        "2001:0db8::0001,          2001:db8::1",
        "2001:db8:0:1:1:1:1:1,     2001:db8:0:1:1:1:1:1",
        "::,                       ::",
        "::1,                      ::1",
        "::ffff:10.0.0.1,          ::ffff:a00:1",
        "64:ff9b::10.0.0.1,        64:ff9b::a00:1",
    })
    void printsTheCanonicalForm(String address, String canonical) {
        assertThat(IpAddress.of(address)).hasToString(canonical).isEqualTo(IpAddress.of(canonical));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost", "gitlab.example.org", "10.9.0", "10.9.0.256", "010.9.0.1", "10.9.0.01", "1", "0x0a.0.0.1",
                "10.9.0.1/16", "fe80::1%eth0", "[::1]", "::1::", ":::", "1:2:3:4:5:6:7", "12345::", " 10.9.0.1",
                "10.9.0.1\n", "١٠.٩.٠.١", "fd00::１", "10.9.0.1."
            })
    void refuses(String address) {
        Refusal.of(() -> IpAddress.of(address)).isFor(address).says("no host name");
    }

    @Test
    void knowsIpv4() {
        assertThat(IpAddress.of("10.9.0.1").isIpv4()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fd00::1", "::ffff:10.0.0.1"})
    void knowsIpv6EvenIfItMapsIpv4(String address) {
        assertThat(IpAddress.of(address).isIpv4()).isFalse();
    }
}
