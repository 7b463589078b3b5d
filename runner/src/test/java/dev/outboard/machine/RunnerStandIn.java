package dev.outboard.machine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** A program that stands in for GitLab Runner, since no machine can get the real one. It says itself what it does. */
final class RunnerStandIn {
    /** Busybox with the program; what it is stopped by is set here, since Docker 20.10 takes no change of it later. */
    private static final String MAKE_IMAGE = """
            docker create --name carrier --stop-signal SIGQUIT busybox:1
            docker cp /root/gitlab-runner carrier:/bin/gitlab-runner
            docker commit --change 'ENTRYPOINT ["/bin/gitlab-runner"]' --change 'CMD ["run"]' carrier "$1"
            docker rm carrier
            """;

    private RunnerStandIn() {}

    /** Makes an image of it on the first daemon, which has {@code busybox:1}. */
    static void makeImage(Machine machine, String reference) {
        write(machine, "/root/gitlab-runner");
        machine.sh(MAKE_IMAGE, reference).orFail();
    }

    /** Puts it into a machine. */
    static void write(Machine machine, String path) {
        machine.write(path, script());
        machine.run("chmod", "0755", path).orFail();
    }

    private static String script() {
        try (InputStream script = requireNonNull(
                RunnerStandIn.class.getResourceAsStream("gitlab-runner"), "no stand-in for gitlab-runner")) {
            return new String(script.readAllBytes(), UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
