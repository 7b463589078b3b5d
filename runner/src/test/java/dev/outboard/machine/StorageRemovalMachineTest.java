package dev.outboard.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How storage comes to a daemon, and how it goes. */
@MachineTest
class StorageRemovalMachineTest {
    private static final String IMAGE = "/var/lib/outboard/docker2.img";

    @Test
    void removalUnmountsAndKeepsTheImageAndAPurgeLeavesNothing() {
        try (Machine machine = Machine.boot(DebianRelease.TRIXIE, "unmounting")) {
            machine.java(Scenario.class, "apply", "STORED_EXT4").orFail();
            BusyboxImage.load(machine, "docker2", "busybox:1");
            machine.run("docker2", "run", "--detach", "--name", "c2", "busybox:1", "sh", "-c", BusyboxImage.FOREVER)
                    .orFail();

            machine.java(Scenario.class, "retire", "STORED_EXT4").orFail();

            assertThat(machine.read("/proc/self/mounts")).doesNotContain("/docker2");
            assertThat(machine.run("test", "-e", "/docker2").succeeded()).isFalse();
            assertThat(machine.run("test", "-e", IMAGE).succeeded()).isTrue();
            assertThat(machine.out("losetup", "--associated", IMAGE)).isEmpty();

            machine.java(Scenario.class, "apply", "STORED_EXT4").orFail();
            assertThat(machine.out("docker2", "images", "--format", "{{.Repository}}:{{.Tag}}"))
                    .isEqualTo("busybox:1");
            machine.run("docker2", "run", "--detach", "--name", "c2", "busybox:1", "sh", "-c", BusyboxImage.FOREVER)
                    .orFail();

            machine.java(Scenario.class, "remove", "STORED_EXT4").orFail();

            assertThat(machine.read("/proc/self/mounts")).doesNotContain("/docker2");
            assertThat(machine.sh("ls -d /docker2 /var/lib/outboard /etc/systemd/system/docker2* 2>/dev/null || true")
                            .orFail()
                            .text())
                    .isEmpty();
        }
    }

    @Test
    void itIsNotMountedOverDataNorTakenFromADaemonThatRuns() {
        try (Machine machine = Machine.boot(DebianRelease.BOOKWORM, "overdata")) {
            machine.java(Scenario.class, "apply", "NETWORKD").orFail();

            assertThat(machine.java(Scenario.class, "apply", "STORED_EXT4").stderr())
                    .contains("the mount would hide what is in it", "move it back");

            machine.java(Scenario.class, "remove", "NETWORKD").orFail();
            machine.java(Scenario.class, "apply", "STORED_EXT4").orFail();
            assertThat(machine.java(Scenario.class, "apply", "NETWORKD").stderr())
                    .contains("storage of docker2", IMAGE + " at /docker2", "expected none");
            machine.run("docker2", "info").orFail();
        }
    }
}
