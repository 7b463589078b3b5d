package dev.outboard.core.value;

import dev.outboard.core.failure.InvalidValueException;

/**
 * The path of a unix socket: at most 107 bytes, since {@code sun_path} has 108 and ends with NUL: unix(7).
 */
public final class SocketPath extends TextValue {
    private static final int MAXIMUM_BYTES = 107;

    private final AbsolutePath path;

    private SocketPath(AbsolutePath path) {
        super(path.toString());
        this.path = path;
    }

    /**
     * Reads a socket's path.
     *
     * @param path an absolute, normalised path, for example {@code /docker2/docker.sock}
     * @return the path
     * @throws InvalidValueException if it is not a path, or too long for a socket
     */
    public static SocketPath of(String path) {
        return of(AbsolutePath.of(path));
    }

    /**
     * A socket's path from a path.
     *
     * @param path the path
     * @return the socket's path
     * @throws InvalidValueException if it is too long for a socket
     */
    public static SocketPath of(AbsolutePath path) {
        int bytes = Utf8.length(path.toString());
        if (bytes > MAXIMUM_BYTES) {
            throw new InvalidValueException(
                    "socket path",
                    path.toString(),
                    "at most " + MAXIMUM_BYTES + " bytes, found " + bytes,
                    "choose a path nearer to the root, e.g. \"/run/docker2.sock\"");
        }
        return new SocketPath(path);
    }

    /**
     * The path as a path of the file system.
     *
     * @return the same path
     */
    public AbsolutePath path() {
        return path;
    }

    /**
     * The path as Docker's {@code --host} takes it.
     *
     * @return for example {@code unix:///docker2/docker.sock}
     */
    public String url() {
        return "unix://" + path;
    }
}
