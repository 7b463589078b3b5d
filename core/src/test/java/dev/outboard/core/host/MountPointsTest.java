package dev.outboard.core.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MountPointsTest {
    @Test
    void mountPointIsTheFifthFieldWithItsEscapesUndone() {
        String mountinfo = """
                23 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
                36 23 0:31 /a\\040b /mnt/with\\040space\\134and\\011tab rw master:1 - tmpfs tmpfs rw
                """;
        assertThat(MountPoints.parse(mountinfo)).containsExactly(Path.of("/"), Path.of("/mnt/with space\\and\ttab"));
    }

    @Test
    void mountPointsOfThisMachineAreFoundBelowTheRoot() {
        assertThat(MountPoints.within(Path.of("/"))).contains(Path.of("/proc"));
    }

    @Test
    void mountPointItselfCounts() {
        assertThat(MountPoints.within(Path.of("/proc"))).contains(Path.of("/proc"));
    }
}
