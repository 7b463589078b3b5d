package dev.outboard.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Runners that have a job when they are to be replaced. */
@MachineTest
@ParameterizedClass
@EnumSource
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class DrainMachineTest {
    /** The file {@code /tmp/job} in the container is a job that runs. */
    private static final String RUNNER = """
            #!/bin/sh
            if [ "$1" != run ]; then exec /bin/stand-in "$@"; fi
            quit=
            trap 'exit 1' TERM
            trap 'quit=1; touch /etc/gitlab-runner/draining' QUIT
            while [ -z "$quit" ] || [ -e /tmp/job ]; do sleep 0.2 & wait $!; done
            """;

    private static final String BROKEN = """
            #!/bin/sh
            echo 'FATAL: the configuration is not of this version'
            exit 1
            """;

    private static final String MAKE_IMAGE = """
            docker create --name carrier busybox:1
            docker cp /root/stand-in carrier:/bin/stand-in
            docker cp "/root/$1" carrier:/bin/gitlab-runner
            docker commit --change 'ENTRYPOINT ["/bin/gitlab-runner"]' --change 'CMD ["run"]' carrier "runner:$2"
            docker rm carrier
            """;

    private static final String JOB = "runner-abc-project-3-concurrent-0-build";

    @Parameter
    private DebianRelease release;

    private Machine machine;

    @BeforeParameterizedClassInvocation
    void apply() {
        machine = Machine.boot(release, "drain");
        BusyboxImage.load(machine, "docker", "busybox:1");
        machine.run("docker", "save", "--output", "/root/job.tar", "busybox:1").orFail();
        RunnerStandIn.write(machine, "/root/stand-in");
        machine.write("/root/runner-token", LanGitLab.start(machine).create("runner1"));
        machine.write("/root/runner", RUNNER);
        machine.write("/root/broken", BROKEN);
        machine.sh("chmod 0755 /root/runner /root/broken").orFail();
        machine.sh(MAKE_IMAGE, "runner", "1").orFail();
        machine.sh(MAKE_IMAGE, "runner", "2").orFail();
        machine.sh(MAKE_IMAGE, "broken", "3").orFail();
        run("apply", "1", "120");
    }

    @AfterParameterizedClassInvocation
    void close() {
        machine.close();
    }

    @Test
    @Order(1)
    void jobImageIsOnTheSecondDaemonBeforeTheFirstJob() {
        assertThat(machine.out("docker2", "images", "--format", "{{.Repository}}:{{.Tag}}"))
                .isEqualTo("busybox:1");
    }

    @Test
    @Order(2)
    void newImageWaitsForTheJobOfTheOldOne() {
        machine.run("docker", "exec", "runner1", "touch", "/tmp/job").orFail();

        CompletableFuture<Result> update = CompletableFuture.supplyAsync(() -> apply("2", "120"));
        machine.sh("until [ -e /srv/gitlab-runner/runner1/draining ]; do sleep 0.1; done")
                .orFail();
        assertThat(runners()).isEqualTo("runner1 runner:1");
        machine.run("docker", "exec", "runner1", "rm", "/tmp/job").orFail();

        assertThat(update.join().orFail().text()).contains("waits up to 2 min for no job that has a container");
        assertThat(runners()).isEqualTo("runner1 runner:2");
        assertThat(policy()).isEqualTo("always");
    }

    @Test
    @Order(3)
    void jobThatTakesTooLongIsGivenUpAndTheOldContainerReturnsIfTheNewOneFails() {
        machine.run("docker", "exec", "runner1", "touch", "/tmp/job").orFail();
        machine.run(
                        "docker2",
                        "run",
                        "--detach",
                        "--name=" + JOB,
                        "--label=com.gitlab.gitlab-runner.managed=true",
                        "--label=com.gitlab.gitlab-runner.job.id=7",
                        "--label=com.gitlab.gitlab-runner.project.id=3",
                        "busybox:1",
                        "sh",
                        "-c",
                        BusyboxImage.FOREVER)
                .orFail();
        String before = machine.out("docker", "inspect", "--format", "{{.Id}}", "runner1");

        Result update = apply("3", "1");

        assertThat(update.status()).isEqualTo(1);
        assertThat(update.stdout())
                .contains("runner runner1 did not end within 1 s, so it is given up: job 7 of project 3 (" + JOB + ")");
        assertThat(update.stderr())
                .contains("container runner1 ended with exit status 1")
                .contains("FATAL: the configuration is not of this version")
                .contains("the old container runs again");
        assertThat(runners()).isEqualTo("runner1 runner:2");
        assertThat(policy()).isEqualTo("always");
        assertThat(machine.out("docker", "inspect", "--format", "{{.Id}}", "runner1"))
                .isEqualTo(before);
    }

    @Test
    @Order(4)
    void applyThatWasEndedIsBroughtToItsEnd() {
        machine.sh("docker kill --signal TERM runner1; docker wait runner1;"
                        + " docker rename runner1 runner1-replaced-by-outboard")
                .orFail();

        assertThat(run("apply", "1", "1")).contains("an earlier apply did not come to the end of its replacement");

        assertThat(runners()).isEqualTo("runner1 runner:1");
        assertThat(run("plan", "1", "1")).contains("nothing to do");
    }

    @Test
    @Order(5)
    void tagThatMovedToAnotherImageReplacesTheContainer() {
        machine.run("docker", "tag", "runner:2", "runner:1").orFail();

        assertThat(run("apply", "1", "1"))
                .contains(
                        "! container runner1: runner:1 is another image now, so it is recreated once its jobs have ended")
                .contains("$ docker kill --signal QUIT runner1");

        assertThat(machine.out("docker", "inspect", "--format", "{{.Image}}", "runner1"))
                .isEqualTo(machine.out("docker", "image", "inspect", "--format", "{{.Id}}", "runner:2"));
        assertThat(run("plan", "1", "1")).contains("nothing to do");
    }

    @Test
    @Order(6)
    void removalDrainsAsWell() {
        machine.run("rm", "/srv/gitlab-runner/runner1/draining").orFail();

        assertThat(run("remove", "1", "1"))
                .containsSubsequence("$ docker kill --signal QUIT runner1", "unregister --name runner1");

        assertThat(machine.out("docker", "ps", "--all", "--quiet")).isEmpty();
        assertThat(machine.run("test", "-e", "/docker2").succeeded()).isFalse();
    }

    private String runners() {
        return machine.out("docker", "ps", "--all", "--format", "{{.Names}} {{.Image}}");
    }

    private String policy() {
        return machine.out("docker", "inspect", "--format", "{{.HostConfig.RestartPolicy.Name}}", "runner1");
    }

    private Result apply(String tag, String seconds) {
        return machine.java(DrainScenario.class, "apply", tag, seconds);
    }

    private String run(String verb, String tag, String seconds) {
        return machine.java(DrainScenario.class, verb, tag, seconds).orFail().text();
    }
}
