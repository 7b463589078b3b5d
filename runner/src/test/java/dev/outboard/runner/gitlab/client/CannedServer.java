package dev.outboard.runner.gitlab.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.outboard.core.value.HttpUrl;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server that says the same to each request, and keeps what it was asked last, byte by byte. */
final class CannedServer implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("(?im)^Content-Length: *(\\d+)");

    private final ServerSocket socket;
    private final Answer answer;
    private volatile String head = "";
    private volatile String body = "";

    /** What it says. */
    @FunctionalInterface
    interface Answer {
        void to(String head, Socket connection) throws IOException;
    }

    private CannedServer(Answer answer) throws IOException {
        this.answer = answer;
        this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::accept, "canned server");
        thread.setDaemon(true);
        thread.start();
    }

    static CannedServer answering(int status, String type, String text) throws IOException {
        return answering((head, connection) -> write(connection, status, type, text));
    }

    static CannedServer answering(Answer answer) throws IOException {
        return new CannedServer(answer);
    }

    static void write(Socket connection, int status, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        OutputStream out = connection.getOutputStream();
        out.write(("HTTP/1.1 " + status + " Any\r\nContent-Type: " + type + "\r\nContent-Length: " + bytes.length
                        + "\r\nConnection: close\r\n\r\n")
                .getBytes(ISO_8859_1));
        out.write(bytes);
        out.flush();
    }

    HttpUrl url() {
        return HttpUrl.of("http://127.0.0.1:" + socket.getLocalPort());
    }

    /** The request line and the headers. */
    String head() {
        return head;
    }

    String body() {
        return body;
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                Thread thread = new Thread(() -> serve(connection), "canned answer");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            String asked = readHead(in);
            Matcher length = LENGTH.matcher(asked);
            body = length.find() ? new String(in.readNBytes(Integer.parseInt(length.group(1))), UTF_8) : "";
            head = asked;
            answer.to(asked, connection);
        } catch (IOException closed) {
            // by the client
        }
    }

    private static String readHead(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
            bytes.write(octet);
            String text = bytes.toString(ISO_8859_1);
            if (text.endsWith("\r\n\r\n")) {
                return text;
            }
        }
        throw new IOException("the client went away");
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
