package dev.outboard.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.outboard.core.failure.InvalidSpecException;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.testing.shared.SpecContract;
import dev.outboard.network.BridgeSpec.Persistence;
import dev.outboard.network.BridgeSpec.Tool;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BridgeSpecTest {

    @Test
    void needsOnlyNameAndAddress() {
        BridgeSpec spec = BridgeSpec.builder("docker1", "10.9.0.1/16").build();

        assertThat(spec.name()).hasToString("docker1");
        assertThat(spec.address()).hasToString("10.9.0.1/16");
        assertThat(spec.ipv6Address()).isEmpty();
        assertThat(spec.mtu()).isEmpty();
        assertThat(spec.persistence()).isEqualTo(Persistence.AUTOMATIC);
        assertThat(spec.tool()).isEqualTo(Tool.IP);
    }

    @Test
    void keepsTheContractOfSpecs() {
        Map<String, UnaryOperator<BridgeSpec.Builder>> changes = new LinkedHashMap<>();
        changes.put("name", ignored -> full("docker9", "10.9.0.1/16"));
        changes.put("address", ignored -> full("docker1", "10.11.0.1/24"));
        changes.put("ipv6Address", builder -> builder.ipv6Address("fd00:10::1/64"));
        changes.put("mtu", builder -> builder.mtu(9000));
        changes.put("persistence", builder -> builder.tool(Tool.IP).persistence(Persistence.NETWORKD));
        changes.put("tool", builder -> builder.tool(Tool.IP));

        SpecContract.of(() -> full("docker1", "10.9.0.1/16"), BridgeSpec::toBuilder, BridgeSpec.Builder::build)
                .verify(changes);
    }

    @Test
    void survivesToBuilderWithoutOptionalParts() {
        BridgeSpec spec = BridgeSpec.builder("docker1", "10.9.0.1/16").build();

        assertThat(spec.toBuilder().build()).isEqualTo(spec);
    }

    @Test
    void describesItselfInOneLine() {
        assertThat(full("docker1", "10.9.0.1/16").build())
                .hasToString("bridge docker1 (10.9.0.1/16, fd00:9::1/64, mtu 1450, UNTIL_REBOOT by BRCTL)");
    }

    @Test
    void collectsEveryMistake() {
        BridgeSpec.Builder builder = BridgeSpec.builder("br-ci-for-builds", "10.9.0.0/16")
                .ipv6Address("10.9.0.1/16")
                .mtu(67)
                .persistence(Persistence.NETWORKD)
                .tool(Tool.BRCTL);

        InvalidSpecException thrown = catchThrowableOfType(InvalidSpecException.class, builder::build);

        assertThat(thrown).hasMessageStartingWith("bridge \"br-ci-for-builds\" has 5 problems");
        assertThat(thrown.problems())
                .extracting(Problem::property)
                .containsExactly("name", "address", "ipv6Address", "mtu", "tool");
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker0", "-docker1", "a*b", "!docker1", "a\"b", "a\\b", "a;b"})
    void refusesNamesOfTheFirstDaemonAndOnesThatFilesOrCommandsReadOtherwise(String name) {
        assertThat(problemOf(BridgeSpec.builder(name, "10.9.0.1/16")).property())
                .isEqualTo("name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fd00:9::1/64", "10.9.0.1/7", "10.9.0.1/31", "10.9.0.1/32"})
    void refusesAddressesThatAreNotIpv4WithRoomForContainers(String address) {
        assertThat(problemOf(BridgeSpec.builder("docker1", address)).property()).isEqualTo("address");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1/8", "10.9.0.1/30"})
    void takesTheSmallestAndTheLargestNetwork(String address) {
        assertThat(BridgeSpec.builder("docker1", address).build().address()).hasToString(address);
    }

    @ParameterizedTest
    @CsvSource({"1279, false", "1280, true"})
    void needsAnMtuThatCarriesIpv6(int mtu, boolean valid) {
        BridgeSpec.Builder builder = BridgeSpec.builder("docker1", "10.9.0.1/16")
                .ipv6Address("fd00:9::1/64")
                .mtu(mtu);

        if (valid) {
            assertThat(builder.build().mtu()).isPresent();
        } else {
            assertThat(problemOf(builder).property()).isEqualTo("mtu");
        }
    }

    @Test
    void takesASmallMtuWithoutIpv6() {
        assertThat(BridgeSpec.builder("docker1", "10.9.0.1/16").mtu(68).build().mtu())
                .isPresent();
    }

    @Test
    void refusesBrctlWhereNetworkdMakesTheBridge() {
        Problem problem = problemOf(BridgeSpec.builder("docker1", "10.9.0.1/16")
                .persistence(Persistence.NETWORKD)
                .tool(Tool.BRCTL));

        assertThat(problem.property()).isEqualTo("tool");
        assertThat(problem.remedy()).contains("persistence(UNIT)", "persistence(UNTIL_REBOOT)");
    }

    @Test
    void keepsTheMessageOnOneLineWhateverTheName() {
        assertThatThrownBy(BridgeSpec.builder("a\nb", "10.9.0.1/16")::build)
                .hasMessageStartingWith("bridge \"a\\u000ab\" has 1 problem");
    }

    private static BridgeSpec.Builder full(String name, String address) {
        return BridgeSpec.builder(name, address)
                .ipv6Address("fd00:9::1/64")
                .mtu(1450)
                .persistence(Persistence.UNTIL_REBOOT)
                .tool(Tool.BRCTL);
    }

    private static Problem problemOf(BridgeSpec.Builder builder) {
        List<Problem> problems =
                catchThrowableOfType(InvalidSpecException.class, builder::build).problems();
        assertThat(problems).hasSize(1);
        return problems.get(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8.8.8.8/16",
                "1.1.1.1/24",
                "9.255.0.1/16",
                "11.0.0.1/16",
                "172.15.0.1/16",
                "172.32.0.1/16",
                "172.16.0.1/11",
                "192.167.0.1/16",
                "192.168.0.1/15",
                "100.63.0.1/16",
                "100.128.0.1/16",
                "169.254.9.1/24",
                "192.0.2.1/24",
                "198.18.0.1/15",
                "198.51.100.1/24",
                "203.0.113.1/24",
                "240.0.0.1/24"
            })
    void refusesASubnetThatIsNotForPrivateUse(String address) {
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> BridgeSpec.builder("docker1", address).build())
                .satisfies(failure -> assertThat(failure.problems())
                        .singleElement()
                        .satisfies(problem -> {
                            assertThat(problem.found()).isEqualTo(address);
                            assertThat(problem.expected()).contains("private use");
                        }));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1/8", "172.16.0.1/12", "172.31.255.1/24", "192.168.255.1/24", "100.64.0.1/10"})
    void takesSubnetsForPrivateUse(String address) {
        assertThat(BridgeSpec.builder("docker1", address).build().address()).hasToString(address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fe80::1/64", "2001:db8::1/64", "3fff::1/64", "fec0::1/64", "64:ff9b::1/96", "::2/96"})
    void refusesAnIpv6SubnetThatIsRoutedNowhere(String address) {
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> BridgeSpec.builder("docker1", "10.9.0.1/16")
                        .ipv6Address(address)
                        .build())
                .satisfies(failure -> assertThat(failure.problems())
                        .singleElement()
                        .satisfies(problem -> assertThat(problem.found()).isEqualTo(address)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fd00:9::1/64", "fc00::1/64", "2a01:4f8::1/64"})
    void takesAUniqueLocalOrGlobalIpv6Subnet(String address) {
        assertThat(BridgeSpec.builder("docker1", "10.9.0.1/16")
                        .ipv6Address(address)
                        .build()
                        .ipv6Address())
                .map(Object::toString)
                .hasValue(address);
    }
}
