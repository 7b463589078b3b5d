package dev.outboard.machine;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.outboard.machine.RegistryImage.Blob;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.concurrent.Executors;

/**
 * A registry for the LAN that speaks TLS and has one image, {@code tools:1}: {@code TlsRegistry KEYSTORE ADDRESS PORT}. Its key
 * is a {@link SelfSignedKey}.
 */
final class TlsRegistry {
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final Blob PING = new Blob("application/json", "{}".getBytes(US_ASCII));
    private static final Blob MISSING = new Blob(
            "application/json",
            "{\"errors\":[{\"code\":\"MANIFEST_UNKNOWN\",\"message\":\"no such image\"}]}".getBytes(US_ASCII));

    private TlsRegistry() {}

    public static void main(String... arguments) throws IOException, GeneralSecurityException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(arguments[1], Integer.parseInt(arguments[2])), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(SelfSignedKey.context(Path.of(arguments[0]))));
        RegistryImage image = new RegistryImage("tools", "1");
        server.createContext("/", exchange -> answer(exchange, image));
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
        System.out.println("listening");
    }

    private static void answer(HttpExchange exchange, RegistryImage image) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Optional<Blob> found = path.equals("/v2/") ? Optional.of(PING) : image.at(path);
        Blob blob = found.orElse(MISSING);
        exchange.getResponseHeaders().set("Content-Type", blob.type());
        exchange.getResponseHeaders().set("Docker-Content-Digest", blob.digest());
        int status = found.isPresent() ? OK : NOT_FOUND;
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(blob.bytes().length));
            exchange.sendResponseHeaders(status, -1);
        } else {
            exchange.sendResponseHeaders(status, blob.bytes().length);
            exchange.getResponseBody().write(blob.bytes());
        }
        exchange.close();
    }
}
