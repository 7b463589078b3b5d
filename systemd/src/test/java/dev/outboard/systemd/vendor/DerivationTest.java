package dev.outboard.systemd.vendor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.failure.Problem;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.UnitName;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DerivationTest {
    private static final String SERVICE = "/usr/lib/systemd/system/docker.service";
    private static final String SOCKET = "/usr/lib/systemd/system/docker.socket";
    private static final String DOCKERD = "ExecStart=/usr/bin/dockerd -H fd://";

    private final InMemoryHost host = InMemoryHost.create();

    private void put(String path, String... lines) {
        host.putFile(AbsolutePath.of(path), String.join("\n", lines) + "\n");
    }

    private Derivation derive() {
        return Derivation.of(
                VendorUnits.find(host),
                UnitName.of("docker2.service"),
                UnitName.of("docker2.socket"),
                AbsolutePath.of("/usr/bin/dockerd"));
    }

    private Derivation derive(String... service) {
        put(SERVICE, service);
        return derive();
    }

    private UnitFile service(String... lines) {
        return derive(lines).service().orElseThrow();
    }

    private UnitFile socket(String... lines) {
        put(SERVICE, "[Service]", DOCKERD);
        put(SOCKET, lines);
        return derive().socket().orElseThrow();
    }

    private List<String> settings() {
        return derive().leftOut().stream().map(LeftOut::setting).toList();
    }

    private List<String> notes() {
        return LeftOut.notes(derive().leftOut());
    }

    @Test
    void takesNothingWhereNothingIs() {
        Derivation derivation = derive();

        assertThat(derivation.service()).isEmpty();
        assertThat(derivation.socket()).isEmpty();
        assertThat(derivation.leftOut()).isEmpty();
        assertThat(derivation.problems()).isEmpty();
    }

    @Test
    void addsWhatAVendorLeavesToOthers() {
        UnitFile service = service("[Service]", DOCKERD);

        assertThat(service.words("Unit", "After")).containsExactly("docker2.socket");
        assertThat(service.words("Unit", "Requires")).containsExactly("docker2.socket");
        assertThat(service.words("Install", "WantedBy")).containsExactly("multi-user.target");
        assertThat(derive().socket()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LimitNOFILE=1",
                "Restart=always",
                "RestartSteps=3",
                "OOMScoreAdjust=-500",
                "TasksMax=9",
                "KillMode=process",
                "Delegate=yes",
                "TimeoutStopFailureMode=abort",
                "StartLimitInterval=60s",
                "ProtectKernelLogs=yes",
                "ProtectSystem=full",
                "NoNewPrivileges=no",
                "RestrictRealtime=yes",
                "SystemCallFilter=@system-service",
                "MemoryMax=1G",
                "StandardOutput=journal",
                "ExecReload=/bin/kill -s HUP $MAINPID",
                "ExecReload=/usr/bin/kill -HUP ${MAINPID}",
                "Environment=PATH=/opt/bin:/usr/bin"
            })
    void keepsWhatHoldsForTheUnitAlone(String line) {
        assertThat(service("[Service]", DOCKERD, line).text()).contains("\n" + line + "\n");
        assertThat(settings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Service, ExecStartPre=-/bin/rm -f /run/docker.pid, ExecStartPre=/bin/rm",
        "Service, ExecStartPost=+/usr/sbin/iptables -P FORWARD ACCEPT, ExecStartPost=/usr/sbin/iptables",
        "Service, ExecStop=/usr/bin/killall dockerd, ExecStop=/usr/bin/killall",
        "Service, ExecStopPost=rm -rf /run/docker, ExecStopPost=rm",
        "Service, ExecCondition=/bin/test -e /x, ExecCondition=/bin/test",
        "Service, ExecReloadPost=/bin/true, ExecReloadPost=/bin/true",
        "Service, Slice=production.slice, Slice=",
        "Service, ProtectSystem=strict, ProtectSystem=",
        "Service, ReadWritePaths=/var/lib/docker, ReadWritePaths=",
        "Service, StandardOutput=append:/var/log/docker.log, StandardOutput=",
        "Service, NetworkNamespacePath=/run/netns/x, NetworkNamespacePath=",
        "Service, BusName=org.example.Docker, BusName=",
        "Service, KeyOfTheFuture=1, KeyOfTheFuture=",
        "Unit, Conflicts=podman.socket, Conflicts=",
        "Unit, OnFailure=alert@docker.service, OnFailure=",
        "Unit, FailureAction=reboot, FailureAction=",
        "Unit, PropagatesReloadTo=nginx.service, PropagatesReloadTo=",
        "Unit, ConditionPathExists=/etc/docker/daemon.json, ConditionPathExists=",
        "Unit, RequiresMountsFor=/var/lib/docker, RequiresMountsFor=",
        "Unit, Requires=flanneld.service, Requires=flanneld.service",
        "Install, RequiredBy=kubelet.service, RequiredBy=",
        "Install, Also=containerd.service, Also=containerd.service",
        "Other, Key=1, Key="
    })
    void leavesOutAndNamesWhatReachesBeyondTheUnit(String section, String line, String setting) {
        UnitFile service = service("[Service]", DOCKERD, "[" + section + "]", line);

        assertThat(service.text()).doesNotContain(line);
        assertThat(settings()).containsExactly(setting);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Symlinks=/var/run/docker-api.sock",
                "ListenDatagram=/run/x",
                "ListenFIFO=/run/y",
                "ExecStartPost=/bin/chgrp admins /run/docker.sock",
                "ExecStopPre=/bin/true",
                "Service=proxy.service",
                "Accept=yes"
            })
    void leavesOutAndNamesWhatReachesBeyondTheSocket(String line) {
        assertThat(socket("[Socket]", "ListenStream=/run/docker.sock", line).text())
                .doesNotContain(line);
        assertThat(settings()).singleElement().asString().startsWith(line.substring(0, line.indexOf('=') + 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EnvironmentFile=-/etc/default/docker",
                "PIDFile=/run/docker.pid",
                "RuntimeDirectory=docker",
                "StateDirectory=docker",
                "SyslogIdentifier=docker",
                "User=root",
                "Environment=DOCKER_TMPDIR=/x",
                "ExecStartPre=/bin/mkdir -p /run/docker",
                "ExecStartPre=-/sbin/modprobe overlay"
            })
    void leavesOutWithoutAWordWhatADaemonHasInAnotherWay(String line) {
        assertThat(service("[Service]", DOCKERD, line).text()).doesNotContain(line);
        assertThat(settings()).isEmpty();
    }

    @Test
    void reloadsItsOwnProcessAlone() {
        assertThat(service("[Service]", DOCKERD, "ExecReload=/usr/bin/pkill -HUP dockerd")
                        .values("Service", "ExecReload"))
                .containsExactly("/bin/kill -s HUP $MAINPID");
        assertThat(settings()).containsExactly("ExecReload=/usr/bin/pkill");
    }

    @Test
    void leavesNoVariableThatNothingReads() {
        UnitFile service = service(
                "[Service]",
                "Environment=DOCKER_SELINUX=--selinux-enabled=true PATH=/opt/bin",
                "ExecStart=/usr/bin/dockerd -H fd:// $DOCKER_SELINUX $DOCKER_OPTS");

        assertThat(service.values("Service", "Environment")).containsExactly("PATH=/opt/bin");
        assertThat(notes())
                .containsExactly(
                        "left out of " + SERVICE + ": --selinux-enabled (set by addDaemonFlag(\"selinux-enabled\"))");
    }

    @Test
    void keepsTheSearchPathOfAFileOfVariables() {
        put("/etc/sysconfig/docker", "PATH='/opt/bin:/usr/bin'", "NOFILE=1024");

        assertThat(service("[Service]", "EnvironmentFile=/etc/sysconfig/docker", DOCKERD)
                        .values("Service", "Environment"))
                .containsExactly("PATH=/opt/bin:/usr/bin");
        assertThat(settings()).isEmpty();
    }

    @Test
    void keepsThePathsOfThePackageWhereverTheyAreSet() {
        put("/etc/sysconfig/docker", "OPTIONS=\"--init-path /usr/libexec/docker-init \\", "  --debug\"");
        put("/etc/systemd/system/docker.service.d/a.conf", "[Service]", "Environment=PROXY=/usr/libexec/docker-proxy");

        assertThat(service(
                                "[Service]",
                                "EnvironmentFile=-/etc/sysconfig/docker",
                                "ExecStart=/usr/bin/dockerd --add-runtime oci=/usr/sbin/runc $OPTIONS"
                                        + " --userland-proxy-path=${PROXY} --containerd /run/c.sock")
                        .value("Service", "ExecStart"))
                .contains("/usr/bin/dockerd --add-runtime oci=/usr/sbin/runc --init-path /usr/libexec/docker-init"
                        + " --userland-proxy-path=/usr/libexec/docker-proxy --containerd /run/c.sock");
        assertThat(notes())
                .containsExactly("left out of /etc/sysconfig/docker: --debug (set by addDaemonFlag(\"debug\"))");
    }

    @Test
    void namesTheProxiesOfADropInAndNotTheirPasswords() {
        put(SERVICE, "[Service]", DOCKERD);
        put(
                "/etc/systemd/system/docker.service.d/http-proxy.conf",
                "[Service]",
                "Environment=HTTPS_PROXY=http://user:secret@proxy.example.org:3128 no_proxy=localhost");

        assertThat(notes())
                .containsExactly("left out of /etc/systemd/system/docker.service.d/http-proxy.conf: HTTPS_PROXY,"
                        + " no_proxy (set by registries(..) with proxies(..))");
    }

    @Test
    void namesWhatElseADropInSetsWithAPlaceForIt() {
        put(SERVICE, "[Service]", DOCKERD, "KillMode=process");
        put(SOCKET, "[Socket]", "ListenStream=/run/docker.sock");
        put(
                "/etc/systemd/system/docker.service.d/a.conf",
                "[Service]",
                "KillMode=process",
                "LimitNOFILE=1",
                "ExecStartPost=",
                "ExecStartPost=/usr/bin/notify",
                "Slice=x.slice");
        put("/etc/systemd/system/docker.socket.d/b.conf", "[Socket]", "SocketGroup=admins", "Symlinks=/run/x");

        assertThat(notes())
                .containsExactly(
                        "left out of /etc/systemd/system/docker.service.d/a.conf: LimitNOFILE= (set by a drop-in of the"
                                + " daemon's own unit); ExecStartPost=/usr/bin/notify; Slice= (set by"
                                + " resourceLimits(..))",
                        "left out of /etc/systemd/system/docker.socket.d/b.conf: Symlinks=");
    }

    @Test
    void doesNotNameWhatALaterDropInTakesBack() {
        put(SERVICE, "[Service]", DOCKERD, "ExecStartPost=/bin/a", "Slice=x.slice", "User=ci");
        put(SOCKET, "[Socket]", "ListenStream=/run/docker.sock", "Symlinks=/run/x");
        put(
                "/etc/systemd/system/docker.service.d/a.conf",
                "[Service]",
                "Environment=HTTPS_PROXY=http://proxy.example.org:3128",
                "EnvironmentFile=/etc/proxy",
                "ExecStopPost=/bin/b",
                "LimitNOFILE=1");
        put("/etc/proxy", "NO_PROXY=localhost");
        put(
                "/etc/systemd/system/docker.service.d/b.conf",
                "[Service]",
                "Environment=",
                "EnvironmentFile=",
                "ExecStartPost=",
                "ExecStopPost=",
                "Slice=",
                "LimitNOFILE=",
                "User=");
        put("/etc/systemd/system/docker.socket.d/c.conf", "[Socket]", "Symlinks=");

        assertThat(notes()).isEmpty();
        assertThat(derive().problems()).isEmpty();
    }

    @Test
    void namesTheOptionsOfFilesThatAPatternFinds() {
        put(SERVICE, "[Service]", "EnvironmentFile=-/etc/sysconfig/%p*", "ExecStart=/usr/bin/dockerd $OPTIONS");
        put("/etc/sysconfig/docker-options", "OPTIONS=--label=\"a b\" --debug");

        assertThat(notes())
                .containsExactly(
                        "left out of /etc/sysconfig/docker-options: --label (set by addLabel(..)); --debug (set"
                                + " by addDaemonFlag(\"debug\"))");
    }

    @Test
    void runsTheProgramOfTheLastCommandThatIsSet() {
        put("/etc/systemd/system/docker.service.d/a.conf", "[Service]", "ExecStart=", "ExecStart=/opt/bin/dockerd -D");

        assertThat(service("[Service]", DOCKERD, "Restart=always").value("Service", "ExecStart"))
                .contains("/opt/bin/dockerd");
        assertThat(notes())
                .containsExactly("left out of /etc/systemd/system/docker.service.d/a.conf: -D (set by"
                        + " addDaemonFlag(\"debug\"))");
    }

    @Test
    void tellsWhatADropInOfEveryServiceGivesBoth() {
        put(SERVICE, "[Service]", DOCKERD);
        put("/etc/systemd/system/service.d/a.conf", "[Service]", "Environment=HTTP_PROXY=http://secret", "LimitCORE=0");
        put("/usr/lib/systemd/system/service.d/b.conf", "[Service]", "TimeoutStopFailureMode=abort");

        assertThat(derive().shared())
                .containsExactly("/etc/systemd/system/service.d/a.conf holds for docker2.service as for every service:"
                        + " HTTP_PROXY");
    }

    @Test
    void namesWhatTheConfigurationFileSets() {
        put(SERVICE, "[Service]", "ExecStart=/usr/bin/dockerd --config-file /etc/other.json");
        put(
                "/etc/other.json",
                "{\"data-root\": \"/x\", \"debug\": false, \"dns\": [], \"icc\": false, \"log-opts\": {\"a\": \"b\"},"
                        + " \"log-driver\": \"local\", \"authorization-plugins\": [\"p\"], \"selinux-enabled\": true}");

        assertThat(notes())
                .containsExactly("left out of /etc/other.json: icc (set by traffic(..)); log-opts, log-driver (set by"
                        + " logs(..)); authorization-plugins (set by addDaemonOption(\"authorization-plugin\", ..));"
                        + " selinux-enabled (set by addDaemonFlag(\"selinux-enabled\"))");
    }

    @Test
    void findsNoSettingsInAConfigurationFileThatIsNotJson() {
        put(SERVICE, "[Service]", DOCKERD);
        put("/etc/docker/daemon.json", "{\"dns\": ");

        assertThat(derive().leftOut()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/bin/sh -c 'exec /usr/bin/dockerd -H fd://' | runs /bin/sh | choose unitSource(UnitSource.GENERATED)",
                "/usr/bin/env PATH=/opt/bin dockerd | runs /usr/bin/env | choose unitSource(UnitSource.GENERATED)",
                "/usr/local/bin/start-docker.sh | runs /usr/local/bin/start-docker.sh | choose unitSource(UnitSource.GENERATED)",
                "/usr/bin/dockerd-rootless.sh | rootless engine | choose unitSource(UnitSource.GENERATED)",
                "/bin/sh -c dockerd-rootless.sh | rootless engine | choose unitSource(UnitSource.GENERATED)",
                "/usr/bin/docker daemon -H fd:// | the engine until Docker 17.12 | install Docker 20.10 or newer",
                "/usr/bin/docker-current daemon | the engine until Docker 17.12 | install Docker 20.10 or newer",
                "/usr/bin/snap run docker.dockerd | Docker is a snap here | snap remove docker",
                "/snap/docker/current/bin/dockerd | Docker is a snap here | snap remove docker",
                "/usr/bin/podman system service | runs /usr/bin/podman | podman-docker",
                "/usr/bin/dockerd 'x | quote that is not closed | choose unitSource(UnitSource.GENERATED)",
                "/usr/bin/dockerd ; /bin/true | several commands | choose unitSource(UnitSource.GENERATED)"
            })
    void tellsWhyAnotherProgramCanNotServeAndWhatToDo(String command, String found, String remedy) {
        Derivation derivation = derive("[Service]", "ExecStart=" + command);

        assertThat(derivation.service()).isEmpty();
        assertThat(derivation.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.property()).isEqualTo("unitSource");
            assertThat(problem.found()).contains(SERVICE, found);
            assertThat(problem.remedy()).contains(remedy);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"dockerd", "/usr/bin/dockerd-current", "-/usr/bin/dockerd", "@/usr/bin/dockerd docker"})
    void takesEveryWayToRunTheEngineItself(String command) {
        assertThat(derive("[Service]", "ExecStart=" + command + " -H fd://")
                        .service()
                        .orElseThrow()
                        .value("Service", "ExecStart")
                        .orElseThrow())
                .matches("/usr/bin/dockerd(-current)?");
    }

    @Test
    void tellsAllThatIsWrongAtOnce() {
        put(SOCKET, "[Socket");

        assertThat(derive("[Service]", "User=ci", "RootDirectory=/srv/root", "ExecStart=/bin/sh -c dockerd")
                        .problems())
                .extracting(Problem::found)
                .containsExactly(
                        SOCKET + ", line 1: [Socket",
                        SERVICE + ": User=ci",
                        SERVICE + ": RootDirectory=/srv/root",
                        SERVICE + " runs /bin/sh");
    }

    @Test
    void needsAServiceBesideASocket() {
        put(SOCKET, "[Socket]", "ListenStream=/run/docker.sock");

        assertThat(derive().problems())
                .singleElement()
                .asString()
                .contains(SOCKET + ", but no docker.service", "unitSource(UnitSource.GENERATED)");
    }
}
