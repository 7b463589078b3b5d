package dev.outboard.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** GitLab Runner itself: the programs that whoever runs the tests has on this computer. */
final class GitLabRunnerProgram {
    private static final String PROPERTY = "outboard.gitlab-runner";
    private static final String HELPER_PROPERTY = PROPERTY + "-helper";

    /**
     * Images like the official ones, of busybox in place of a distribution: entry point, command, signal and users of the
     * runner's, and the programs that the runner starts in its helper's. What a container is stopped by is set here, since
     * Docker 20.10 takes no change of it later.
     */
    private static final String MAKE_IMAGES = """
            mkdir -p runner/etc runner/usr/bin runner/home/gitlab-runner helper/bin helper/usr/bin
            cp /root/gitlab-runner runner/usr/bin/
            cp /root/gitlab-runner-helper helper/usr/bin/
            printf 'root:x:0:0::/root:/bin/sh\\ngitlab-runner:x:999:999::/home/gitlab-runner:/bin/sh\\n' >runner/etc/passwd
            printf '#!/bin/sh\\nexec gitlab-runner "$@"\\n' >runner/entrypoint
            printf '#!/bin/sh\\nexec sh "$@"\\n' >helper/bin/bash
            printf '#!/bin/bash\\numask 0000\\nexec /bin/bash\\n' >helper/usr/bin/gitlab-runner-build
            # nothing is fetched, but git is told of GitLab's authority all the same
            printf '#!/bin/sh\n' >helper/usr/bin/git
            chmod 0755 runner/entrypoint helper/bin/bash helper/usr/bin/git helper/usr/bin/gitlab-runner-build

            docker create --name carrier --stop-signal SIGQUIT busybox:1
            docker cp runner/. carrier:/
            docker commit --change 'ENTRYPOINT ["/entrypoint"]' \\
                --change 'CMD ["run", "--user=gitlab-runner", "--working-directory=/home/gitlab-runner"]' \\
                carrier gitlab/gitlab-runner:1
            docker rm carrier
            docker create --name carrier busybox:1
            docker cp helper/. carrier:/
            docker commit carrier gitlab-runner-helper:1
            docker rm carrier
            docker save --output /root/helper.tar gitlab-runner-helper:1
            docker rmi gitlab-runner-helper:1
            rm -r runner helper
            """;

    private GitLabRunnerProgram() {}

    /** Makes an image of it on the first daemon, which has {@code busybox:1}, and one of its helper in a file. */
    static void makeImages(Machine machine) {
        Path program = file(PROPERTY)
                .orElseThrow(() -> new IllegalStateException("no GitLab Runner is given. Fix: name its program by -D"
                        + PROPERTY + "=/usr/bin/gitlab-runner"));
        copy(program, machine, "/root/gitlab-runner");
        // GitLab Runner has the commands of its helper as well
        copy(file(HELPER_PROPERTY).orElse(program), machine, "/root/gitlab-runner-helper");
        machine.sh(MAKE_IMAGES).orFail();
    }

    private static Optional<Path> file(String property) {
        return Optional.ofNullable(System.getProperty(property)).map(Path::of);
    }

    private static void copy(Path program, Machine machine, String path) {
        try {
            Files.copy(program, machine.file(path));
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
        machine.run("chmod", "0755", path).orFail();
    }

    /** What it says that it is, for example {@code 14.7.1}. */
    static String version(Machine machine) {
        return machine.sh("/root/gitlab-runner --version | sed -n 's/^Version: *//p'")
                .orFail()
                .text();
    }
}
