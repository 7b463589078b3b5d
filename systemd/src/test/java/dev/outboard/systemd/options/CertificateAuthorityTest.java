package dev.outboard.systemd.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outboard.core.failure.InvalidValueException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateAuthorityTest {
    /** Of an authority that keytool(1) made for this test. */
    static final String PEM = """
            -----BEGIN CERTIFICATE-----
            MIIBYDCCAQWgAwIBAgIJANorLa3h3L/cMAoGCCqGSM49BAMCMBsxGTAXBgNVBAMT
            EE91dGJvYXJkIHRlc3QgQ0EwHhcNMjYxMTI3MDE1NjE0WhcNMzYxMTI0MDE1NjE0
            WjAbMRkwFwYDVQQDExBPdXRib2FyZCB0ZXN0IENBMFkwEwYHKoZIzj0CAQYIKoZI
            zj0DAQcDQgAE3C6uwYdOxjtLFSzGg0KmmZNESRaArIjGrtfWjalf0WXYb8BiXmeF
            rWbb7kojMoKKj2/LI0D7+ruuCztKoJoSx6MyMDAwHQYDVR0OBBYEFM58X5ZQw7R9
            //U5I0FwnY0nZeNPMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSQAwRgIh
            AIlgdcmA1E24lzmUHDVGF3fZxRWQyq8FaN0jZd78QqoJAiEAgcakIHbIKZXqb+jc
            sjOLRb3ucLZgStKl3YWC6mlAmfY=
            -----END CERTIFICATE-----
            """;

    @Test
    void takesOneCertificateOrSeveral() {
        assertThat(new CertificateAuthority("example-org", PEM)).hasToString("example-org");
        assertThat(new CertificateAuthority("both", PEM + PEM).pem()).hasSize(2 * PEM.length());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "text", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"})
    void refusesWhatHoldsNoCertificate(String pem) {
        assertThatThrownBy(() -> new CertificateAuthority("x", pem)).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void refusesAKeyAndDoesNotShowIt() {
        assertThatThrownBy(() -> new CertificateAuthority(
                        "x", PEM + "-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----\n"))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("private key")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "../x", "a b", "a/b", "a\nb"})
    void refusesANameThatNoLineCanCarry(String name) {
        assertThatThrownBy(() -> new CertificateAuthority(name, PEM)).isInstanceOf(InvalidValueException.class);
    }
}
