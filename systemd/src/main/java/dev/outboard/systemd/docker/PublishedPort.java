package dev.outboard.systemd.docker;

/**
 * A port of the host that leads into a container.
 *
 * @param address the address of the host at which it answers, for example {@code 0.0.0.0} or {@code ::}
 * @param port its number
 * @param protocol for example {@code tcp}
 */
public record PublishedPort(String address, int port, String protocol) {
    /**
     * Address, port and protocol.
     *
     * @return for example {@code 0.0.0.0:8080/tcp}
     */
    @Override
    public String toString() {
        return (address.contains(":") ? "[" + address + "]" : address) + ":" + port + "/" + protocol;
    }
}
