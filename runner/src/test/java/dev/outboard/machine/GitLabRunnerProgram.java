package dev.outboard.machine;

import dev.outboard.core.value.ImageReference;
import dev.outboard.runner.configuration.RunnerVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * GitLab Runner itself: the programs that the user who runs the tests has on this computer.
 *
 * @param version what it says that it is, for example {@code 14.7.1}
 * @param revision what it says that it was made of, for example {@code 8925d9a0}
 */
record GitLabRunnerProgram(String version, String revision) {
    /** What {@link RunnerStandIn} says that it is. */
    static final GitLabRunnerProgram STAND_IN = new GitLabRunnerProgram("19.3.0", "stand-in");

    private static final String PROPERTY = "outboard.gitlab-runner";
    private static final String HELPER_PROPERTY = PROPERTY + "-helper";
    private static final Pattern VERSION =
            Pattern.compile("(?i)version:? +(?<version>\\S+)\\s+(?:Git revision: +|\\()(?<revision>\\w+)");

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
            # makes a volume writable for everybody; versions before 12 do it by a script
            printf '#!/bin/sh\\nchmod 0777 "$@"\\n' >helper/usr/bin/gitlab-runner-cache
            # nothing is fetched, but git is told of GitLab's authority all the same; versions before 1.7 always clone
            printf '#!/bin/sh\\n[ "$1" != clone ] || mkdir -p "$3"\\n' >helper/usr/bin/git
            chmod 0755 runner/entrypoint helper/bin/bash helper/usr/bin/git helper/usr/bin/gitlab-runner-*

            docker create --name carrier --stop-signal SIGQUIT busybox:1
            docker cp runner/. carrier:/
            docker commit --change 'ENTRYPOINT ["/entrypoint"]' \\
                --change 'CMD ["run", "--user=gitlab-runner", "--working-directory=/home/gitlab-runner"]' \\
                carrier "$1"
            docker rm carrier
            docker create --name carrier busybox:1
            docker cp helper/. carrier:/
            shift
            for image; do
                case $image in
                gitlab-runner-build:* | gitlab-runner-cache:*)
                    docker commit --change "ENTRYPOINT [\\"/usr/bin/${image%:*}\\"]" carrier "$image" ;;
                *)
                    docker commit carrier "$image" ;;
                esac
            done
            docker rm carrier
            docker save --output /root/helper.tar "$@"
            docker rmi "$@"
            rm -r runner helper
            """;

    /** The program that is given to these tests. */
    static GitLabRunnerProgram given() {
        String text =
                Command.of(program().toString(), "--version").run().orFail().stdout();
        Matcher version = VERSION.matcher(text);
        if (!version.find()) {
            throw new IllegalStateException(program() + " tells no version: " + text);
        }
        return new GitLabRunnerProgram(version.group("version"), version.group("revision"));
    }

    private static Path program() {
        return file(PROPERTY)
                .orElseThrow(() -> new IllegalStateException("no GitLab Runner is given. Fix: name its program by -D"
                        + PROPERTY + "=/usr/bin/gitlab-runner"));
    }

    private static Optional<Path> file(String property) {
        return Optional.ofNullable(System.getProperty(property)).map(Path::of);
    }

    /** Which keys it knows. */
    RunnerVersion known() {
        return RunnerVersion.ofTag(version).orElseThrow();
    }

    boolean isAtLeast(int major, int minor) {
        return known().compareTo(new RunnerVersion(major, minor)) >= 0;
    }

    /** Its tag tells the version, so that Outboard refuses what this one would not read. */
    ImageReference image() {
        return ImageReference.of("gitlab/gitlab-runner:v" + version);
    }

    /** Where it is told that GitLab is: before 1.6 with the path below which GitLab had its API. */
    String url(String gitLab) {
        return isAtLeast(1, 6) ? gitLab : gitLab + "/ci";
    }

    /** The label that its containers have with the number of their job. */
    String labelOfJobs() {
        return "com.gitlab.gitlab-runner." + (isAtLeast(9, 0) ? "job.id" : "build.id");
    }

    /** Whether a spec can choose the image of the helper: {@code helper_image}. */
    boolean takesAHelper() {
        return isAtLeast(10, 2);
    }

    /** The image that a spec chooses. */
    ImageReference helper() {
        return ImageReference.of("gitlab-runner-helper:1");
    }

    /** The images that it needs for its own part of a job: that of a spec, or those of the version; 1.3 to 1.8 had others. */
    List<ImageReference> helpers() {
        if (takesAHelper()) {
            return List.of(helper());
        }
        return isAtLeast(1, 9)
                ? List.of(ImageReference.of("gitlab/gitlab-runner-helper:x86_64-" + revision))
                : Stream.of("build", "cache")
                        .map(part -> ImageReference.of("gitlab-runner-" + part + ":" + revision))
                        .toList();
    }

    /** Makes an image of it on the first daemon, which has {@code busybox:1}, and one of its helper in a file. */
    void makeImages(Machine machine) {
        copy(program(), machine, "/root/gitlab-runner");
        // GitLab Runner has the commands of its helper as well
        copy(file(HELPER_PROPERTY).orElse(program()), machine, "/root/gitlab-runner-helper");
        machine.sh(
                        MAKE_IMAGES,
                        Stream.concat(Stream.of(image()), helpers().stream())
                                .map(ImageReference::toString)
                                .toArray(String[]::new))
                .orFail();
    }

    private static void copy(Path program, Machine machine, String path) {
        try {
            Files.copy(program, machine.file(path));
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
        machine.run("chmod", "0755", path).orFail();
    }
}
