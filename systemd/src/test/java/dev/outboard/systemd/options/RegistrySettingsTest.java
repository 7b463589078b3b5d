package dev.outboard.systemd.options;

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

class RegistrySettingsTest {
    private static final CertificateAuthority AUTHORITY =
            new CertificateAuthority("example-org", CertificateAuthorityTest.PEM);

    private static List<Problem> problemsOf(RegistrySettings.Builder builder) {
        return catchThrowableOfType(InvalidSpecException.class, builder::build).problems();
    }

    @Test
    void keepTheContractOfSpecs() {
        Map<String, UnaryOperator<RegistrySettings.Builder>> changes = new LinkedHashMap<>();
        changes.put("mirror", builder -> builder.addMirror("https://mirror.example.org"));
        changes.put("insecureRegistry", builder -> builder.addInsecureRegistry("10.0.0.0/8"));
        changes.put("certificateAuthority", builder -> builder.addCertificateAuthority(AUTHORITY));
        changes.put(
                "proxies",
                builder -> builder.proxies(ProxySettings.builder()
                        .https("http://proxy.example.org:3128")
                        .build()));
        SpecContract.of(RegistrySettings::builder, RegistrySettings::toBuilder, RegistrySettings.Builder::build)
                .verify(changes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"registry.example.org", "registry:5000", "10.0.0.0/8", "[fd00::1]:5000", "127.0.0.1:80"})
    void takeAnInsecureRegistry(String registry) {
        assertThat(RegistrySettings.builder()
                        .addInsecureRegistry(registry)
                        .build()
                        .insecureRegistries())
                .containsExactly(registry);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "http://registry", "registry:0", "registry:70000", "10.0.0.1/8", "a b", "[x]:1"})
    void refuseWhatIsNoInsecureRegistry(String registry) {
        assertThat(problemsOf(RegistrySettings.builder().addInsecureRegistry(registry)))
                .extracting(Problem::property)
                .containsExactly("insecureRegistry");
    }

    @Test
    void refuseTwoAuthoritiesOfOneName() {
        assertThat(problemsOf(RegistrySettings.builder()
                        .addCertificateAuthority(AUTHORITY)
                        .addCertificateAuthority(AUTHORITY)))
                .extracting(Problem::property)
                .containsExactly("certificateAuthority");
    }

    @Test
    void reportAllMistakesAtOnce() {
        assertThat(problemsOf(RegistrySettings.builder().addMirror("mirror").addInsecureRegistry("a b")))
                .extracting(Problem::property)
                .containsExactly("mirror", "insecureRegistry");
    }

    @Test
    void sayWhatIsSet() {
        assertThat(RegistrySettings.ofEngine()).hasToString("the engine's way");
        assertThat(RegistrySettings.builder()
                        .addInsecureRegistry("registry:5000")
                        .build())
                .hasToString("without TLS registry:5000");
    }
}
