package dev.outboard.machine;

import static org.assertj.core.api.Assertions.assertThat;

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
 * A host on which others run engines, too: Podman with a network that is not up, a rootless Docker of a user, an engine that
 * an administrator started by hand, a first daemon that is a node of a swarm and listens at a TCP port, and images in
 * namespaces of containerd. Then hosts with one of these and no engine that could run a second time.
 */
@MachineTest
@ParameterizedClass
@EnumSource(DebianRelease.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class OtherEnginesMachineTest {
    /** Of a user whose services run without a login; {@code /dev/net/tun} is open to all on a host with udev. */
    private static final String ROOTLESS = """
            mkdir -p /dev/net; [ -e /dev/net/tun ] || mknod /dev/net/tun c 10 200; chmod 666 /dev/net/tun
            useradd --create-home --shell /bin/sh ci
            loginctl enable-linger ci
            until [ -S /run/user/$(id -u ci)/bus ]; do sleep 0.1; done
            cat >/usr/local/bin/as-ci <<'END'
            #!/bin/sh
            cd /home/ci
            runtime=/run/user/$(id -u ci)
            exec runuser -u ci -- env HOME=/home/ci XDG_RUNTIME_DIR=$runtime DBUS_SESSION_BUS_ADDRESS=unix:path=$runtime/bus \\
              DOCKER_HOST=unix://$runtime/docker.sock PATH=/usr/share/docker.io/contrib:/usr/sbin:/usr/bin:/sbin:/bin "$@"
            END
            chmod +x /usr/local/bin/as-ci
            # its last step looks for the client beside itself, where Debian has none
            as-ci dockerd-rootless-setuptool.sh install --skip-iptables || as-ci systemctl --user is-active docker.service
            """;

    /** By hand: no unit file has these flags. */
    private static final String BY_HAND = """
            ip link add hand0 type bridge; ip address add 172.29.0.1/24 dev hand0; ip link set hand0 up
            systemd-run --quiet --unit=by-hand --property=Type=notify --property=Delegate=yes /usr/sbin/dockerd \\
              --host=unix:///run/hand.sock --data-root=/srv/docker --exec-root=/run/hand --pidfile=/run/hand.pid \\
              --config-file=/etc/hand.json --containerd=/run/containerd/containerd.sock --containerd-namespace=hand \\
              --containerd-plugins-namespace=plugins.hand --bridge=hand0 --iptables=false --live-restore
            printf '#!/bin/sh\\nexec docker --host=unix:///run/hand.sock "$@"\\n' >/usr/local/bin/hand
            chmod +x /usr/local/bin/hand
            """;

    private static final String TCP = """
            mkdir -p /etc/systemd/system/docker.service.d
            printf '[Service]\\nExecStart=\\nExecStart=/usr/sbin/dockerd -H fd:// -H tcp://0.0.0.0:2375 --containerd=%s\\n' \\
              /run/containerd/containerd.sock >/etc/systemd/system/docker.service.d/tcp.conf
            systemctl daemon-reload
            systemctl restart docker.service
            """;

    /** Its networks come a moment later. */
    private static final String SWARM = """
            docker swarm init --advertise-addr 192.168.50.2 --default-addr-pool 10.11.0.0/16 --default-addr-pool-mask-length 24
            until docker network inspect ingress docker_gwbridge >/dev/null 2>&1; do sleep 0.1; done
            """;

    /** What others have, in no particular order. */
    private static final String OTHERS = """
            docker info --format '{{.Swarm.LocalNodeState}} {{.Driver}}'
            docker network ls --quiet --no-trunc | sort
            docker --host=tcp://127.0.0.1:2375 ps --no-trunc --format '{{.ID}} {{.Names}}' | sort
            hand ps --no-trunc --format '{{.ID}} {{.Names}} {{.State}}'; hand image ls --quiet --no-trunc
            hand network ls --quiet --no-trunc | sort; hand volume ls --quiet
            as-ci docker info --format '{{.DockerRootDir}} {{.ServerVersion}}'; as-ci docker image ls --quiet --no-trunc
            podman network ls | sort
            ctr namespaces ls -q | grep -v docker2 | sort; ctr --namespace k8s.io images ls -q; ctr --namespace k8s.io snapshots ls
            systemctl show --property=MainPID,ActiveState docker.service containerd.service by-hand.service user@$(id -u ci).service
            ls -d /srv/docker /run/hand /run/hand.sock /etc/hand.json /home/ci/.local/share/docker
            ip -brief address show dev hand0; ip -brief address show dev docker_gwbridge
            """;

    /** Prints what an engine answers at an address of this machine; nothing where none is reached. */
    private static final String VERSION =
            "printf 'GET /_ping HTTP/1.0\\r\\n\\r\\n' | nc -w 2 $0 2375 2>/dev/null | tail -n 1";

    @Parameter
    private DebianRelease release;

    private Machine machine;
    private String before;

    @BeforeParameterizedClassInvocation
    void boot() {
        machine = Machine.boot(
                release, "others", "dbus-user-session", "podman", "podman-docker.deb", "rootlesskit", "slirp4netns");
    }

    @AfterParameterizedClassInvocation
    void close() {
        machine.close();
    }

    private Result outboard(String verb, Scenario scenario) {
        return machine.java(Scenario.class, verb, scenario.name());
    }

    private String refusal(Scenario scenario) {
        Result plan = outboard("plan", scenario);
        assertThat(plan.succeeded()).isFalse();
        return plan.stderr();
    }

    private String others() {
        return machine.sh(OTHERS).orFail().stdout();
    }

    @Test
    @Order(1)
    void bridgeInANetworkOfPodmansThatIsNotUpIsRefused() {
        machine.run("podman", "network", "create", "--subnet=10.9.4.0/24", "lan")
                .orFail();

        assertThat(refusal(Scenario.NETWORKD))
                .contains("bridge docker1: address: found \"10.9.0.0/16\", expected a range apart from 10.9.4.0/24, a"
                        + " network that is defined in ");

        machine.run("podman", "network", "rm", "lan").orFail();
        machine.run("podman", "network", "create", "--subnet=10.10.0.0/24", "shop")
                .orFail();
    }

    @Test
    @Order(2)
    void rootlessEngineIsNotTakenForTheFirstDaemonAndKeepsItsData() {
        machine.sh(ROOTLESS).orFail();
        BusyboxImage.load(machine, "docker", "busybox:1");
        machine.sh("docker save busybox:1 >/root/busybox.tar; chmod 755 /root; as-ci docker load </root/busybox.tar")
                .orFail();

        assertThat(outboard("plan", Scenario.NETWORKD).orFail().stdout())
                .contains("10.11.0.0/16")
                .doesNotContain("rootless");
        assertThat(refusal(Scenario.WITHIN_A_ROOTLESS_ONE))
                .contains(
                        "expected a path apart from /home/ci/.local/share/docker, the data root of the rootless engine"
                                + " of process ");
    }

    @Test
    @Order(3)
    void engineThatWasStartedByHandIsKnownByTheFlagsOfItsProcess() {
        machine.write("/etc/hand.json", "{\"default-address-pools\": [{\"base\": \"10.12.0.0/16\", \"size\": 24}]}");
        machine.sh(BY_HAND).orFail();
        machine.sh(
                        "hand load </root/busybox.tar; hand run --detach --name kept busybox:1 sleep 1d; hand volume create spare")
                .orFail();

        assertThat(refusal(Scenario.WITHIN_THE_FIRST))
                .contains("expected a path apart from /srv/docker, the data root of by-hand.service (running process)");
    }

    @Test
    @Order(4)
    void anApplyACleanUpAndARemovalLeaveAllThatOthersHave() {
        machine.sh(TCP).orFail();
        machine.sh(SWARM).orFail();
        machine.sh("ctr namespaces create k8s.io; ctr --namespace k8s.io images import /root/busybox.tar;"
                        + " ctr namespaces create spare")
                .orFail();
        before = others();
        assertThat(before).contains("active overlay2", "kept running", "k8s.io", "docker.io/library/busybox:1");

        assertThat(outboard("apply", Scenario.CLEANED).orFail().stdout()).contains("10.13.0.0/16");

        assertThat(others()).isEqualTo(before);
        machine.run("systemctl", "start", "docker2-clean-up.service").orFail();
        assertThat(others()).isEqualTo(before);
        assertThat(outboard("verify", Scenario.CLEANED).orFail().stdout()).doesNotContain("FAIL");
        assertThat(outboard("plan", Scenario.CLEANED).orFail().text()).isEqualTo("Plan for stack ci: nothing to do");
    }

    @Test
    @Order(5)
    void theTcpPortOfTheFirstDaemonIsOutOfReachOfJobs() {
        machine.sh("docker2 load </root/busybox.tar").orFail();

        assertThat(machine.sh(VERSION.replace("$0", "127.0.0.1").replace("nc ", "busybox nc "))
                        .orFail()
                        .text())
                .isEqualTo("OK");
        for (String address : new String[] {Machine.ADDRESS, "10.9.0.1", "172.17.0.1", "172.29.0.1"}) {
            assertThat(machine.run("docker2", "run", "--rm", "busybox:1", "sh", "-c", VERSION, address)
                            .stdout())
                    .as(address)
                    .isEmpty();
        }
        outboard("remove", Scenario.CLEANED).orFail();
        assertThat(others()).isEqualTo(before);
    }

    @Test
    @Order(6)
    void aTcpListenerOfDaemonJsonIsKnownBeforeItIsInForce() {
        machine.write("/etc/docker/daemon.json", "{\"hosts\": [\"fd://\", \"tcp://127.0.0.1:2375\"]}");

        assertThat(outboard("plan", Scenario.NETWORKD).orFail().stdout()).doesNotContain("2375");

        machine.run("rm", "/etc/docker/daemon.json").orFail();
    }

    /** No package of Debian brings the script and an engine, but an administrator can. */
    @Test
    @Order(7)
    void podmansScriptInPlaceOfTheClientIsRefused() {
        machine.sh("docker swarm leave --force; systemctl stop by-hand.service; mv /usr/bin/docker /root;"
                        + " dpkg --fsys-tarfile /root/debs/podman-docker*.deb | tar -x -C / ./usr/bin/docker")
                .orFail();

        assertThat(refusal(Scenario.NETWORKD))
                .contains(
                        "daemon docker2: client: found \"/usr/bin/docker of podman\"",
                        "remove the package podman-docker");

        machine.sh("mv /root/docker /usr/bin").orFail();
    }

    @Test
    @Order(8)
    void podmansPackageInPlaceOfDockerIsRefused() {
        machine.sh("systemctl stop docker.socket docker.service; cp /usr/sbin/dockerd /root;"
                        + " DEBIAN_FRONTEND=noninteractive dpkg --purge --force-depends docker.io docker-cli;"
                        + " dpkg --install /root/debs/podman-docker*.deb")
                .orFail();

        assertThat(refusal(Scenario.NETWORKD))
                .contains(
                        "engine of daemon docker2: found \"no /usr/bin/dockerd; docker is Podman's here\"",
                        "Podman has no daemon that could run a second time",
                        "remove the package podman-docker, and install the engine");

        machine.sh("dpkg --purge podman-docker; rm -f /run/docker.sock").orFail();
    }

    @Test
    @Order(9)
    void rootlessEngineAloneIsRefused() {
        machine.sh("test -S /run/user/$(id -u ci)/docker.sock").orFail();

        assertThat(refusal(Scenario.NETWORKD))
                .contains(
                        "no /usr/bin/dockerd; Docker is rootless here, an engine for each user",
                        "an installed Docker engine that runs as root",
                        "install it for the whole host");

        machine.sh("systemctl stop user@$(id -u ci).service").orFail();
        assertThat(refusal(Scenario.NETWORKD)).contains("Docker is rootless here");
    }

    /** As the snap makes it: snapd's store is out of reach of a test. */
    @Test
    @Order(10)
    void snapIsRefused() {
        machine.sh("mkdir -p /snap/bin /var/snap/docker/common/var-lib-docker; ln -s /usr/bin/snap /snap/bin/docker;"
                        + " mkdir -p /var/snap/docker/current/config")
                .orFail();
        machine.write("/var/snap/docker/current/config/daemon.json", "{\"log-level\": \"error\"}");
        machine.write(
                "/etc/systemd/system/snap.docker.dockerd.service",
                "[Service]\nExecStart=/usr/bin/snap run docker.dockerd\nEnvironmentFile=-/etc/environment\n");

        assertThat(refusal(Scenario.NETWORKD))
                .contains("no /usr/bin/dockerd; Docker is a snap here", "remove it with \"snap remove docker\"");
    }
}
