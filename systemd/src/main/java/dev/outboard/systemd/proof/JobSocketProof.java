package dev.outboard.systemd.proof;

import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.host.Host;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.docker.ExecResult;
import java.util.Optional;

/**
 * What answers jobs at {@code /var/run/docker.sock} is the second daemon. Its root tells, since two engines of Docker 20.10
 * have the same id.
 *
 * @param daemon the second daemon
 * @param runner the name of the runner whose jobs have its socket
 */
record JobSocketProof(DaemonSpec daemon, String runner) implements CanaryProof {
    private static final String DOCKER = "/usr/bin/docker";
    private static final String IDENTITY = "%d:%i";

    @Override
    public String claim() {
        return "jobs of " + runner + " use " + daemon.name() + " by " + JobNeeds.DOCKER_SOCKET;
    }

    @Override
    public Evidence prove(Canary canary, Host host) {
        return host.status(AbsolutePath.of(DOCKER)).isPresent() ? byAnswer(canary) : byFile(canary, host);
    }

    private Evidence byAnswer(Canary canary) {
        ExecResult answer = canary.run(
                "/usr/bin/timeout",
                Canary.PATIENCE,
                DOCKER,
                "--host",
                JobNeeds.DOCKER_SOCKET.url(),
                "info",
                "--format",
                "{{.DockerRootDir}}");
        String root = answer.output().strip();
        return answer.isSuccess()
                ? new Evidence(root.equals(daemon.dataRoot().toString()), "it answers, with root " + root)
                : new Evidence(false, "no answer: " + answer.errors().strip());
    }

    /** Without Docker's command, the file alone: it is the daemon's socket if it has the same device and inode. */
    private Evidence byFile(Canary canary, Host host) {
        Optional<String> ofDaemon = host.ask(
                        Query.of("stat", "-c", IDENTITY, daemon.socket().toString()))
                .map(CommandResult::output);
        String seen = canary.run("/usr/bin/stat", "-c", IDENTITY, JobNeeds.DOCKER_SOCKET.toString())
                .output();
        return new Evidence(
                ofDaemon.filter(seen::equals).isPresent(),
                "device and inode are " + seen.strip() + ", the daemon's are "
                        + ofDaemon.map(String::strip).orElse("not known"));
    }
}
