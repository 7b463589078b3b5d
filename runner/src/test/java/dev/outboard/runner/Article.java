package dev.outboard.runner;

import dev.outboard.core.value.Secret;
import dev.outboard.core.value.SocketPath;
import dev.outboard.network.BridgeSpec;
import dev.outboard.runner.configuration.file.RunnerIdentity;
import dev.outboard.systemd.daemon.DaemonSpec;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;

/** The article's stack, and parts of it to vary. */
final class Article {
    static final URI GITLAB = URI.create("http://your.gitlab.url/ci");
    static final SocketPath SOCKET = SocketPath.of("/docker2/docker.sock");
    static final String TOKEN = "glrt-4rt1cl3-t0k3n";

    private Article() {}

    static BridgeSpec.Builder docker1() {
        return BridgeSpec.builder("docker1", "10.9.0.1/16");
    }

    static DaemonSpec.Builder docker2() {
        return DaemonSpec.builder("docker2").bridge("docker1").root("/docker2");
    }

    static RunnerSpec.Builder runner1() {
        return RunnerSpec.builder("runner1", GITLAB)
                .daemon("docker2")
                .process(container().build())
                .token(Secret.of(TOKEN))
                .defaultImage("gitlab/dind")
                .jobsPrivileged(true)
                .jobsMayUseDocker(true);
    }

    static ContainerProcess.Builder container() {
        return ContainerProcess.builder("runner1").privileged(true);
    }

    /** The article's runner in another container. */
    static RunnerSpec.Builder runner1(ContainerProcess.Builder container) {
        return runner1().process(container.build());
    }

    /** The identity of the article's runner, whatever its GitLab. */
    static RunnerIdentity identity() {
        return new RunnerIdentity("runner1", Optional.empty(), OptionalLong.empty(), Optional.empty());
    }

    static StackSpec stack() {
        return stack(docker1().build(), docker2().build(), runner1().build());
    }

    static StackSpec stackWithoutRunner() {
        return stack(docker1().build(), docker2().build());
    }

    static StackSpec stack(BridgeSpec bridge, DaemonSpec daemon, RunnerSpec... runners) {
        StackSpec.Builder stack = StackSpec.builder("ci").bridge(bridge).daemon(daemon);
        for (RunnerSpec runner : runners) {
            stack.runner(runner);
        }
        return stack.build();
    }
}
