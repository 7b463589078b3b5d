package dev.outboard.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.outboard.core.failure.InvalidSpecException;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.testing.shared.SpecContract;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrafficPolicyTest {
    private static List<Problem> problemsOf(TrafficPolicy.Builder builder) {
        return catchThrowableOfType(InvalidSpecException.class, builder::build).problems();
    }

    @Test
    void keepsTheContractOfSpecs() {
        Map<String, UnaryOperator<TrafficPolicy.Builder>> changes = new LinkedHashMap<>();
        changes.put("egress", builder -> builder.egress(false));
        changes.put("deniedRange", builder -> builder.addDeniedRange("192.168.0.0/16"));
        changes.put("hostAccess", builder -> builder.hostAccess(true));
        changes.put("allowedHostPort", builder -> builder.addAllowedHostPort("443/tcp"));
        changes.put("publishedPorts", builder -> builder.publishedPorts(false));
        changes.put("interContainerTraffic", builder -> builder.interContainerTraffic(false));
        SpecContract.of(TrafficPolicy::builder, TrafficPolicy::toBuilder, TrafficPolicy.Builder::build)
                .verify(changes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.168.0.1/16", "192.168.0.1", "fd00::1/64"})
    void refusesADeniedRangeThatIsNoSubnet(String range) {
        assertThat(problemsOf(TrafficPolicy.builder().addDeniedRange(range)))
                .extracting(Problem::property)
                .containsExactly("deniedRange");
    }

    @Test
    void refusesAPortBesideAccessToAll() {
        assertThat(problemsOf(TrafficPolicy.builder().hostAccess(true).addAllowedHostPort("443/tcp")))
                .extracting(Problem::property)
                .containsExactly("allowedHostPort");
    }

    @Test
    void reportsAllMistakesAtOnce() {
        assertThat(problemsOf(
                        TrafficPolicy.builder().addDeniedRange("everybody").addAllowedHostPort("https")))
                .extracting(Problem::property)
                .containsExactly("deniedRange", "allowedHostPort");
    }
}
