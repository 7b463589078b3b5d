package dev.outboard.runner.testing.parts;

import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.unitfile.ExecLine;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.systemd.testing.UnitProgram.UnitFailure;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A containerd of its own, as a daemon's unit starts it.
 *
 * @param configuration the text of its configuration
 * @param host where it runs
 */
record SimulatedContainerd(String configuration, InMemoryHost host) {
    private static final String HOSTS_SOCKET = "/run/containerd/containerd.sock";
    private static final AbsolutePath HOSTS_STATE = AbsolutePath.of("/run/containerd");

    /** The containerd of a command line that names its configuration file last. */
    static SimulatedContainerd of(ExecLine line, InMemoryHost host) {
        AbsolutePath file =
                AbsolutePath.of(line.words().get(line.words().size() - 1).text());
        return new SimulatedContainerd(
                host.read(file)
                        .orElseThrow(() -> new UnitFailure("containerd: failed to load TOML: " + file))
                        .text(),
                host);
    }

    /** What a dockerd of this command line leaves to its containerd. */
    static SimulatedTasks tasks(ExecLine dockerd, AbsolutePath execRoot, InMemoryHost host) {
        String namespace = option("--containerd-namespace=", dockerd).orElse("moby");
        Optional<String> socket = option("--containerd=", dockerd);
        if (socket.filter(path -> host.status(AbsolutePath.of(path)).isEmpty() && !path.equals(HOSTS_SOCKET))
                .isPresent()) {
            throw new UnitFailure("failed to start daemon: failed to dial \"" + socket.get() + "\"");
        }
        return SimulatedTasks.of(
                host,
                socket.filter(HOSTS_SOCKET::equals)
                        .map(found -> HOSTS_STATE)
                        .orElse(execRoot.resolve("containerd/daemon")),
                namespace);
    }

    private static Optional<String> option(String name, ExecLine line) {
        return line.words().stream()
                .map(ExecLine.Word::text)
                .filter(word -> word.startsWith(name))
                .map(word -> word.substring(name.length()))
                .findFirst();
    }

    void start() {
        host.putDirectory(value("root"));
        host.putDirectory(value("state"));
        host.putSpecialFile(value("address"), FileMode.of("0660"), FileOwner.ROOT);
    }

    private AbsolutePath value(String key) {
        Matcher matcher = Pattern.compile("(?m)^" + key + " = \"(.*)\"$").matcher(configuration);
        if (!matcher.find()) {
            throw new UnitFailure("containerd: no " + key + " in its configuration");
        }
        return AbsolutePath.of(matcher.group(1));
    }
}
