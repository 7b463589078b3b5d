package dev.outboard.systemd.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outboard.core.command.Command;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.host.StagedHost;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.testing.SimulatedCommand;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.systemd.engine.EngineVersion;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlatformTest {
    private static final EngineVersion V23 = EngineVersion.of("23.0");

    private static InMemoryHost hostWithEngine(String answer) {
        return InMemoryHost.create()
                .putFile(AbsolutePath.of("/usr/sbin/dockerd"), "")
                .answer((command, host) -> command.equals(Command.of("/usr/sbin/dockerd", "--version"))
                        ? Optional.of(new CommandResult(command, 0, answer, ""))
                        : Optional.empty())
                .answer(SimulatedCommand.printing(
                        "systemd 252 (252.39-1~deb12u2)\n+PAM +AUDIT\n", "systemctl", "--version"));
    }

    private static InMemoryHost hostWithPackages(String files, String status) {
        return InMemoryHost.create()
                .putFile(AbsolutePath.of("/usr/sbin/dockerd"), "")
                .putFile(AbsolutePath.of("/var/lib/dpkg/info/docker.io.list"), files)
                .putFile(AbsolutePath.of("/var/lib/dpkg/status"), status);
    }

    private static String dpkg(String name, String version) {
        return "Package: " + name + "\nStatus: install ok installed\nPriority: optional\nVersion: " + version
                + "\nDescription: x\n with a second line\n\n";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Docker version 20.10.24+dfsg1, build 5d6db84 | 20.10",
                "Docker version 26.1.5+dfsg1, build 411e817 | 26.1",
                "Docker version 28.5.2+dfsg4, build ecc6942 | 28.5",
                "Docker version 17.06.0-ce, build 02c1d87 | 17.6"
            })
    void readsTheEnginesVersion(String answer, String version) {
        assertThat(Platform.readFrom(hostWithEngine(answer + "\n")).engine()).contains(EngineVersion.of(version));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Docker version unknown-version, build x\n", "podman version 5.0\n"})
    void takesAnUnknownEngineForTheNewest(String answer) {
        Platform platform = Platform.readFrom(hostWithEngine(answer));

        assertThat(platform.engine()).isEmpty();
        assertThat(platform.engineIsAtLeast(EngineVersion.of("9999.0"))).isTrue();
    }

    /** No command is answered here: none is needed. */
    @ParameterizedTest
    @CsvSource({"26.1.5+dfsg1-9+b12, 26.1, 257.13-1~deb13u1, 257", "5:28.5.1-1~debian.13~trixie, 28.5, 262~rc1-1, 262"})
    void readsVersionsFromThePackagesInsteadOfAskingPrograms(String docker, String engine, String systemd, int number) {
        Platform platform = Platform.readFrom(hostWithPackages(
                "/.\n/usr/sbin\n/usr/sbin/dockerd\n", dpkg("docker.io", docker) + dpkg("systemd", systemd)));

        assertThat(platform.engine()).contains(EngineVersion.of(engine));
        assertThat(platform.systemd()).hasValue(number);
    }

    @Test
    void asksAProgramThatNoPackageBrought() {
        InMemoryHost host = hostWithEngine("Docker version 28.5.2, build ecc6942\n")
                .putFile(AbsolutePath.of("/var/lib/dpkg/info/docker.io.list"), "/usr/bin/dockerd\n")
                .putFile(AbsolutePath.of("/var/lib/dpkg/status"), dpkg("docker.io", "20.10.24+dfsg1-1"));

        assertThat(Platform.readFrom(host).engine()).contains(EngineVersion.of("28.5"));
    }

    @Test
    void doesNotTakeThePackageThatWasRemoved() {
        InMemoryHost host = hostWithEngine("Docker version 28.5.2, build ecc6942\n")
                .putFile(AbsolutePath.of("/var/lib/dpkg/info/docker.io.list"), "/usr/sbin/dockerd\n")
                .putFile(
                        AbsolutePath.of("/var/lib/dpkg/status"),
                        dpkg("docker.io", "20.10.24").replace("install ok installed", "deinstall ok config-files"));

        assertThat(Platform.readFrom(host).engine()).contains(EngineVersion.of("28.5"));
    }

    @Test
    void asksSystemctlWhereThereIsNoDpkg() {
        assertThat(Platform.readFrom(hostWithEngine("")).systemd()).hasValue(252);
    }

    @Test
    void saysWhatThereIs() {
        assertThat(Platform.readFrom(hostWithEngine("Docker version 26.1.5+dfsg1, build 411e817\n")))
                .hasToString("Docker 26.1, systemd 252, control groups of version 1");
        assertThat(Platform.unknown()).hasToString("a host that is not known, as for Docker 29.7, the newest known");
    }

    @Test
    void takesANewerEngineForTheNewestKnown() {
        Platform platform = Platform.readFrom(hostWithEngine("Docker version 41.0.1, build 1\n"));

        assertThat(EngineFeature.values()).allMatch(platform::has);
        assertThat(platform.engineText()).isEqualTo("Docker 41.0 (treated as 29.7, the newest known)");
    }

    @Test
    void findsTheEnginesProgram() {
        assertThat(Platform.readFrom(hostWithEngine("")).program()).isEqualTo(AbsolutePath.of("/usr/sbin/dockerd"));
    }

    @Test
    void assumesTheNewestOnAHostThatOnlyRecords(@TempDir Path directory) {
        try (StagedHost staged = StagedHost.at(directory)) {
            assertThat(Platform.readFrom(staged)).isEqualTo(Platform.unknown());
        }
    }

    @Test
    void knowsWhatAnEngineOfAnotherVersionLacks() {
        Platform old = Platform.readFrom(hostWithEngine("Docker version 20.10.24+dfsg1, build 5d6db84\n"));

        assertThat(old.engineIsAtLeast(V23)).isFalse();
        assertThat(old.engineIsAtLeast(EngineVersion.of("20.10"))).isTrue();
    }

    @Test
    void readsTheControllersOfVersion2() {
        InMemoryHost host = hostWithEngine("")
                .putFile(AbsolutePath.of("/sys/fs/cgroup/cgroup.controllers"), "cpuset cpu io memory pids\n");

        ControlGroups groups = Platform.readFrom(host).controlGroups();

        assertThat(groups.unified()).isTrue();
        assertThat(groups.controllers()).containsExactly("cpuset", "cpu", "io", "memory", "pids");
    }

    @Test
    void readsTheControllersOfVersion1() {
        InMemoryHost host = hostWithEngine("");
        for (String hierarchy : new String[] {"cpu,cpuacct", "memory", "systemd"}) {
            host.putDirectory(AbsolutePath.of("/sys/fs/cgroup").resolve(hierarchy));
        }

        ControlGroups groups = Platform.readFrom(host).controlGroups();

        assertThat(groups.unified()).isFalse();
        assertThat(groups.controllers()).contains("cpu", "cpuacct", "memory");
    }

    @Test
    void refusesAVersionWithoutMinorNumber() {
        assertThatThrownBy(() -> EngineVersion.of("28"))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("28");
    }
}
