package dev.outboard.systemd.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Version;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.core.RemoteApiVersion;
import com.github.dockerjava.transport.DockerHttpClient;
import dev.outboard.core.value.SocketPath;
import org.jspecify.annotations.Nullable;

/**
 * docker-java's client with a version of the API that both sides know. docker-java does not negotiate: left alone, it
 * speaks whatever the daemon's newest version is.
 *
 * @param client the client
 * @param apiVersion the version it speaks
 */
record DaemonClient(DockerClient client, String apiVersion) {
    /** The newest version that docker-java 3.7 was tested with; Docker 29 still speaks it. */
    private static final RemoteApiVersion NEWEST = RemoteApiVersion.VERSION_1_44;

    /** The first version with an environment for exec: Docker 1.13. */
    private static final RemoteApiVersion OLDEST = RemoteApiVersion.VERSION_1_25;

    /** Asks the daemon for its versions, and settles on the newest common one. */
    static DaemonClient negotiate(SocketPath socket, DockerHttpClient transport) {
        Version version = client(transport, null).versionCmd().exec();
        RemoteApiVersion daemon = parse(version.getApiVersion(), OLDEST);
        RemoteApiVersion minimum = parse(version.getMinAPIVersion(), OLDEST);
        if (minimum.isGreater(NEWEST)) {
            throw new EngineException(
                    "Docker daemon at " + socket + ": version " + version.getVersion() + " speaks API "
                            + minimum.getVersion() + " and newer, expected " + NEWEST.getVersion() + " or older",
                    "use a newer version of Outboard, or an older Docker");
        }
        if (OLDEST.isGreater(daemon)) {
            throw new EngineException(
                    "Docker daemon at " + socket + ": version " + version.getVersion() + " speaks API "
                            + daemon.getVersion() + " and older, expected " + OLDEST.getVersion() + " or newer",
                    "install Docker 1.13 or newer");
        }
        RemoteApiVersion common = daemon.isGreater(NEWEST) ? NEWEST : daemon;
        return new DaemonClient(client(transport, common.getVersion()), common.getVersion());
    }

    private static RemoteApiVersion parse(@Nullable String version, RemoteApiVersion otherwise) {
        return version == null ? otherwise : RemoteApiVersion.parseConfig(version);
    }

    private static DockerClient client(DockerHttpClient transport, @Nullable String apiVersion) {
        DockerClientConfig config = DefaultDockerClientConfig.createDefaultConfigBuilder()
                // the transport knows the socket; this keeps the environment's DOCKER_HOST and contexts out
                .withDockerHost("unix:///")
                .withDockerContext("default")
                .withDockerTlsVerify(false)
                .withApiVersion(apiVersion)
                .build();
        return DockerClientImpl.getInstance(config, transport);
    }
}
