package dev.outboard.machine;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A registry for the LAN that speaks TLS and has no image: {@code TlsRegistry KEYSTORE ADDRESS PORT}. Its certificate is
 * signed by nobody else.
 */
final class TlsRegistry {
    private static final String PASSWORD = "not secret";
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    private TlsRegistry() {}

    /** Makes a key for an address, and gives its certificate, which is its own authority's, as text. */
    static String certificate(Path keyStore, String address) {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Command.of(
                        keytool.toString(),
                        "-genkeypair",
                        "-alias",
                        "registry",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=registry",
                        "-ext",
                        "BasicConstraints:critical=ca:true",
                        "-ext",
                        "SubjectAlternativeName=IP:" + address,
                        "-keystore",
                        keyStore.toString(),
                        "-storepass",
                        PASSWORD)
                .run()
                .orFail();
        return Command.of(
                        keytool.toString(),
                        "-exportcert",
                        "-rfc",
                        "-alias",
                        "registry",
                        "-keystore",
                        keyStore.toString(),
                        "-storepass",
                        PASSWORD)
                .run()
                .orFail()
                .stdout();
    }

    public static void main(String... arguments) throws IOException, GeneralSecurityException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(arguments[1], Integer.parseInt(arguments[2])), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context(Path.of(arguments[0]))));
        server.createContext("/", exchange -> {
            boolean isPing = exchange.getRequestURI().getPath().equals("/v2/");
            byte[] answer = (isPing
                            ? "{}"
                            : "{\"errors\":[{\"code\":\"MANIFEST_UNKNOWN\",\"message\":\"no such image\"}]}")
                    .getBytes(US_ASCII);
            boolean hasBody = !exchange.getRequestMethod().equals("HEAD");
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(isPing ? OK : NOT_FOUND, hasBody ? answer.length : -1);
            if (hasBody) {
                exchange.getResponseBody().write(answer);
            }
            exchange.close();
        });
        server.start();
        System.out.println("listening");
    }

    private static SSLContext context(Path keyStore) throws IOException, GeneralSecurityException {
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
