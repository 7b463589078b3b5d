package dev.outboard.systemd.firstdaemon;

import com.google.common.collect.ImmutableSet;
import dev.outboard.core.text.ForeignText;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address and port at which a program listens for others.
 *
 * @param what what it is and where that is set, for example {@code listener of the first daemon (docker.socket)}
 * @param address the address, for example {@code 127.0.0.1}; empty text for every address
 * @param port the port
 */
public record TcpListener(String what, String address, int port) {
    /** {@code ADDRESS:PORT}, {@code :PORT}, {@code [ADDRESS]:PORT} or a port alone, as systemd.socket(5) has it. */
    private static final Pattern ADDRESS =
            Pattern.compile("(?:tcp://)?(?:(?:\\[(?<v6>[^\\]]*)]|(?<v4>[^:/\\[\\]]*)):)?(?<port>[0-9]{1,5})/?");

    /** Addresses that stand for all of the host. */
    private static final ImmutableSet<String> EVERY = ImmutableSet.of("0.0.0.0", "::", "*");

    /**
     * Reads an address.
     *
     * @param what what it is and where that is set
     * @param text for example {@code tcp://127.0.0.1:2375}, {@code :9323} or {@code [::]:8093}
     * @return the listener; empty if the text names no TCP port
     */
    public static Optional<TcpListener> parse(String what, String text) {
        Matcher matcher = ADDRESS.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String address = Optional.ofNullable(matcher.group("v6"))
                .or(() -> Optional.ofNullable(matcher.group("v4")))
                .orElse("");
        return Optional.of(
                new TcpListener(what, EVERY.contains(address) ? "" : address, Integer.parseInt(matcher.group("port"))));
    }

    /**
     * Whether two programs can't listen at both: one of them does not start then.
     *
     * @param other the other one
     * @return true if the port is the same, and so is the address or one is every address
     */
    public boolean collidesWith(TcpListener other) {
        return port == other.port && (address.isEmpty() || other.address.isEmpty() || address.equals(other.address));
    }

    /** The parts, as {@link ForeignText} shows them. */
    @Override
    public String toString() {
        return ForeignText.of(this);
    }
}
