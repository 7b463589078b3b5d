package dev.outboard.runner.gitlab.client;

import dev.outboard.core.failure.HostException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** The authorities of the JDK, and those of a file beside them. One whose dates are over, or to come, is not trusted. */
final class TrustedAuthorities {
    private static final String PKIX = "PKIX";

    private TrustedAuthorities() {}

    /**
     * TLS that trusts them all.
     *
     * @param file certificates, PEM
     * @throws HostException if the file can't be read or holds no certificate
     */
    static SSLContext with(Path file) {
        List<Certificate> all = new ArrayList<>(certificates(file));
        try {
            for (TrustManager manager : managers(null)) {
                if (manager instanceof X509TrustManager authorities) {
                    all.addAll(List.of(authorities.getAcceptedIssuers()));
                }
            }
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            all.removeIf(certificate -> !isValidNow(certificate));
            for (int number = 0; number < all.size(); number++) {
                store.setCertificateEntry("authority " + number, all.get(number));
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, DatedTrust.around(managers(store)), null);
            return context;
        } catch (GeneralSecurityException | IOException failure) {
            throw new HostException(
                    "certificate authority " + file + ": this JDK can't set up TLS with it (" + failure + ")",
                    "see that the JDK's own certificates are there (keytool -list -cacerts)",
                    failure);
        }
    }

    /** The JDK does not look at the dates of an authority; curl and GitLab Runner do. */
    private static boolean isValidNow(Certificate certificate) {
        try {
            ((X509Certificate) certificate).checkValidity();
            return true;
        } catch (CertificateExpiredException | CertificateNotYetValidException outOfDate) {
            return false;
        }
    }

    private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(PKIX);
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static Collection<? extends Certificate> certificates(Path file) {
        String remedy = "name a file that begins with -----BEGIN CERTIFICATE-----, readable for this user";
        try {
            Collection<? extends Certificate> found = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)));
            if (found.isEmpty()) {
                throw new HostException("certificate authority " + file + ": no certificate in it", remedy);
            }
            return found;
        } catch (NoSuchFileException missing) {
            throw new HostException("certificate authority " + file + ": there is no such file", remedy, missing);
        } catch (IOException | CertificateException unreadable) {
            throw new HostException(
                    "certificate authority " + file + ": can't be read (" + unreadable.getMessage() + ")",
                    remedy,
                    unreadable);
        }
    }
}
