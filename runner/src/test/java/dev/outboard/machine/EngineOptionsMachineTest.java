package dev.outboard.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Every typed option reaches the engine and its containers, and no other daemon. */
@MachineTest
@ParameterizedClass
@EnumSource
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class EngineOptionsMachineTest {
    private static final int PORT = 5443;
    private static final String IMAGE = Machine.LAN_ADDRESS + ":" + PORT + "/no/image:1";
    private static final String UNKNOWN_AUTHORITY = "certificate signed by unknown authority";

    @TempDir
    static Path directory;

    @Parameter
    private DebianRelease release;

    private Machine machine;
    private String firstDaemon;

    @BeforeParameterizedClassInvocation
    void apply() {
        machine = Machine.boot(release, "options");
        Path keys = directory.resolve(release + ".p12");
        machine.write("/root/authority.pem", SelfSignedKey.make(keys, "IP:" + Machine.LAN_ADDRESS));
        machine.lanServer(TlsRegistry.class, keys.toString(), Machine.LAN_ADDRESS, Integer.toString(PORT));
        firstDaemon = firstDaemon();
        run("apply", "OPTIONS");
        BusyboxImage.load(machine, "docker2", "busybox:1");
    }

    @AfterParameterizedClassInvocation
    void close() {
        machine.close();
    }

    private String firstDaemon() {
        return machine.out(
                "docker",
                "info",
                "--format",
                "{{.SecurityOptions}} {{.LoggingDriver}} {{.HTTPProxy}} {{.DockerRootDir}}");
    }

    private String run(String verb, String scenario) {
        return machine.java(Scenario.class, verb, scenario).orFail().text();
    }

    private String inContainer(String script) {
        return machine.run("docker2", "run", "--rm", "busybox:1", "sh", "-c", script)
                .orFail()
                .text();
    }

    @Test
    @Order(1)
    void containersHaveTheirUlimits() {
        assertThat(inContainer("ulimit -n; ulimit -Hn")).isEqualTo("1024\n2048");
    }

    @Test
    @Order(1)
    void containersGainNoPrivileges() {
        assertThat(inContainer("grep NoNewPrivs /proc/self/status")).isEqualTo("NoNewPrivs:\t1");
    }

    @Test
    @Order(1)
    void containersMayNotMakeTheSystemCallsThatTheProfileRefuses() {
        assertThat(inContainer("grep Seccomp: /proc/self/status; mkdir /x 2>&1 || true"))
                .startsWith("Seccomp:\t2\n")
                .contains("Operation not permitted");
    }

    @Test
    @Order(1)
    void containersHaveAnInitAndTheirSharedMemory() {
        assertThat(inContainer("cat /proc/1/comm; df -m /dev/shm | tail -n 1"))
                .startsWith("docker-init\n")
                .containsPattern("shm +96 ");
    }

    @Test
    @Order(1)
    void logsAreLimited() {
        machine.run("docker2", "create", "--name", "logs", "busybox:1").orFail();

        assertThat(machine.out("docker2", "inspect", "--format", "{{json .HostConfig.LogConfig}}", "logs"))
                .isEqualTo("{\"Type\":\"local\",\"Config\":{\"max-file\":\"3\",\"max-size\":\"10m\"}}");
        machine.run("docker2", "rm", "logs").orFail();
    }

    @Test
    @Order(1)
    void proxiesAreTheEnginesWhereverThisOneReadsThem() {
        assertThat(machine.out("docker2", "info", "--format", "{{.HTTPProxy}} {{.HTTPSProxy}} {{.NoProxy}}"))
                .isEqualTo("http://192.168.50.1:3128 http://192.168.50.1:3128 203.0.113.1");
        assertThat(machine.read("/etc/docker2/daemon.json").contains("\"proxies\""))
                .isEqualTo(release != DebianRelease.BOOKWORM);
    }

    @Test
    @Order(1)
    void onlyTheSecondDaemonHasItsMirror() {
        assertThat(machine.out("docker2", "info", "--format", "{{.RegistryConfig.Mirrors}}"))
                .isEqualTo("[https://" + Scenario.REGISTRY + "/]");
        assertThat(machine.out("docker", "info", "--format", "{{.RegistryConfig.Mirrors}}"))
                .isEqualTo("[]");
    }

    @Test
    @Order(1)
    void onlyTheSecondDaemonTrustsItsAuthority() {
        assertThat(machine.run("docker", "pull", IMAGE).stderr()).contains(UNKNOWN_AUTHORITY);
        assertThat(machine.run("docker2", "pull", IMAGE).stderr())
                .doesNotContain(UNKNOWN_AUTHORITY)
                .containsAnyOf("manifest unknown", "not found");
    }

    @Test
    @Order(1)
    void theFirstDaemonIsAsItWas() {
        assertThat(firstDaemon()).isEqualTo(firstDaemon);
    }

    @Test
    @Order(1)
    void verificationProvesTheDefaults() {
        assertThat(run("verify", "OPTIONS"))
                .contains("ok    containers of docker2 have its defaults: no new privileges, a filter of system calls,"
                        + " nofile=1024:2048")
                .doesNotContain("FAIL");
    }

    @Test
    @Order(2)
    void aSecondPlanIsEmpty() {
        assertThat(run("plan", "OPTIONS")).isEqualTo("Plan for stack ci: nothing to do");
    }

    @Test
    @Order(3)
    void anEditedProfileIsRepairedAndReadAnew() {
        machine.write("/etc/docker2/seccomp.json", "{\"defaultAction\": \"SCMP_ACT_ALLOW\"}");

        assertThat(run("apply", "OPTIONS")).contains("docker2.service: file /etc/docker2/seccomp.json changes");

        assertThat(inContainer("mkdir /x 2>&1 || true")).contains("Operation not permitted");
    }

    @Test
    @Order(4)
    void optionsGoAndAreForgotten() {
        run("apply", "NETWORKD");

        assertThat(inContainer("grep NoNewPrivs /proc/self/status; mkdir /x")).isEqualTo("NoNewPrivs:\t0");
        assertThat(machine.run("docker2", "pull", IMAGE).stderr()).contains(UNKNOWN_AUTHORITY);
        assertThat(machine.run("ls", "/etc/docker2").orFail().text())
                .isEqualTo("daemon.json\nforwarding.nft\nforwarding.rules\nnetwork.sh");
    }

    @Test
    @Order(5)
    void aDriverThatTheEngineHasNoMoreIsRefusedWithTheVersion() {
        Result refusal = machine.java(Scenario.class, "plan", "DEVICEMAPPER");

        if (release == DebianRelease.BOOKWORM) {
            assertThat(refusal.orFail().text()).contains("is made for Docker 20.10, systemd 252");
        } else {
            assertThat(refusal.stderr())
                    .contains("this was removed in Docker 25.0. Fix: use storageDriver(\"overlay2\")");
        }
    }

    /** Runs Docker's client in a container that has the second daemon's socket, as a job has it. */
    private String inJobWithSocket(String... arguments) {
        List<String> words = new ArrayList<>(List.of("docker2", "run", "--rm"));
        for (String volume : List.of(
                "/docker2/docker.sock:/var/run/docker.sock", "/usr:/usr:ro", "/lib:/lib:ro", "/lib64:/lib64:ro")) {
            words.addAll(List.of("--volume", volume));
        }
        words.addAll(List.of("busybox:1", "/usr/bin/docker"));
        words.addAll(List.of(arguments));
        return machine.run(words.toArray(String[]::new)).orFail().text();
    }

    @Test
    @Order(1)
    void aJobWithTheSocketReadsAndWritesTheFilesOfRoot() {
        machine.sh("umask 077; echo secret-of-root >/root/secret").orFail();

        String seen = inJobWithSocket(
                "run",
                "--rm",
                "--volume",
                "/:/host",
                "busybox:1",
                "sh",
                "-c",
                "cat /host/root/secret; echo written-by-a-job >/host/root/written");

        assertThat(seen).isEqualTo("secret-of-root");
        assertThat(machine.read("/root/written")).isEqualTo("written-by-a-job\n");
    }

    @Test
    @Order(1)
    void aJobWithTheSocketReachesTheFirstDaemon() {
        String root = inJobWithSocket(
                "run",
                "--rm",
                "--volume",
                "/run:/r",
                "--volume",
                "/usr:/usr:ro",
                "--volume",
                "/lib:/lib:ro",
                "--volume",
                "/lib64:/lib64:ro",
                "busybox:1",
                "/usr/bin/docker",
                "--host",
                "unix:///r/docker.sock",
                "info",
                "--format",
                "{{.DockerRootDir}}");

        assertThat(root).isEqualTo("/var/lib/docker");
    }

    @Test
    @Order(1)
    void aJobWithTheSocketMayChangeTheFirewallOfTheHost() {
        String hooks = inJobWithSocket(
                "run",
                "--rm",
                "--network",
                "host",
                "--cap-add",
                "NET_ADMIN",
                "--volume",
                "/usr:/usr:ro",
                "--volume",
                "/lib:/lib:ro",
                "--volume",
                "/lib64:/lib64:ro",
                "busybox:1",
                "sh",
                "-c",
                "/usr/sbin/nft add table inet by_a_job");

        assertThat(hooks).isEmpty();
        machine.run("nft", "delete", "table", "inet", "by_a_job").orFail();
    }

    @Test
    @Order(7)
    void userNamespacesProtectFromContainersButNotFromClientsOfTheSocket() {
        assertThat(machine.run("docker2", "run", "--rm", "--volume", "/root:/r", "busybox:1", "cat", "/r/secret")
                        .stderr())
                .contains("Permission denied");
        assertThat(machine.run(
                                "docker2",
                                "run",
                                "--rm",
                                "--userns",
                                "host",
                                "--volume",
                                "/root:/r",
                                "busybox:1",
                                "cat",
                                "/r/secret")
                        .orFail()
                        .text())
                .isEqualTo("secret-of-root");
    }

    @Test
    @Order(6)
    void rootInARemappedContainerIsNobodyOnTheHost() {
        assertThat(run("apply", "REMAPPED")).contains("users of containers become ids of dockremap");
        BusyboxImage.load(machine, "docker2", "busybox:1");

        machine.run("docker2", "run", "--name", "made", "busybox:1", "touch", "/made")
                .orFail();
        String made = machine.sh("find /docker2/graph/100000.100000 -name made -printf '%U\\n'")
                .orFail()
                .text();

        assertThat(List.of(made.split("\n"))).containsOnly("100000");
        assertThat(inContainer("id -u; cat /proc/self/uid_map")).matches("0\\n +0 +100000 +65536");
        machine.run("docker2", "rm", "made").orFail();
    }

    @Test
    @Order(7)
    void aRemappedDaemonIsProvedAndLeavesNothingToPlan() {
        assertThat(run("verify", "REMAPPED"))
                .contains("root is 100000 on the host", "root /docker2/graph/100000.100000")
                .doesNotContain("FAIL");
        assertThat(run("plan", "REMAPPED")).isEqualTo("Plan for stack ci: nothing to do");
        assertThat(firstDaemon()).isEqualTo(firstDaemon);
    }

    @Test
    @Order(8)
    void theEngineRefusesWhatARemappedDaemonCanNotDo() {
        assertThat(machine.run("docker2", "run", "--rm", "--privileged", "busybox:1", "true")
                        .stderr())
                .contains("privileged mode is incompatible with user namespaces");
    }

    @Test
    @Order(9)
    void removalSaysThatTheAccountStays() {
        assertThat(run("remove", "REMAPPED")).contains("the account dockremap stays");

        assertThat(machine.run("ls", "/docker2", "/etc/docker2").succeeded()).isFalse();
        assertThat(firstDaemon()).isEqualTo(firstDaemon);
    }
}
