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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;

/**
 * A registry for the LAN that speaks TLS and has one image, {@code tools:1}: {@code TlsRegistry KEYSTORE ADDRESS PORT [STALL]}.
 * Its key is a {@link SelfSignedKey}. With the word {@code stall} it begins each layer, and never ends it.
 */
public final class TlsRegistry {
    private static final String STALL = "stall";
    private static final int LAYER = 1 << 20;
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final Blob PING = new Blob("application/json", "{}".getBytes(US_ASCII));
    private static final Blob MISSING = new Blob(
            "application/json",
            "{\"errors\":[{\"code\":\"MANIFEST_UNKNOWN\",\"message\":\"no such image\"}]}".getBytes(US_ASCII));

    private TlsRegistry() {}

    /**
     * Starts one in the LAN of a machine, whose daemons all trust it (dockerd's documentation, "Verify repository client with
     * certificates").
     *
     * @param machine the machine
     * @param directory where its key is kept on this computer
     * @param port where it listens
     * @param stalls whether it ends no layer
     * @return its host and port
     */
    public static String start(Machine machine, Path directory, int port, boolean stalls) {
        String registry = Machine.LAN_ADDRESS + ":" + port;
        Path keys = directory.resolve("registry-" + port + ".p12");
        machine.write(
                "/etc/docker/certs.d/" + registry + "/ca.crt", SelfSignedKey.make(keys, "IP:" + Machine.LAN_ADDRESS));
        machine.lanServer(
                TlsRegistry.class,
                keys.toString(),
                Machine.LAN_ADDRESS,
                Integer.toString(port),
                stalls ? STALL : "serve");
        return registry;
    }

    /**
     * Serves until it is killed.
     *
     * @param arguments the file with its key, its address and port, and maybe {@code stall}
     * @throws IOException if it can't listen
     * @throws GeneralSecurityException if the file has no key
     */
    public static void main(String... arguments) throws IOException, GeneralSecurityException {
        boolean stalls = List.of(arguments).contains(STALL);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(arguments[1], Integer.parseInt(arguments[2])), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(SelfSignedKey.context(Path.of(arguments[0]))));
        RegistryImage image = new RegistryImage("tools", "1");
        server.createContext("/", exchange -> answer(exchange, image, stalls));
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
        System.out.println("listening");
    }

    private static void answer(HttpExchange exchange, RegistryImage image, boolean stalls) throws IOException {
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
            if (stalls && blob.bytes().length > LAYER) {
                exchange.getResponseBody().write(blob.bytes(), 0, LAYER);
                exchange.getResponseBody().flush();
                return;
            }
            exchange.getResponseBody().write(blob.bytes());
        }
        exchange.close();
    }
}
