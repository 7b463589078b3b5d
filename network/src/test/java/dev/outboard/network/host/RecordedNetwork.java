package dev.outboard.network.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.testing.SimulatedCommand;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** A host whose network is what the real {@code ip} printed in a network namespace. */
final class RecordedNetwork {
    private RecordedNetwork() {}

    static InMemoryHost host() {
        return InMemoryHost.create()
                .answer(SimulatedCommand.printing(read("address"), "ip", "-json", "-details", "address", "show"))
                .answer(SimulatedCommand.printing(read("route"), "ip", "-json", "route", "show", "table", "all"));
    }

    private static String read(String name) {
        try (InputStream stream = RecordedNetwork.class.getResourceAsStream("/iproute2-6.1/" + name + ".json")) {
            return new String(stream.readAllBytes(), UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
