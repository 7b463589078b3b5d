package dev.outboard.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A daemon whose storage is a block device that is given, on a computer with udev, without which systemd waits for ever for a
 * device to mount.
 */
@ExtendWith(VirtualMachineCondition.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init") // JUnit sets the field
class DeviceVirtualMachineIT {
    private static final String VOLUME = "/dev/ci/docker2";
    private static final long MEBIBYTE = 1L << 20;

    private VirtualMachine machine;

    @BeforeAll
    void boot() {
        machine = VirtualMachine.boot(DebianRelease.TRIXIE, "device");
    }

    @AfterAll
    void close() {
        machine.close();
    }

    /** Swap, then the physical volume of volumes that may be needed. */
    @Test
    @Order(1)
    void aDeviceWithSomethingElseOnItIsRefused() {
        machine.run("mkswap", VirtualMachine.SPARE_DISK).orFail();
        String refused = refusal("GIVEN_DISK");
        assertThat(refused).contains("swap", "a blank device, or one with ext4");

        // what the refusal says to do
        String remedy = "wipefs --all " + VirtualMachine.SPARE_DISK;
        assertThat(refused).contains(remedy);
        machine.sh(remedy + "; vgcreate ci " + VirtualMachine.SPARE_DISK + "; lvcreate --size 192M --name docker2 ci")
                .orFail();
        assertThat(refusal("GIVEN_DISK")).contains("LVM2_member");
        assertThat(machine.out("lvs", "--noheadings", "--options", "lv_name")).isEqualTo("docker2");
    }

    @Test
    @Order(2)
    void aBlankOneIsFormattedAndMountedOnTheRoot() {
        assertThat(run("apply")).contains(VOLUME, "nothing is on it; it becomes ext4");

        BusyboxImage.load(machine, "docker2", "busybox:1");
        machine.run(
                        "docker2",
                        "run",
                        "--detach",
                        "--restart=always",
                        "--name=job",
                        "busybox:1",
                        "sh",
                        "-c",
                        BusyboxImage.FOREVER)
                .orFail();
        assertThat(mounted()).isEqualTo("/dev/mapper/ci-docker2 ext4");
        assertThat(machine.out("docker2", "info", "--format", "{{.DockerRootDir}}"))
                .startsWith("/docker2/");
        assertThat(run("verify"))
                .contains("ok    docker2 keeps its data in a filesystem of its own: /docker2 is ext4 of " + VOLUME)
                .doesNotContain("FAIL");
        assertThat(run("plan")).isEqualTo("Plan for stack ci: nothing to do");
    }

    @Test
    @Order(3)
    void itGrowsWhileAContainerRunsWhenTheDeviceWasExtended() {
        long before = size();
        String started = started();
        machine.run("lvextend", "--size", "320M", VOLUME).orFail();

        assertThat(run("apply")).contains("it takes up all of " + VOLUME + ", while it is in use");

        assertThat(size() - before).isBetween(110 * MEBIBYTE, 128 * MEBIBYTE);
        assertThat(started()).isEqualTo(started);
        assertThat(run("plan")).isEqualTo("Plan for stack ci: nothing to do");
    }

    @Test
    @Order(4)
    void itIsThereAfterAReboot() {
        machine.reboot();

        assertThat(machine.out("docker2", "ps", "--format", "{{.Names}}")).isEqualTo("job");
        assertThat(mounted()).isEqualTo("/dev/mapper/ci-docker2 ext4");
        assertThat(run("plan")).isEqualTo("Plan for stack ci: nothing to do");
    }

    @Test
    @Order(5)
    void aRemovalUnmountsItAndKeepsWhatIsOnIt() {
        run("retire");

        assertThat(machine.read("/proc/self/mounts")).doesNotContain("/docker2");
        assertThat(machine.run("test", "-e", "/docker2").succeeded()).isFalse();
        assertThat(run("apply")).contains("it has a filesystem already, which is used as it is");
        assertThat(machine.out("docker2", "images", "--format", "{{.Repository}}:{{.Tag}}"))
                .isEqualTo("busybox:1");
    }

    @Test
    @Order(6)
    void aPurgeKeepsTheFilesystem() {
        run("remove");

        assertThat(machine.read("/proc/self/mounts")).doesNotContain("/docker2");
        assertThat(machine.out("blkid", "--probe", "--output", "value", "--match-tag", "TYPE", VOLUME))
                .isEqualTo("ext4");
    }

    private String refusal(String scenario) {
        Result refusal = machine.java(Scenario.class, "plan", scenario);
        assertThat(refusal.succeeded()).isFalse();
        return refusal.stderr();
    }

    private String run(String verb) {
        return machine.java(Scenario.class, verb, "GIVEN_VOLUME").orFail().text();
    }

    private String mounted() {
        return machine.out("findmnt", "--noheadings", "--raw", "--output", "SOURCE,FSTYPE", "--mountpoint", "/docker2");
    }

    private String started() {
        return machine.out("docker2", "inspect", "--format", "{{.State.StartedAt}}", "job");
    }

    private long size() {
        return Long.parseLong(machine.out("df", "--block-size=1", "--output=size", "/docker2")
                .lines()
                .reduce((first, second) -> second)
                .orElseThrow()
                .strip());
    }
}
