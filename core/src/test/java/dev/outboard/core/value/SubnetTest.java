package dev.outboard.core.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.testing.shared.SeededStrings;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubnetTest implements ReadableValueContract<Subnet> {

    @Override
    public Subnet read(String text) {
        return Subnet.of(text);
    }

    @Override
    public String validText(SeededStrings random) {
        boolean ipv4 = random.number(0, 1) == 0;
        IpAddress address = IpAddress.of(ipv4 ? random.ipv4() : random.ipv6());
        return Subnet.around(new PrefixedAddress(address, random.number(0, ipv4 ? 32 : 128)))
                .toString();
    }

    @ParameterizedTest
    @CsvSource({
        "10.9.0.0/16,       10.9.0.0/16",
        "0.0.0.0/0,         0.0.0.0/0",
        "10.9.0.1/32,       10.9.0.1/32",
        "FD00:9:0::/48,     fd00:9::/48",
        "::/0,              ::/0",
        "fd00::1/128,       fd00::1/128",
    })
    void acceptsNetworks(String subnet, String canonical) {
        assertThat(Subnet.of(subnet)).hasToString(canonical);
    }

    @ParameterizedTest
    @CsvSource({
        "10.9.0.1/16,     10.9.0.0/16",
        "10.9.128.0/16,   10.9.0.0/16",
        "192.168.1.1/31,  192.168.1.0/31",
        "1.0.0.0/0,       0.0.0.0/0",
        "fd00:9::1/64,    fd00:9::/64",
    })
    void refusesHostBitsAndShowsTheNetwork(String subnet, String network) {
        Refusal.of(() -> Subnet.of(subnet)).isFor(subnet).advises("write \"" + network + "\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.9.0.0",
                "10.9.0.0/",
                "/16",
                "10.9.0.0/33",
                "10.9.0.0/-1",
                "10.9.0.0/016",
                "10.9.0.0/255.255.0.0",
                "10.9/16",
                "example.org/16",
                "fd00::/129",
                "10.9.0.0/16/16",
                "10.9.0.0/ 16",
                "fe80::%eth0/64",
                "10.9.0.0/999999999999",
                "010.9.0.0/16"
            })
    void refusesOtherText(String subnet) {
        Refusal.of(() -> Subnet.of(subnet)).isFor(subnet).advises("\"10.9.0.0/16\"");
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8,   10.9.0.0/16,  true",
        "10.9.0.0/16,  10.9.0.0/16,  true",
        "10.9.0.0/16,  10.0.0.0/8,   false",
        "10.9.0.0/16,  10.10.0.0/16, false",
        "10.0.0.0/16,  10.0.0.0/8,   false",
        "0.0.0.0/0,    10.9.0.0/16,  true",
        "::/0,         10.9.0.0/16,  false",
        "0.0.0.0/0,    fd00::/64,    false",
        "fd00::/8,     fd00:9::/64,  true",
    })
    void containsWhatLiesWhollyInside(String outer, String inner, boolean expected) {
        assertThat(Subnet.of(outer).contains(Subnet.of(inner))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "10.9.0.0/16, 10.0.0.0/8,   true",
        "10.0.0.0/8,  10.9.0.0/16,  true",
        "10.9.0.0/16, 10.10.0.0/16, false",
        "::/0,        0.0.0.0/0,    false",
    })
    void overlapsWhatSharesAnAddress(String one, String other, boolean expected) {
        assertThat(Subnet.of(one).overlaps(Subnet.of(other))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "10.9.0.0/16, 10.9.0.0,        true",
        "10.9.0.0/16, 10.9.255.255,    true",
        "10.9.0.0/16, 10.10.0.0,       false",
        "10.9.0.0/16, 10.8.255.255,    false",
        "::/0,        10.9.0.1,        false",
        "::/0,        ::ffff:10.9.0.1, true",
        "0.0.0.0/0,   255.255.255.255, true",
        "fd00::/64,   fd00::1:0:0:1,   true",
        "fd00::/64,   fd00:0:0:1::1,   false",
    })
    void containsHostsOfItsRange(String subnet, String host, boolean expected) {
        assertThat(Subnet.of(subnet).containsHost(host)).isEqualTo(expected);
    }

    @Test
    void refusesHostThatIsNoAddress() {
        Refusal.of(() -> Subnet.of("10.9.0.0/16").containsHost("localhost")).isFor("localhost");
    }

    @ParameterizedTest
    @CsvSource({
        "10.9.0.0/16,        10.10.0.0/16",
        "10.255.0.0/16,      11.0.0.0/16",
        "127.255.255.255/32, 128.0.0.0/32",
        "fd00::/64,          fd00:0:0:1::/64",
        "::fffe:0:0/96,      ::ffff:0:0/96",
    })
    void isFollowedByTheNextOfItsSize(String subnet, String next) {
        assertThat(Subnet.of(subnet).next()).contains(Subnet.of(next));
    }

    @ParameterizedTest
    @ValueSource(strings = {"255.255.0.0/16", "0.0.0.0/0", "255.255.255.255/32", "::/0", "ffff::/16"})
    void hasNoNextAtTheEndOfTheAddresses(String subnet) {
        assertThat(Subnet.of(subnet).next()).isEmpty();
    }

    @Test
    void neverOverlapsTheNext() {
        SeededStrings.forEachSeed(random -> {
            Subnet subnet = Subnet.of(validText(random));
            subnet.next().ifPresent(next -> {
                assertThat(next.overlaps(subnet)).isFalse();
                assertThat(next).isGreaterThan(subnet);
            });
        });
    }

    @Test
    void sortsIpv4FirstThenByAddressThenTheLargerFirst() {
        assertThat(Stream.of("::/0", "200.0.0.0/8", "10.0.0.0/16", "10.0.0.0/8", "9.0.0.0/8")
                        .map(Subnet::of)
                        .sorted()
                        .map(Subnet::toString))
                .containsExactly("9.0.0.0/8", "10.0.0.0/8", "10.0.0.0/16", "200.0.0.0/8", "::/0");
    }

    @Test
    void takesItselfApart() {
        Subnet subnet = Subnet.of("fd00:9::/64");

        assertThat(subnet.network()).isEqualTo("fd00:9::");
        assertThat(subnet.prefixLength()).isEqualTo(64);
        assertThat(subnet.isIpv4()).isFalse();
    }
}
