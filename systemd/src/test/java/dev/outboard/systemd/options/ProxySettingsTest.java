package dev.outboard.systemd.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.entry;

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

class ProxySettingsTest {
    private static ProxySettings.Builder proxy() {
        return ProxySettings.builder().https("http://proxy.example.org:3128");
    }

    private static List<Problem> problemsOf(ProxySettings.Builder builder) {
        InvalidSpecException failure = catchThrowableOfType(InvalidSpecException.class, builder::build);
        assertThat(failure).isNotNull();
        return failure.problems();
    }

    @Test
    void keepTheContractOfSpecs() {
        Map<String, UnaryOperator<ProxySettings.Builder>> changes = new LinkedHashMap<>();
        changes.put("http", builder -> builder.http("http://other.example.org:3128"));
        changes.put("https", builder -> builder.https("http://other.example.org:3128"));
        changes.put("exception", builder -> builder.addException("registry.example.org"));
        SpecContract.of(ProxySettingsTest::proxy, ProxySettings::toBuilder, ProxySettings.Builder::build)
                .verify(changes);
    }

    @Test
    void refuseAPasswordAndDoNotShowIt() {
        assertThat(problemsOf(ProxySettings.builder().https("http://ci:hunter2@proxy.example.org:3128")))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.property()).isEqualTo("https");
                    assertThat(problem.toString()).contains("user information").doesNotContain("hunter2");
                });
    }

    @Test
    void refuseToBeNone() {
        assertThat(problemsOf(ProxySettings.builder().addException("a")))
                .singleElement()
                .extracting(Problem::remedy)
                .asString()
                .contains("http(..) or https(..)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"socks5://proxy:1080", "proxy:3128", "http://proxy/path", ""})
    void refuseWhatIsNoProxy(String url) {
        assertThat(problemsOf(ProxySettings.builder().http(url))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a,b", "a b", "a\n"})
    void refuseAnExceptionThatIsNotOne(String exception) {
        assertThat(problemsOf(proxy().addException(exception)))
                .singleElement()
                .extracting(Problem::property)
                .isEqualTo("exception");
    }

    @Test
    void isAlsoAnEnvironment() {
        ProxySettings proxies = ProxySettings.builder()
                .https("http://proxy.example.org:3128")
                .addException("one.example.org")
                .addException("10.0.0.0/8")
                .build();

        assertThat(proxies.environment())
                .containsExactly(
                        entry("HTTPS_PROXY", "http://proxy.example.org:3128"),
                        entry("NO_PROXY", "one.example.org,10.0.0.0/8"));
    }
}
