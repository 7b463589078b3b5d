package dev.outboard.core.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.testing.shared.SeededStrings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InterfaceAddressTest implements ReadableValueContract<InterfaceAddress> {

    @Override
    public InterfaceAddress read(String text) {
        return InterfaceAddress.of(text);
    }

    @Override
    public String validText(SeededStrings random) {
        return random.oneOf(
                "10.%d.%d.%d/%d"
                        .formatted(
                                random.number(0, 255),
                                random.number(0, 255),
                                random.number(1, 254),
                                random.number(8, 24)),
                "FD%s:0:0:%x::%x/%d"
                        .formatted(
                                random.text(SeededStrings.DIGITS, 2, 2),
                                random.number(0, 65_535),
                                random.number(1, 65_535),
                                random.number(16, 64)));
    }

    @ParameterizedTest
    @CsvSource({
        "10.9.0.1/16,         10.9.0.1/16",
        "10.9.1.0/16,         10.9.1.0/16",
        "10.9.0.0/31,         10.9.0.0/31",
        "10.9.0.1/31,         10.9.0.1/31",
        "10.9.0.0/32,         10.9.0.0/32",
        "169.254.1.1/16,      169.254.1.1/16",
        "FD00:9:0:0::1/64,    fd00:9::1/64",
        "fd00:9::/127,        fd00:9::/127",
        "fd00:9::/128,        fd00:9::/128",
        "fd00::ffff:ffff:ffff:ffff/64, fd00::ffff:ffff:ffff:ffff/64",
        "fe80::1/64,          fe80::1/64",
    })
    void acceptsHostsOfANetwork(String address, String canonical) {
        assertThat(InterfaceAddress.of(address)).hasToString(canonical);
    }

    @ParameterizedTest
    @CsvSource({
        "10.9.0.0/16,    10.9.0.1/16",
        "192.168.4.4/30, 192.168.4.5/30",
        "fd00:9::/64,    fd00:9::1/64",
    })
    void refusesTheNetworksOwnAddressAndShowsAHost(String address, String host) {
        Refusal.of(() -> InterfaceAddress.of(address))
                .isFor(address)
                .says("the network's own address")
                .advises("write e.g. \"" + host + "\"");
    }

    @ParameterizedTest
    @CsvSource({"10.9.255.255/16, 10.9.0.1/16", "192.168.4.7/30, 192.168.4.5/30"})
    void refusesTheBroadcastAddressAndShowsAHost(String address, String host) {
        Refusal.of(() -> InterfaceAddress.of(address))
                .isFor(address)
                .says("the network's broadcast address")
                .advises("write e.g. \"" + host + "\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0/8",
                "127.0.0.1/8",
                "127.9.0.1/16",
                "224.0.0.1/24",
                "239.1.1.1/32",
                "255.255.255.255/32",
                "::/64",
                "::1/128",
                "ff02::1/64"
            })
    void refusesAddressesThatAreNoSingleHosts(String address) {
        Refusal.of(() -> InterfaceAddress.of(address)).isFor(address).says("the address of one host");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.9.0.1", "10.9.0.1/", "10.9.0.1/33", "10.9.0.1/255.255.0.0", "localhost/16", "example.org/24",
                "010.9.0.1/16", "10.9.0.1/0", "fd00::1/129", "fe80::1%eth0/64", "fe80::1/64%eth0", " 10.9.0.1/16",
                "10.9.0.1 /16"
            })
    void refusesOtherText(String address) {
        Refusal.of(() -> InterfaceAddress.of(address)).isFor(address).advises("e.g. \"10.9.0.1/16\"");
    }

    @Test
    void takesItselfApart() {
        InterfaceAddress address = InterfaceAddress.of("10.9.0.1/16");

        assertThat(address.host()).isEqualTo("10.9.0.1");
        assertThat(address.prefixLength()).isEqualTo(16);
        assertThat(address.isIpv4()).isTrue();
    }

    @Test
    void liesInItsSubnet() {
        SeededStrings.forEachSeed(random -> {
            InterfaceAddress address = InterfaceAddress.of(validText(random));
            assertThat(address.subnet().containsHost(address.host())).isTrue();
            assertThat(address.subnet().prefixLength()).isEqualTo(address.prefixLength());
        });
    }

    @Test
    void namesItsSubnetByTheNetworkAddress() {
        assertThat(InterfaceAddress.of("10.9.3.1/16").subnet()).isEqualTo(Subnet.of("10.9.0.0/16"));
    }
}
