package dev.outboard.machine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A key for a server of the LAN, in a file, whose certificate is signed by itself. */
final class SelfSignedKey {
    private static final String PASSWORD = "not secret";

    private SelfSignedKey() {}

    /**
     * Makes a key, and gives its certificate in PEM.
     *
     * @param keyStore where the key is kept; no such file yet
     * @param names for whom it is, for example {@code DNS:gitlab.example.org,IP:203.0.113.1}, keytool(1)
     */
    static String make(Path keyStore, String names) {
        keytool(
                keyStore,
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=test",
                "-ext",
                "BasicConstraints:critical=ca:true",
                "-ext",
                "SubjectAlternativeName=" + names);
        return keytool(keyStore, "-exportcert", "-rfc");
    }

    private static String keytool(Path keyStore, String... arguments) {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        List<String> command = new ArrayList<>();
        command.add(keytool.toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-alias", "server", "-keystore", keyStore.toString(), "-storepass", PASSWORD));
        return Command.of(command).run().orFail().stdout();
    }

    /** What a server needs that has the key. */
    static SSLContext context(Path keyStore) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(keyStore)) {
            keys.load(file, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }
}
