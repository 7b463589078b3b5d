package dev.outboard.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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

/**
 * A first daemon with a data root, a bridge and address pools that are not Docker's defaults. The range that the second
 * daemon would have by default is its own.
 */
@MachineTest
@ParameterizedClass
@EnumSource(DebianRelease.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class FirstDaemonMachineTest {
    private static final String CONFIGURATION = """
            {"data-root": "/srv/docker", "bip": "%s",
             "default-address-pools": [{"base": "10.10.0.0/16", "size": 24}]}
            """;

    private static final String ENGINES = """
            [Service]
            Type=notify
            ExecStart=/usr/sbin/dockerd --config-file=/etc/engines.json -H unix:///run/engines.sock --data-root=/srv/engines --exec-root=/run/engines \\
              --pidfile=/run/engines.pid --bridge=none --iptables=false --containerd=/run/containerd/containerd.sock
            """;

    private static final String MOBY = """
            [Unit]
            After=containerd.service
            [Service]
            Type=notify
            ExecStart=/usr/sbin/dockerd -H unix:///run/docker.sock --containerd=/run/containerd/containerd.sock
            Delegate=yes
            KillMode=process
            """;

    /** Prints the last line that a web server says; nothing where none answers in time. */
    private static final String FETCH =
            "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | busybox nc -w 4 192.168.50.2 %d | tail -n 1";

    @Parameter
    private DebianRelease release;

    private Machine machine;

    @BeforeParameterizedClassInvocation
    void boot() {
        machine = Machine.boot(release, "first");
        configure("172.26.0.1/16");
        machine.sh("systemctl restart docker; mkdir /srv/www; echo host >/srv/www/index.html;"
                        + " systemd-run --quiet busybox httpd -f -p 9000 -h /srv/www")
                .orFail();
        BusyboxImage.load(machine, "docker", "busybox:1");
    }

    @AfterParameterizedClassInvocation
    void close() {
        machine.close();
    }

    private void configure(String bridge) {
        machine.write("/etc/docker/daemon.json", CONFIGURATION.formatted(bridge));
    }

    private Result outboard(String verb, String scenario) {
        return machine.java(Scenario.class, verb, scenario);
    }

    private void assertThatProductionWorks() {
        assertThat(machine.lan("sh", "-c", FETCH.formatted(8090)).stdout().strip())
                .as("from the LAN to a published port")
                .isEqualTo("prod");
        assertThat(machine.out(
                        "docker",
                        "exec",
                        "prod",
                        "sh",
                        "-c",
                        FETCH.formatted(9000).replace("busybox nc", "nc")))
                .as("from a container to a service of the host")
                .isEqualTo("host");
    }

    @Test
    @Order(1)
    void refusesABridgeInTheRangeThatIsWrittenForTheNextStart() {
        configure("10.9.0.1/24");

        Result plan = outboard("plan", "NETWORKD");

        configure("172.26.0.1/16");
        assertThat(plan.succeeded()).isFalse();
        assertThat(plan.stderr())
                .contains("bridge docker1: address: found \"10.9.0.0/16\", expected a range apart from 10.9.0.0/24,"
                        + " bip of the first daemon (/etc/docker/daemon.json)");
    }

    @Test
    @Order(2)
    void refusesARootWithinItsDataRoot() {
        assertThat(outboard("plan", "WITHIN_THE_FIRST").stderr())
                .contains(
                        "daemon docker2: root: found \"/srv/docker/ci\", expected a path apart from /srv/docker, the data"
                                + " root of the first daemon");
    }

    @Test
    @Order(3)
    void leavesTheFirstDaemonItsPoolForNetworksToCome() {
        outboard("apply", "NETWORKD").orFail();

        machine.sh(
                        "docker network create prod; docker run --detach --name prod --network prod --publish 8090:80 busybox:1"
                                + " sh -c 'trap exit TERM; echo prod >/tmp/index.html; httpd -f -p 80 -h /tmp & wait'")
                .orFail();
        assertThat(machine.out("docker", "network", "inspect", "--format", "{{(index .IPAM.Config 0).Subnet}}", "prod"))
                .isEqualTo("10.10.0.0/24");
        assertThatProductionWorks();
        assertThat(machine.read("/etc/docker2/daemon.json")).contains("10.11.0.0/16");
        assertThat(outboard("verify", "NETWORKD").orFail().stdout()).doesNotContain("FAIL");
    }

    @Test
    @Order(4)
    void findsANetworkThatTheFirstDaemonMakesWithinTheRangesOfTheSecond() {
        machine.run("docker", "network", "create", "--subnet=10.11.7.0/24", "inside")
                .orFail();

        assertThat(outboard("verify", "NETWORKD").stdout())
                .containsPattern(
                        "FAIL .*network inside of the first daemon has 10\\.11\\.7\\.0/24 in 10\\.11\\.0\\.0/16");
        machine.run("docker", "network", "rm", "inside").orFail();
    }

    @Test
    @Order(5)
    void leavesProductionAsItIsWhenTheStackGoes() {
        outboard("remove", "NETWORKD").orFail();

        assertThatProductionWorks();
    }

    @Test
    @Order(6)
    void rollBackLeavesWhatTheFirstDaemonHasInADirectoryOfTheStack() {
        outboard("halt", "NETWORKD");
        machine.sh("mkdir --parents /run/docker2/first; echo image >/run/docker2/first/image")
                .orFail();
        machine.write("/etc/docker/daemon.json", "{\"data-root\": \"/run/docker2/first\"}");

        Result rolledBack = outboard("rollback", "NETWORKD");

        configure("172.26.0.1/16");
        assertThat(rolledBack.stdout()).contains("/run/docker2/first, the data root of the first daemon");
        assertThat(machine.read("/run/docker2/first/image")).isEqualTo("image\n");
        outboard("remove", "NETWORKD").orFail();
        assertThat(machine.run("test", "-e", "/run/docker2").succeeded()).isFalse();
    }

    @Test
    @Order(7)
    void takesTheVersionOfTheEngineThatRunsAndNotThatOfItsPackage() {
        String running = machine.out("docker", "version", "--format", "{{.Server.Version}}");
        machine.sh(
                        "cp /var/lib/dpkg/status /tmp/status; sed -i '/^Package: docker.io$/,/^$/s/^Version: .*/Version: 99.1/'"
                                + " /var/lib/dpkg/status")
                .orFail();

        Result plan = outboard("plan", "NETWORKD");

        machine.sh("cp /tmp/status /var/lib/dpkg/status").orFail();
        assertThat(plan.orFail().stdout())
                .contains("made for Docker "
                        + String.join(".", List.of(running.split("[.+]")).subList(0, 2)))
                .doesNotContain("Docker 99");
    }

    @Test
    @Order(8)
    void plansBesideAFirstDaemonThatHangs() {
        machine.sh("kill -STOP $(cat /run/docker.pid)").orFail();

        Result plan = outboard("plan", "NETWORKD");

        machine.sh("kill -CONT $(cat /run/docker.pid)").orFail();
        assertThat(plan.orFail().stdout())
                .contains("the first daemon does not answer")
                .contains("10.11.0.0/16");
    }

    @Test
    @Order(9)
    void plansBesideAFirstDaemonThatIsMasked() {
        machine.sh("systemctl mask --now docker.socket docker.service").orFail();

        Result plan = outboard("plan", "NETWORKD");

        assertThat(plan.orFail().stdout()).contains("the first daemon does not answer (docker.service is masked)");
    }

    @Test
    @Order(10)
    void asksTheEngineThatAnotherServiceRunsAtTheSocketOfOneThatIsMasked() {
        machine.write("/etc/systemd/system/moby.service", MOBY);
        machine.sh("systemctl daemon-reload; systemctl start moby.service").orFail();

        Result plan = outboard("plan", "NETWORKD");
        Result inside = outboard("plan", "WITHIN_THE_FIRST");

        assertThat(plan.orFail().stdout()).contains("10.11.0.0/16").doesNotContain("does not answer");
        assertThat(inside.stderr()).contains("/srv/docker");
    }

    @Test
    @Order(11)
    void servesBesideAnEngineOfAnotherName() {
        outboard("apply", "NETWORKD").orFail();

        assertThat(outboard("verify", "NETWORKD").orFail().stdout())
                .contains("the first daemon is unharmed")
                .doesNotContain("FAIL");

        outboard("remove", "NETWORKD").orFail();
        assertThat(machine.out("docker", "info", "--format", "{{.DockerRootDir}}"))
                .isEqualTo("/srv/docker");
        machine.sh("systemctl stop moby.service; rm /etc/systemd/system/moby.service; systemctl unmask docker.socket"
                        + " docker.service; systemctl daemon-reload; systemctl start docker.socket docker.service")
                .orFail();
    }

    @Test
    @Order(12)
    void aServiceOfAnotherEngineThatStopsDuringAnApplyFailsTheVerification() {
        machine.write("/etc/systemd/system/engines.service", ENGINES);
        machine.write("/etc/engines.json", "{}\n");
        machine.sh("systemctl daemon-reload; systemctl start engines.service; systemd-run --quiet --collect sh -c"
                        + " 'until ip link show dev docker1; do sleep 0.05; done; systemctl stop engines.service'")
                .orFail();

        outboard("apply", "NETWORKD");

        assertThat(outboard("verify", "NETWORKD").stdout())
                .contains("FAIL  the first daemon is unharmed", "unit engines.service was active");

        outboard("remove", "NETWORKD");
        machine.sh("rm /etc/systemd/system/engines.service; systemctl daemon-reload")
                .orFail();
    }
}
