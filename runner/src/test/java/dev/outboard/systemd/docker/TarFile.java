package dev.outboard.systemd.docker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Writes small tar files: tar(5), the POSIX ustar format. */
public final class TarFile {

    private static final int BLOCK = 512;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** An archive of nothing. */
    public TarFile() {}

    /** Adds a file that everybody may read and run. */
    public TarFile file(String name, byte[] content) {
        return entry(name, '0', "", content);
    }

    TarFile file(String name, String content) {
        return file(name, content.getBytes(UTF_8));
    }

    TarFile directory(String name) {
        return entry(name + "/", '5', "", new byte[0]);
    }

    TarFile symbolicLink(String name, String target) {
        return entry(name, '2', target, new byte[0]);
    }

    /** The whole archive. */
    public byte[] toBytes() {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(bytes.toByteArray());
        whole.writeBytes(new byte[2 * BLOCK]);
        return whole.toByteArray();
    }

    private TarFile entry(String name, char type, String target, byte[] content) {
        byte[] header = new byte[BLOCK];
        put(header, 0, name);
        put(header, 100, "0000755\0000000000\0000000000\0");
        put(header, 124, String.format("%011o\0%011o", content.length, 0));
        put(header, 148, "        ");
        put(header, 156, type + target);
        put(header, 257, "ustar\00000");
        int sum = 0;
        for (byte octet : header) {
            sum += octet & 0xff;
        }
        put(header, 148, String.format("%06o\0 ", sum));
        bytes.writeBytes(header);
        bytes.writeBytes(Arrays.copyOf(content, (content.length + BLOCK - 1) / BLOCK * BLOCK));
        return this;
    }

    private static void put(byte[] header, int offset, String text) {
        byte[] field = text.getBytes(UTF_8);
        System.arraycopy(field, 0, header, offset, field.length);
    }
}
