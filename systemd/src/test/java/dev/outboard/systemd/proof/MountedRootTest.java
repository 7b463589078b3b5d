package dev.outboard.systemd.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outboard.core.failure.HostException;
import dev.outboard.systemd.daemon.DaemonSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class MountedRootTest {
    private static final DaemonSpec DOCKER2 =
            DaemonSpec.builder("docker2").bridge("docker1").root("/docker2").build();

    private static final String OVERLAY = """
            301 244 0:46 / / rw,relatime master:1 - overlay overlay rw,lowerdir=/docker2/graph/overlay2/l/A:/docker2/graph/overlay2/l/B,upperdir=/docker2/graph/overlay2/c/diff,workdir=/docker2/graph/overlay2/c/work
            302 301 0:49 / /proc rw,nosuid - proc proc rw
            """;
    private static final String SNAPSHOT = """
            301 244 0:46 / / rw,relatime - overlay overlay rw,lowerdir=/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/1/fs,upperdir=/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/2/fs,workdir=/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/2/work
            """;
    private static final String VFS = "301 244 8:1 /docker2/graph/vfs/dir/7e / rw,relatime - ext4 /dev/sda1 rw\n";

    @Test
    void seesEveryDirectoryThatAnOverlayIsMadeOf() {
        MountedRoot root = MountedRoot.of(OVERLAY);

        assertThat(root.type()).isEqualTo("overlay");
        assertThat(root.directories())
                .containsExactly(
                        "/docker2/graph/overlay2/l/A",
                        "/docker2/graph/overlay2/l/B",
                        "/docker2/graph/overlay2/c/diff",
                        "/docker2/graph/overlay2/c/work");
    }

    @Test
    void seesTheMountedDirectoryOfOtherDrivers() {
        assertThat(MountedRoot.of(VFS)).isEqualTo(new MountedRoot("ext4", List.of("/docker2/graph/vfs/dir/7e")));
    }

    @Test
    void provesThatAllIsBelowTheRoot() {
        assertThat(MountedRoot.of(OVERLAY).evidence(DOCKER2))
                .isEqualTo(new Evidence(true, "overlay of 4 directories there"));
    }

    @Test
    void findsLayersThatAreKeptElsewhere() {
        Evidence evidence = MountedRoot.of(SNAPSHOT).evidence(DOCKER2);

        assertThat(evidence.proves()).isFalse();
        assertThat(evidence.text())
                .contains("/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/1/fs");
    }

    @Test
    void refusesWhatIsNoListOfMounts() {
        assertThatThrownBy(() -> MountedRoot.of("302 301 0:49 / /proc rw - proc proc rw\n"))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("no mount of its root");
    }
}
