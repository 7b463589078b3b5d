package dev.outboard.machine;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A name server for the LAN: {@code NameServer OWN-ADDRESS NAME ADDRESS}. It knows one IPv4 address of one name: RFC 1035,
 * section 4. It listens on one address, so that its answers come from where the questions went.
 */
final class NameServer {
    private static final int PORT = 53;
    private static final int HEADER = 12;
    private static final int MAXIMUM = 512;
    private static final int QUESTION_TYPE_AND_CLASS = 4;
    private static final short ADDRESS_RECORD = 1;
    private static final short INTERNET = 1;
    private static final short ANSWERED = (short) 0x8580;
    private static final short NO_SUCH_NAME = (short) 0x8583;

    /** A pointer to the name in the question. */
    private static final short THE_NAME = (short) 0xC00C;

    private static final int SECONDS_TO_LIVE = 60;

    private final byte[] name;
    private final byte[] address;

    private NameServer(String name, InetAddress address) {
        this.name = labels(name);
        this.address = address.getAddress();
    }

    public static void main(String... arguments) throws IOException {
        NameServer server = new NameServer(arguments[1], InetAddress.getByName(arguments[2]));
        try (DatagramSocket socket = new DatagramSocket(PORT, InetAddress.getByName(arguments[0]))) {
            System.out.println("listening");
            while (true) {
                DatagramPacket packet = new DatagramPacket(new byte[MAXIMUM], MAXIMUM);
                socket.receive(packet);
                byte[] answer = server.answer(Arrays.copyOf(packet.getData(), packet.getLength()));
                send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()), socket);
            }
        }
    }

    /** A client whose address nothing leads to gets no answer, and others still do. */
    private static void send(DatagramPacket answer, DatagramSocket socket) {
        try {
            socket.send(answer);
        } catch (IOException unreachable) {
            System.err.println(unreachable.getMessage());
        }
    }

    /** The answer to a query of one question, which it repeats. */
    byte[] answer(byte[] query) {
        int end = HEADER;
        while (query[end] != 0) {
            end += 1 + query[end];
        }
        byte[] asked = Arrays.copyOfRange(query, HEADER, end + 1);
        boolean isKnown = Arrays.equals(asked, name);
        boolean isAnswered = isKnown && ByteBuffer.wrap(query).getShort(end + 1) == ADDRESS_RECORD;
        ByteBuffer answer = ByteBuffer.allocate(MAXIMUM);
        answer.put(query, 0, 2).putShort(isKnown ? ANSWERED : NO_SUCH_NAME);
        answer.putShort((short) 1).putShort((short) (isAnswered ? 1 : 0)).putInt(0);
        answer.put(query, HEADER, asked.length + QUESTION_TYPE_AND_CLASS);
        if (isAnswered) {
            answer.putShort(THE_NAME)
                    .putShort(ADDRESS_RECORD)
                    .putShort(INTERNET)
                    .putInt(SECONDS_TO_LIVE);
            answer.putShort((short) address.length).put(address);
        }
        return Arrays.copyOf(answer.array(), answer.position());
    }

    private static byte[] labels(String name) {
        ByteBuffer labels = ByteBuffer.allocate(name.length() + 2);
        for (String label : Splitter.on('.').split(name)) {
            labels.put((byte) label.length()).put(label.getBytes(StandardCharsets.US_ASCII));
        }
        return labels.array();
    }
}
