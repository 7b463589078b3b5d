package dev.outboard.systemd.docker;

import static java.util.Objects.requireNonNull;

import com.github.dockerjava.httpclient5.ApacheDockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient;
import dev.outboard.core.host.HostView;
import dev.outboard.core.value.SocketPath;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.function.Function;

/** Real daemons, reached by docker-java over their unix sockets. Immutable and thread-safe. */
public final class DockerJavaEngines implements Engines {
    private final Function<SocketPath, DockerHttpClient> transports;
    private final EngineDeadlines deadlines;

    /**
     * The engines of a host, with docker-java's Apache HttpClient 5 transport and the default deadlines.
     *
     * @param host says how its sockets are reached
     * @return the engines; opening one fails if the host's sockets can't be reached
     */
    public static DockerJavaEngines on(HostView host) {
        return new DockerJavaEngines(
                socket -> overUnixSocket(host.reach(socket).orElseThrow(() -> notRunning(socket))),
                EngineDeadlines.DEFAULT);
    }

    /**
     * Engines with a transport and deadlines of the caller's. Any transport gets the deadlines, and a connection of its
     * own for each request.
     *
     * @param transports makes the transport to a daemon's socket; the engine closes it
     * @param deadlines how long a daemon may take
     */
    public DockerJavaEngines(Function<SocketPath, DockerHttpClient> transports, EngineDeadlines deadlines) {
        this.transports = requireNonNull(transports, "transports is null");
        this.deadlines = requireNonNull(deadlines, "deadlines is null");
    }

    /**
     * The same engines with other deadlines.
     *
     * @param other how long a daemon may take
     * @return the engines
     */
    public DockerJavaEngines withDeadlines(EngineDeadlines other) {
        return new DockerJavaEngines(transports, other);
    }

    @Override
    public Engine open(SocketPath socket) {
        return new DockerJavaEngine(socket, new DeadlineTransport(transports.apply(socket), deadlines));
    }

    /** At most {@link EngineDeadlines#QUESTION} for each answer. */
    @Override
    public Engine openForQuestions(SocketPath socket) {
        return withDeadlines(deadlines.forQuestions()).open(socket);
    }

    private static EngineException notRunning(SocketPath socket) {
        return new EngineException(
                "Docker daemon at " + socket + ": it does not run, since this host only records",
                "use Engines.of(host), which records docker commands");
    }

    private static DockerHttpClient overUnixSocket(Path socket) {
        return new ApacheDockerHttpClient.Builder().dockerHost(url(socket)).build();
    }

    private static URI url(Path socket) {
        try {
            // a path may have characters that a URL has to escape
            return new URI("unix", "", socket.toString(), null);
        } catch (URISyntaxException impossible) {
            throw new AssertionError("every absolute path fits a URL", impossible);
        }
    }
}
