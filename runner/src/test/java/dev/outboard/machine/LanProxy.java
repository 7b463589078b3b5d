package dev.outboard.machine;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A proxy for the LAN: {@code LanProxy ADDRESS PORT NAME TARGET}. It makes tunnels to one name, which it knows at another
 * address (RFC 9110, "CONNECT"); a request for anything else is told how many it made.
 */
final class LanProxy {
    private final String name;
    private final String target;
    private final AtomicInteger tunnels = new AtomicInteger();

    private LanProxy(String name, String target) {
        this.name = name;
        this.target = target;
    }

    public static void main(String... arguments) throws IOException {
        LanProxy proxy = new LanProxy(arguments[2], arguments[3]);
        try (ServerSocket server =
                new ServerSocket(Integer.parseInt(arguments[1]), 0, InetAddress.getByName(arguments[0]))) {
            System.out.println("listening");
            while (true) {
                Socket client = server.accept();
                start(() -> proxy.serve(client));
            }
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException gone) {
                // the other end has gone
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private void serve(Socket client) throws IOException {
        try (client) {
            String[] request = line(client.getInputStream()).split(" ", -1);
            while (!line(client.getInputStream()).isEmpty()) {
                // headers do not matter
            }
            String[] where = request[1].split(":", -1);
            if (request[0].equals("CONNECT") && where[0].equals(name)) {
                tunnels.incrementAndGet();
                tunnel(client, Integer.parseInt(where[1]));
            } else {
                write(client, "HTTP/1.0 200 OK\r\n\r\n" + tunnels.get() + "\n");
            }
        }
    }

    private void tunnel(Socket client, int port) throws IOException {
        try (Socket server = new Socket(target, port)) {
            write(client, "HTTP/1.1 200 Connection established\r\n\r\n");
            start(() -> {
                client.getInputStream().transferTo(server.getOutputStream());
                server.shutdownOutput();
            });
            server.getInputStream().transferTo(client.getOutputStream());
        }
    }

    private static void write(Socket socket, String text) throws IOException {
        OutputStream output = socket.getOutputStream();
        output.write(text.getBytes(US_ASCII));
        output.flush();
    }

    private static String line(InputStream input) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = input.read(); octet >= 0 && octet != '\n'; octet = input.read()) {
            line.append((char) octet);
        }
        return line.toString().strip();
    }
}
