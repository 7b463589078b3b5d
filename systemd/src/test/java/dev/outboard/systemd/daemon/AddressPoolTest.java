package dev.outboard.systemd.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.value.Subnet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPoolTest {
    @ParameterizedTest
    @CsvSource({
        "10.9.0.0/16, 10.10.0.0/16 in networks of /24",
        "10.9.0.0/20, 10.9.16.0/20 in networks of /24",
        "192.168.4.0/24, 192.168.5.0/24 in networks of /28",
        "192.168.4.0/30, 192.168.4.4/30 in networks of /30"
    })
    void followsTheBridgesSubnet(String bridge, String pool) {
        assertThat(AddressPool.following(Subnet.of(bridge)).orElseThrow()).hasToString(pool);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/8", "172.31.0.0/16", "192.168.0.0/16", "192.168.255.0/24"})
    void doesNotLeaveAPrivateRange(String bridge) {
        assertThat(AddressPool.following(Subnet.of(bridge))).isEmpty();
    }

    @Test
    void followsASubnetOutsideThePrivateRanges() {
        assertThat(AddressPool.following(Subnet.of("100.64.0.0/16"))
                        .orElseThrow()
                        .base())
                .hasToString("100.65.0.0/16");
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.8.0.0/16", "172.0.0.0/8", "192.0.2.0/24", "169.254.0.0/16"})
    void refusesARangeThatIsNotForPrivateUse(String range) {
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> new AddressPool(Subnet.of(range), 28))
                .withMessageContaining(range)
                .withMessageContaining("private use");
    }

    @Test
    void followsABridgeInTheSharedAddressSpaceOfAProviderWithinIt() {
        assertThat(AddressPool.following(Subnet.of("100.64.0.0/16")))
                .map(AddressPool::base)
                .hasValue(Subnet.of("100.65.0.0/16"));
        assertThat(AddressPool.following(Subnet.of("100.127.0.0/16"))).isEmpty();
    }

    @Test
    void offersPoolsAfterTheBridgeFirstAndThenThoseOfTheOtherPrivateRanges() {
        assertThat(AddressPool.candidates(Subnet.of("172.30.0.0/16")).limit(4))
                .extracting(AddressPool::toString)
                .containsExactly(
                        "172.31.0.0/16 in networks of /24",
                        "10.0.0.0/16 in networks of /24",
                        "10.1.0.0/16 in networks of /24",
                        "10.2.0.0/16 in networks of /24");
    }

    @Test
    void offersPoolsAlsoToABridgeAtTheEndOfAPrivateRange() {
        assertThat(AddressPool.candidates(Subnet.of("192.168.255.0/24")).findFirst())
                .contains(new AddressPool(Subnet.of("10.0.0.0/24"), 28));
    }

    @Test
    void endsItsOfferForASmallBridge() {
        assertThat(AddressPool.candidates(Subnet.of("10.9.0.0/30"))).hasSizeLessThan(5000);
    }
}
