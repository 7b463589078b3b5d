package dev.outboard.systemd.docker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.outboard.core.value.SocketPath;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Something that listens on a unix socket as a daemon does, keeps connections, and answers as a test tells it. */
final class FakeDaemon implements Closeable {
    /** What it says of a container called runner1 that runs. */
    static final String RUNNING = "{\"Id\":\"0a1b\",\"Name\":\"/runner1\",\"Config\":{\"Image\":\"busybox\"},"
            + "\"State\":{\"Running\":true,\"Pid\":7,\"ExitCode\":0,\"StartedAt\":\"2026-01-01T00:00:00Z\"}}";

    private final Path socket;
    private final Behaviour behaviour;
    private final ServerSocketChannel server;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final List<SocketChannel> connections = new CopyOnWriteArrayList<>();

    /** One request. */
    record Received(String method, String path, Map<String, String> headers, String body) {}

    /** What it does with a request. */
    @FunctionalInterface
    interface Behaviour {
        void answer(Received request, OutputStream out) throws IOException;
    }

    private FakeDaemon(Path socket, Behaviour behaviour) throws IOException {
        this.socket = socket;
        this.behaviour = behaviour;
        this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        start(this::accept);
    }

    static FakeDaemon start(Path directory, Behaviour behaviour) {
        try {
            return new FakeDaemon(directory.resolve("docker.sock"), behaviour);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** A daemon that tells its version, and leaves every other request to the behaviour. */
    static FakeDaemon ofVersion(Path directory, String api, String minimum, Behaviour behaviour) {
        return start(directory, (request, out) -> {
            if (request.path().endsWith("/version")) {
                json(
                        out,
                        200,
                        "{\"Version\":\"99\",\"ApiVersion\":\"" + api + "\",\"MinAPIVersion\":\"" + minimum + "\"}");
            } else {
                behaviour.answer(request, out);
            }
        });
    }

    static FakeDaemon start(Path directory, String api, Behaviour behaviour) {
        return ofVersion(directory, api, "1.24", behaviour);
    }

    /** Answers with a whole JSON text. */
    static void json(OutputStream out, int status, String text) throws IOException {
        byte[] body = text.getBytes(UTF_8);
        head(out, status, "Content-Length: " + body.length);
        out.write(body);
        out.flush();
    }

    /** Answers with a head, and leaves the body to the caller. */
    static void head(OutputStream out, int status, String header) throws IOException {
        String head = "HTTP/1.1 " + status + " Any\r\nContent-Type: application/json\r\n" + header + "\r\n\r\n";
        out.write(head.getBytes(ISO_8859_1));
        out.flush();
    }

    SocketPath socket() {
        return SocketPath.of(socket.toString());
    }

    /** The requests that came so far. */
    List<Received> received() {
        return received;
    }

    private void accept() throws IOException {
        while (true) {
            SocketChannel connection = server.accept();
            connections.add(connection);
            start(() -> serve(connection));
        }
    }

    private void serve(SocketChannel connection) throws IOException {
        InputStream in = new BufferedInputStream(Channels.newInputStream(connection));
        OutputStream out = Channels.newOutputStream(connection);
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            String[] words = line.split(" ", 3);
            Map<String, String> headers = new TreeMap<>();
            for (String header = line(in); !header.isEmpty(); header = line(in)) {
                String[] parts = header.split(":", 2);
                headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1].strip());
            }
            Received request = new Received(words[0], words[1], headers, body(in, headers));
            received.add(request);
            behaviour.answer(request, out);
        }
    }

    private static String body(InputStream in, Map<String, String> headers) throws IOException {
        if (headers.containsKey("content-length")) {
            return new String(in.readNBytes(Integer.parseInt(headers.get("content-length"))), UTF_8);
        }
        StringBuilder body = new StringBuilder();
        if ("chunked".equals(headers.get("transfer-encoding"))) {
            for (int size = chunk(in); size > 0; size = chunk(in)) {
                body.append(new String(in.readNBytes(size), UTF_8));
                line(in);
            }
            line(in);
        }
        return body.toString();
    }

    private static int chunk(InputStream in) throws IOException {
        return Integer.parseInt(line(in), 16);
    }

    /** A line without its end; empty at the end of the stream. */
    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
            if (octet != '\r') {
                line.write(octet);
            }
        }
        return line.toString(UTF_8);
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException closed) {
                // by the client, or by the end of the test
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    /** Ends the daemon, its connections and its socket, as systemctl stop does. */
    void stop() throws IOException {
        server.close();
        for (SocketChannel connection : connections) {
            connection.close();
        }
        Files.deleteIfExists(socket);
    }

    /** Ends and leaves its socket behind, as after a crash. */
    void leave() throws IOException {
        server.close();
    }

    @Override
    public void close() throws IOException {
        stop();
    }
}
