package dev.outboard.systemd.firstdaemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.core.value.Subnet;
import dev.outboard.core.value.UnitName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A host with more engines than the first daemon, or with one whose service is called otherwise. */
class OtherEnginesTest {
    private final InMemoryHost host = InMemoryHost.create();
    private final Map<String, EngineReply> replies = new TreeMap<>();
    private final Set<String> asked = new TreeSet<>();

    private FirstDaemonProfile profile() {
        return FirstDaemonProfile.readFrom(
                host,
                (socket, service) -> {
                    asked.add(service + " at " + socket);
                    return replies.getOrDefault(socket.toString(), EngineReply.silence("nothing listens"));
                },
                Set.of(UnitName.of("docker2.service")));
    }

    private void file(String path, String text) {
        host.putFile(AbsolutePath.of(path), text);
    }

    private void answers(String socket, String root, String network) {
        replies.put(
                socket,
                EngineReply.of(
                        FirstDaemonProfileTest.info(root),
                        List.of(FirstDaemonProfileTest.network(
                                "shop", Optional.of(InterfaceName.of("br-1")), network))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dockerd -H unix:///run/build.sock -g /srv/x|",
                "dockerd --config-file /etc/build.json|{\"hosts\": [\"unix:///run/build.sock\"]}",
                "dockerd -H fd://|",
            })
    void anotherEngineIsAskedWhereItListens(String line, String json) {
        file("/etc/systemd/system/build.service", "[Service]\nExecStart=/usr/bin/" + line + "\n");
        file("/etc/systemd/system/build.socket", "[Socket]\nListenStream=%t/build.sock\n");
        if (json != null) {
            file("/etc/build.json", json);
        }
        answers("/run/build.sock", "/srv/build", "10.8.0.0/24");

        FirstDaemonProfile profile = profile();

        assertThat(asked).contains("build.service at /run/build.sock");
        assertThat(profile.collision(AbsolutePath.of("/srv/build"))).isPresent();
        assertThat(profile.ranges())
                .anySatisfy(range -> assertThat(range.what()).isEqualTo("network shop of build.service"));
        assertThat(profile.bridges()).contains(InterfaceName.of("br-1"));
    }

    @Test
    void anotherEngineThatDoesNotAnswerIsANote() {
        file(
                "/etc/systemd/system/build.service",
                "[Service]\nExecStart=/usr/bin/dockerd -H unix:///run/build.sock -g /srv/build\n");

        assertThat(profile().notes())
                .contains("build.service does not answer (nothing listens), so its networks are not known");
        assertThat(profile().collision(AbsolutePath.of("/srv/build"))).isPresent();
    }

    @Test
    void unitThatRunsNoEngineIsNotAsked() {
        file(
                "/etc/systemd/system/watch.service",
                "[Service]\nExecStart=/usr/bin/logger dockerd-watch\nExecStartPost=/bin/true # dockerd\n");

        profile();

        assertThat(asked).containsExactly("docker.service at /run/docker.sock");
    }

    @ParameterizedTest
    @CsvSource({
        "/usr/lib/systemd/system/docker-ce.service",
        "/usr/lib/systemd/system/moby.service",
        "/usr/lib/systemd/system/dockerd.service",
        "/etc/systemd/system/containers.service"
    })
    void firstDaemonWhoseServiceIsCalledOtherwiseIsKnownByItsSettings(String unit) {
        file(unit, "[Service]\nExecStart=/usr/bin/dockerd --data-root /srv/docker --bip 10.8.0.1/24\n");
        answers("/run/docker.sock", "/srv/docker", "10.7.0.0/24");

        FirstDaemonProfile profile = profile();

        assertThat(profile.collision(AbsolutePath.of("/srv/docker/x"))).isPresent();
        assertThat(profile.ranges())
                .extracting(OwnRange::subnet)
                .contains(Subnet.of("10.8.0.0/24"), Subnet.of("10.7.0.0/24"));
        assertThat(profile.notes()).isEmpty();
    }

    @Test
    void firstDaemonIsAskedAtAnotherSocketWhereItHasNotTheUsualOne() {
        file("/etc/docker/daemon.json", "{\"hosts\": [\"unix:///srv/engine.sock\"]}");
        file("/srv/engine.sock", "");
        answers("/srv/engine.sock", "/srv/docker", "10.7.0.0/24");

        assertThat(profile().version()).contains("26.1.5");
        assertThat(profile().notes()).isEmpty();
    }

    @Test
    void socketWhosePathIsTooLongIsANote() {
        file(
                "/etc/systemd/system/build.service",
                "[Service]\nExecStart=/usr/bin/dockerd -H unix:///srv/" + "x".repeat(110) + ".sock\n");

        assertThat(profile().notes()).anySatisfy(note -> assertThat(note).contains("at most 107 bytes"));
    }

    private void process(int id, String group, String commandLine) {
        file("/proc/" + id + "/comm", "dockerd\n");
        file("/proc/" + id + "/cgroup", "9:name=systemd:" + group + "\n0::/\n");
        file("/proc/" + id + "/cmdline", commandLine.replace(' ', '\0') + "\0");
        file("/proc/" + id + "/environ", "XDG_RUNTIME_DIR=/run/user/1000\0HOME=/home/ci\0");
    }

    @ParameterizedTest
    @CsvSource({
        "/user.slice/user-0.slice/session-3.scope, the engine of process 812",
        "/system.slice/run-u12.service, run-u12.service",
        "/ci.slice/ci-engines.slice/build.service, build.service",
        "/system.slice/docker.service, the first daemon"
    })
    void engineThatRunsIsKnownByItsFlagsWhateverStartedIt(String group, String owner) {
        file("/etc/build.json", "{\"default-address-pools\": [{\"base\": \"10.8.0.0/16\", \"size\": 24}]}");
        process(812, group, "/opt/dockerd --data-root /srv/build --bip=10.7.0.1/24 --config-file /etc/build.json");

        FirstDaemonProfile profile = profile();

        assertThat(profile.collision(AbsolutePath.of("/srv/build/x")))
                .hasValueSatisfying(
                        own -> assertThat(own.what()).isEqualTo("data root of " + owner + " (running process)"));
        assertThat(profile.ranges())
                .extracting(OwnRange::subnet)
                .contains(Subnet.of("10.7.0.0/24"), Subnet.of("10.8.0.0/16"));
    }

    @ParameterizedTest
    @CsvSource({
        "/system.slice/docker2.service",
        "/docker2.slice/docker-0123.scope",
        "/docker/0123",
        "/system.slice/docker-0123.scope/system.slice/docker.service",
        "/machine.slice/systemd-nspawn@ci.service/payload/system.slice/docker.service",
        "/"
    })
    void engineOfOutboardOrWithinAContainerIsLeftOut(String group) {
        process(812, group, "dockerd --data-root /srv/build");

        assertThat(profile().collision(AbsolutePath.of("/srv/build"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"dockerd --bip 10.7.0.1/24, /home/ci/.local/share/docker", "dockerd -g /srv/ci, /srv/ci"})
    void rootlessEngineHasItsDataAndANetworkOfItsOwn(String line, String root) {
        process(812, "/user.slice/user-1000.slice/user@1000.service/app.slice/docker.service", line);

        FirstDaemonProfile profile = profile();

        assertThat(profile.collision(AbsolutePath.of(root)))
                .hasValueSatisfying(own -> assertThat(own.what()).contains("the rootless engine of process 812"));
        assertThat(profile.ranges()).extracting(OwnRange::subnet).doesNotContain(Subnet.of("10.7.0.0/24"));
        assertThat(profile.notes()).hasSize(1).first().asString().contains("no first daemon was found");
    }
}
