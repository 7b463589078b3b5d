package dev.outboard.systemd.firstdaemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.value.AbsolutePath;
import org.junit.jupiter.api.Test;

class RealPathsTest {
    private final InMemoryHost host = InMemoryHost.create();

    private String real(String path) {
        return RealPaths.of(host).of(AbsolutePath.of(path)).toString();
    }

    private void mount(String... lines) {
        host.putFile(AbsolutePath.of("/proc/self/mountinfo"), String.join("\n", lines) + "\n");
    }

    @Test
    void followsLinksOfDirectoriesAboveAPath() {
        host.putSymbolicLink(AbsolutePath.of("/data"), "/srv/disk1");
        host.putSymbolicLink(AbsolutePath.of("/srv/disk1/docker"), "../disk2/docker");

        assertThat(real("/data/docker/graph")).isEqualTo("/srv/disk2/docker/graph");
    }

    @Test
    void endsWhereLinksLeadInACircle() {
        host.putSymbolicLink(AbsolutePath.of("/a"), "/b");
        host.putSymbolicLink(AbsolutePath.of("/b"), "/a");

        assertThat(real("/a/x")).endsWith("/x");
    }

    @Test
    void takesVarRunForRun() {
        assertThat(real("/var/run/docker")).isEqualTo("/run/docker");
    }

    @Test
    void findsAPlaceThroughABindMountOfADirectoryAboveIt() {
        mount("20 1 8:1 / / rw - ext4 /dev/sda1 rw", "21 20 8:1 /srv /mnt/all rw shared:1 - ext4 /dev/sda1 rw");

        assertThat(RealPaths.of(host).places(AbsolutePath.of("/srv/docker")))
                .extracting(AbsolutePath::toString)
                .containsExactlyInAnyOrder("/srv/docker", "/mnt/all/docker");
    }

    @Test
    void findsAPlaceThroughABindMountOfAPartOfIt() {
        mount(
                "20 1 8:1 / / rw - ext4 /dev/sda1 rw",
                "21 20 8:1 /srv/docker/volumes /mnt/my\\040volumes rw - ext4 /dev/sda1 rw");

        assertThat(RealPaths.of(host).places(AbsolutePath.of("/srv/docker")))
                .extracting(AbsolutePath::toString)
                .containsExactlyInAnyOrder("/srv/docker", "/mnt/my volumes");
    }

    @Test
    void tellsFilesystemsApart() {
        mount("20 1 8:1 / / rw - ext4 /dev/sda1 rw", "21 20 8:2 /docker /srv rw - ext4 /dev/sda2 rw");

        assertThat(RealPaths.of(host).places(AbsolutePath.of("/docker"))).containsExactly(AbsolutePath.of("/docker"));
    }

    @Test
    void namesTheDeviceThatAPathIsOn() {
        mount("20 1 8:1 / / rw - ext4 /dev/sda1 rw", "21 20 8:2 / /srv rw - ext4 /dev/mapper/data rw");
        host.putSymbolicLink(AbsolutePath.of("/dev/mapper/data"), "../dm-0");

        assertThat(RealPaths.of(host).device(AbsolutePath.of("/srv/docker"))).contains(AbsolutePath.of("/dev/dm-0"));
    }

    @Test
    void passesOverMountsThatHaveNoPath() {
        mount("22 20 0:4 net:[4026532000] /run/netns/x rw - nsfs nsfs rw", "nonsense");

        assertThat(RealPaths.of(host).places(AbsolutePath.of("/run/netns")))
                .containsExactly(AbsolutePath.of("/run/netns"));
    }
}
