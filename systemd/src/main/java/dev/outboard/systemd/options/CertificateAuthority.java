package dev.outboard.systemd.options;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import dev.outboard.core.failure.InvalidValueException;
import java.io.ByteArrayInputStream;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.regex.Pattern;

/**
 * An authority whose certificates a daemon trusts beside those that the host trusts, in registries, mirrors and proxies.
 *
 * @param name what it is called, for people
 * @param pem its certificate, or several, each between {@code BEGIN CERTIFICATE} and {@code END CERTIFICATE} (RFC 7468)
 */
public record CertificateAuthority(String name, String pem) {
    private static final String KIND = "certificate authority";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");
    private static final String PRIVATE_KEY = "PRIVATE KEY-----";

    /**
     * Creates an authority.
     *
     * @param name what it is called: letters, digits, {@code _}, {@code .} and {@code -}
     * @param pem its certificates as text
     * @throws InvalidValueException if the name has other characters, or the text holds no certificate, or a private key
     */
    public CertificateAuthority {
        requireNonNull(name, "name is null");
        requireNonNull(pem, "pem is null");
        if (!NAME.matcher(name).matches()) {
            throw new InvalidValueException(
                    KIND,
                    name,
                    "a name of at most 64 letters, digits, \"_\", \".\" and \"-\", the first a letter or digit",
                    "choose such a name, e.g. \"example-org\"");
        }
        if (pem.contains(PRIVATE_KEY)) {
            throw new InvalidValueException(
                    KIND + " " + name, "a private key", "certificates alone", "give the file without the key");
        }
        if (count(name, pem) == 0) {
            throw invalid(name, "no certificate");
        }
    }

    private static int count(String name, String pem) {
        try {
            Collection<? extends Certificate> certificates = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(US_ASCII)));
            return certificates.size();
        } catch (CertificateException malformed) {
            throw invalid(name, "what can't be read: " + malformed.getMessage());
        }
    }

    private static InvalidValueException invalid(String name, String found) {
        return new InvalidValueException(
                KIND + " " + name,
                found,
                "certificates in the form of RFC 7468",
                "give the text of a file that begins with -----BEGIN CERTIFICATE-----");
    }

    /**
     * The name; the certificate is long.
     *
     * @return for example {@code example-org}
     */
    @Override
    public String toString() {
        return name;
    }
}
