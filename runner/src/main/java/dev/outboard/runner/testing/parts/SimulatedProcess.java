package dev.outboard.runner.testing.parts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.outboard.systemd.options.Ulimit;
import java.util.function.Supplier;

/**
 * What the kernel says of a process in a container that asked for nothing: its daemon's defaults, in files of proc(5).
 *
 * @param configuration what the daemon read in its configuration file
 */
record SimulatedProcess(Supplier<JsonNode> configuration) {

    /** A file below {@code /proc/1}, or of the link in a network that a user made. */
    String read(String path) {
        return switch (path) {
            case "/proc/1/status" ->
                "Name:\tcat\nNoNewPrivs:\t"
                        + (configuration.get().path("no-new-privileges").asBoolean() ? 1 : 0) + "\nSeccomp:\t2\n";
            case "/proc/1/limits" -> limits();
            case "/proc/1/uid_map" ->
                configuration.get().has("userns-remap")
                        ? "         0     100000      65536\n"
                        : "         0          0 4294967295\n";
            case "/sys/class/net/eth0/mtu" ->
                configuration
                                .get()
                                .path("default-network-opts")
                                .path("bridge")
                                .path("com.docker.network.driver.mtu")
                                .asText("1500")
                        + "\n";
            default ->
                throw new IllegalStateException(
                        "the machine does not know the file " + path + "; tell the engine what is in it: answer(...)");
        };
    }

    private String limits() {
        StringBuilder text =
                new StringBuilder("Limit                     Soft Limit           Hard Limit           Units\n");
        for (JsonNode limit : configuration.get().path("default-ulimits")) {
            Ulimit ulimit = new Ulimit(
                    limit.path("Name").asText(),
                    limit.path("Soft").asLong(),
                    limit.path("Hard").asLong());
            text.append(ulimit.title())
                    .append("            ")
                    .append(value(ulimit.soft()))
                    .append("              ")
                    .append(value(ulimit.hard()))
                    .append("              files\n");
        }
        return text.toString();
    }

    private static String value(long value) {
        return value < 0 ? "unlimited" : Long.toString(value);
    }
}
