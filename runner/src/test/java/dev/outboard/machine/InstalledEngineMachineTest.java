package dev.outboard.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What users and jobs touch: the wrapper command, the networks of jobs, and an engine after an upgrade. */
@MachineTest
@ParameterizedClass
@EnumSource
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class InstalledEngineMachineTest {
    /** A shim like that of podman-docker: it has an engine of its own, whatever the environment says. */
    private static final String SHIM = """
            mv /usr/bin/docker /usr/bin/docker.real
            printf '#!/bin/sh\\nexec /usr/bin/docker.real --host unix:///run/docker.sock "$@"\\n' >/usr/bin/docker
            chmod +x /usr/bin/docker
            """;

    /** What the upgrade of a package does: a new file takes the place of the program, and the first daemon restarts. */
    private static final String UPGRADE = """
            cp --preserve /usr/sbin/dockerd /usr/sbin/dockerd.new
            mv /usr/sbin/dockerd.new /usr/sbin/dockerd
            systemctl restart docker.service
            """;

    @Parameter
    private DebianRelease release;

    private Machine machine;
    private String applied;

    @BeforeParameterizedClassInvocation
    void apply() {
        machine = Machine.boot(release, "installed");
        machine.run("ip", "link", "set", "dev", "host0", "mtu", "1450");
        applied = run("apply");
        BusyboxImage.load(machine, "docker2", "busybox:1");
    }

    @AfterParameterizedClassInvocation
    void close() {
        machine.close();
    }

    private String run(String verb) {
        return machine.java(Scenario.class, verb, "SMALL_PACKETS").orFail().text();
    }

    @Test
    void networksOfJobsHaveTheMtuOfTheBridgeOrThePlanTellsThatTheyDoNot() {
        boolean isOld = release == DebianRelease.BOOKWORM;
        machine.run("docker2", "network", "create", "job").orFail();

        assertThat(machine.out(
                        "docker2", "run", "--rm", "--network", "job", "busybox:1", "cat", "/sys/class/net/eth0/mtu"))
                .isEqualTo(isOld ? "1500" : "1450");
        assertThat(applied.contains("networks that jobs create do not get com.docker.network.driver.mtu=1450"))
                .isEqualTo(isOld);
        assertThat(run("verify"))
                .contains("ok    networks that jobs create on docker2 work: MTU " + (isOld ? "1500" : "1450"))
                .contains("ok    command /usr/local/bin/docker2 reaches docker2")
                .doesNotContain("FAIL");
        assertThat(machine.out("docker2", "network", "ls", "--filter", "type=custom", "--format", "{{.Name}}"))
                .isEqualTo("job");

        machine.run("docker2", "network", "rm", "job").orFail();
    }

    @Test
    void aMissingClientIsToldOf() {
        machine.run("mv", "/usr/bin/docker", "/root/docker").orFail();

        assertThat(run("verify"))
                .contains("FAIL  command /usr/local/bin/docker2 reaches docker2")
                .contains("docker-cli");
        assertThat(machine.java(Scenario.class, "plan", "SMALL_PACKETS").stderr())
                .contains("daemon docker2: client: found \"no program docker\"");

        machine.run("mv", "/root/docker", "/usr/bin/docker").orFail();
    }

    @Test
    void aShimInPlaceOfTheClientIsToldOf() {
        machine.sh(SHIM).orFail();

        assertThat(run("verify"))
                .contains(
                        "FAIL  command /usr/local/bin/docker2 reaches docker2: it answers with data root /var/lib/docker");

        machine.run("mv", "/usr/bin/docker.real", "/usr/bin/docker").orFail();
    }

    @Test
    void anEngineOfBeforeAnUpgradeIsRestarted() {
        machine.run("docker2", "run", "--detach", "--name", "job", "busybox:1", "sleep", "600")
                .orFail();
        machine.sh(UPGRADE).orFail();

        assertThat(run("verify")).contains("docker2.service still runs the /usr/sbin/dockerd of before an upgrade");
        assertThat(run("apply"))
                .contains("! docker2.service: its program /usr/sbin/dockerd was replaced since it started");

        assertThat(run("verify")).doesNotContain("FAIL");
        assertThat(run("plan")).isEqualTo("Plan for stack ci: nothing to do");
        assertThat(machine.out("docker2", "inspect", "--format", "{{.State.Running}}", "job"))
                .isEqualTo("true");
        machine.run("docker2", "rm", "--force", "job").orFail();
    }
}
