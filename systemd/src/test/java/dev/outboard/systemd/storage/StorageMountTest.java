package dev.outboard.systemd.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outboard.core.apply.Applier;
import dev.outboard.core.apply.ApplyFailedException;
import dev.outboard.core.change.Retention;
import dev.outboard.core.command.Command;
import dev.outboard.core.desired.DesiredState;
import dev.outboard.core.failure.ConflictException;
import dev.outboard.core.host.Host;
import dev.outboard.core.host.StagedHost;
import dev.outboard.core.plan.Plan;
import dev.outboard.core.planner.Planner;
import dev.outboard.core.store.ReceiptStore;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.testing.SimulatedCommand;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.core.value.StackName;
import dev.outboard.systemd.options.Filesystem;
import dev.outboard.systemd.options.StorageSpec;
import dev.outboard.systemd.testing.SimulatedStorage;
import dev.outboard.systemd.testing.SimulatedSystemd;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageMountTest {
    private static final StackName STACK = StackName.of("ci");
    private static final AbsolutePath ROOT = AbsolutePath.of("/docker2");
    private static final AbsolutePath IMAGE = AbsolutePath.of("/var/lib/outboard/docker2.img");
    private static final AbsolutePath DEVICE = AbsolutePath.of("/dev/vdb");
    private static final FileMode MODE = FileMode.of("0711");
    private static final long GIBIBYTE = 1L << 30;

    private final SimulatedStorage storage = new SimulatedStorage();
    private final InMemoryHost host = InMemoryHost.create();
    private final Planner planner =
            new Planner(List.of(FilesystemImage.KIND, FilesystemDevice.KIND, StorageMount.KIND));

    @BeforeEach
    void installTools() {
        host.answer(new SimulatedSystemd().otherPrograms(storage::start)).answer(storage);
        for (String program : List.of("/usr/sbin/mkfs.ext4", "/usr/sbin/mkfs.xfs")) {
            host.putFile(AbsolutePath.of(program), FileContent.ofText(""), FileMode.EXECUTABLE, FileOwner.ROOT);
        }
    }

    private static StorageSpec image(String size) {
        return StorageSpec.image(size).build();
    }

    private static StorageSpec device() {
        return StorageSpec.device("/dev/vdb").build();
    }

    private static DesiredState desired(StorageSpec spec) {
        return new DesiredState(STACK, StorageMount.resources(spec, ROOT, MODE, "docker2"), List.of());
    }

    private Plan plan(StorageSpec spec) {
        return planner.plan(desired(spec), host, ReceiptStore.read(host, STACK), Set.of());
    }

    private void apply(StorageSpec spec) {
        Applier.apply(plan(spec), host, event -> {});
    }

    private Plan planRemoval(Retention retention) {
        return planner.planRemoval(host, ReceiptStore.read(host, STACK), retention);
    }

    private static List<String> steps(Plan plan) {
        return plan.changes().stream()
                .flatMap(change -> change.steps().stream())
                .map(step -> step.describe())
                .toList();
    }

    @Test
    void imageIsMadeAsideAndMovedIntoPlaceAndThenMounted() {
        assertThat(steps(plan(image("20G"))))
                .containsExactly(
                        "write /var/lib/outboard/docker2.img.new (0600 root:root)",
                        "$ fallocate --length 21474836480 /var/lib/outboard/docker2.img.new",
                        "$ mkfs.ext4 -q -m 0 -E nodiscard -L outboard /var/lib/outboard/docker2.img.new",
                        "$ mv --no-target-directory /var/lib/outboard/docker2.img.new /var/lib/outboard/docker2.img",
                        "write /etc/systemd/system/docker2.mount (0644 root:root)",
                        "$ systemctl daemon-reload",
                        "$ systemctl start docker2.mount",
                        "make directory /docker2 (0711 root:root)");
    }

    @Test
    void unitMountsWithALoopDeviceAndTheQuotaOfXfs() {
        apply(StorageSpec.image("20G").filesystem(Filesystem.XFS).build());

        assertThat(host.read(AbsolutePath.of("/etc/systemd/system/docker2.mount"))
                        .orElseThrow()
                        .text())
                .contains(
                        "What=/var/lib/outboard/docker2.img\n",
                        "Where=/docker2\n",
                        "Type=xfs\n",
                        "Options=loop,nofail,prjquota\n")
                .doesNotContain("[Install]");
    }

    @Test
    void nothingIsLeftToDoAfterwards() {
        apply(image("20G"));

        assertThat(plan(image("20G")).isEmpty()).isTrue();
    }

    @Test
    void growsFileThenLoopDeviceThenFilesystem() {
        apply(image("20G"));

        assertThat(steps(plan(image("30G"))))
                .containsExactly(
                        "$ fallocate --length 32212254720 /var/lib/outboard/docker2.img",
                        "$ losetup --set-capacity /dev/loop0",
                        "$ /usr/lib/systemd/systemd-growfs /docker2");

        apply(image("30G"));
        assertThat(storage.mountedSize(ROOT)).contains(30 * GIBIBYTE);
        assertThat(plan(image("30G")).isEmpty()).isTrue();
    }

    @Test
    void anApplyThatFailedAfterTheFileGrewIsEndedByTheNext() {
        apply(image("20G"));
        host.answer(SimulatedCommand.failing("busy", "losetup", "--set-capacity", "/dev/loop0"));
        assertThatThrownBy(() -> apply(image("30G"))).isInstanceOf(ApplyFailedException.class);
        host.answer(storage);

        apply(image("30G"));

        assertThat(storage.mountedSize(ROOT)).contains(30 * GIBIBYTE);
    }

    @Test
    void neverShrinks() {
        apply(image("20G"));

        assertThatThrownBy(() -> plan(image("10G")))
                .isInstanceOf(ConflictException.class)
                .hasMessageContainingAll("20G at present", "10G of the spec", "never shrunk");
    }

    @Test
    void doesNotPromiseMoreThanTheDiskHas() {
        storage.available(GIBIBYTE);

        assertThatThrownBy(() -> plan(image("20G")))
                .isInstanceOf(ConflictException.class)
                .hasMessageContainingAll("1073741824 bytes free", "21474836480 bytes");
    }

    @Test
    void namesThePackageOfAMissingTool() {
        host.deleteFile(AbsolutePath.of("/usr/sbin/mkfs.ext4"));

        assertThatThrownBy(() -> plan(image("20G")))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("apt-get install e2fsprogs");
    }

    @Test
    void doesNotConvertAnImage() {
        apply(image("20G"));

        assertThatThrownBy(() ->
                        plan(image("20G").toBuilder().filesystem(Filesystem.XFS).build()))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("not converted");
    }

    @Test
    void leavesAFileThatIsNotOutboards() {
        host.putFile(IMAGE, "another program's");

        assertThatThrownBy(() -> plan(image("20G")))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("not Outboard's");
    }

    @Test
    void hidesNoData() {
        host.putFile(AbsolutePath.of("/docker2/graph/engine-id"), "1");

        assertThatThrownBy(() -> plan(image("20G")))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("would hide");
    }

    @Test
    void removalUnmountsAndKeepsTheImageForALaterPurge() {
        apply(image("20G"));

        Applier.apply(planRemoval(Retention.KEEP_DATA), host, event -> {});

        assertThat(storage.mountedSize(ROOT)).isEmpty();
        assertThat(host.status(ROOT)).isEmpty();
        assertThat(host.status(IMAGE)).isPresent();
        assertThat(steps(planRemoval(Retention.PURGE))).containsExactly("delete " + IMAGE);
    }

    @Test
    void formatsABlankDeviceAndNeverWipesIt() {
        host.putSpecialFile(DEVICE, FileMode.of("0660"), FileOwner.ROOT);

        assertThat(steps(plan(device()))).contains("$ mkfs.ext4 -q -m 0 -E nodiscard -L outboard /dev/vdb");

        apply(device());
        assertThat(plan(device()).isEmpty()).isTrue();
        assertThat(steps(planRemoval(Retention.PURGE)))
                .noneMatch(step -> step.contains("/dev/vdb"))
                .contains("$ umount --recursive /docker2");
    }

    @Test
    void takesADeviceThatHasTheFilesystemAsItIs() {
        host.putSpecialFile(DEVICE, FileMode.of("0660"), FileOwner.ROOT);
        storage.put(DEVICE, "ext4", 20 * GIBIBYTE);

        assertThat(steps(plan(device()))).noneMatch(step -> step.contains("mkfs"));
    }

    @Test
    void doesNotFormatADeviceOnWhichThereIsSomethingElse() {
        host.putSpecialFile(DEVICE, FileMode.of("0660"), FileOwner.ROOT);
        storage.put(DEVICE, "LVM2_member", 20 * GIBIBYTE);

        assertThatThrownBy(() -> plan(device()))
                .isInstanceOf(ConflictException.class)
                .hasMessageContainingAll("LVM2_member", "wipefs --all /dev/vdb");
    }

    @Test
    void doesNotFormatADeviceThatWasBlankWhenThePlanWasMade() {
        host.putSpecialFile(DEVICE, FileMode.of("0660"), FileOwner.ROOT);
        Plan plan = plan(device());
        storage.put(DEVICE, "swap", 20 * GIBIBYTE);

        assertThatThrownBy(() -> Applier.apply(plan, host, event -> {})).hasMessageContaining("has swap now");
    }

    @Test
    void canNotBeStaged(@TempDir Path directory) {
        try (Host staged = StagedHost.at(directory)) {
            assertThatThrownBy(() ->
                            planner.plan(desired(image("20G")), staged, ReceiptStore.read(staged, STACK), Set.of()))
                    .isInstanceOf(ConflictException.class)
                    .hasMessageContaining("only records");
        }
    }

    @Test
    void checkTellsWhatIsMounted() {
        apply(image("20G"));
        StorageMount mount = new StorageMount(ROOT, MODE, image("20G"), IMAGE, "docker2");

        assertThat(new StorageCheck(mount).run(host))
                .extracting(Object::toString)
                .containsExactly("ok    docker2 keeps its data in a filesystem of its own: /docker2 is ext4 of " + IMAGE
                        + " on /dev/loop0");
        host.run(Command.of("umount", "--recursive", "/docker2"));
        assertThat(new StorageCheck(mount).run(host).get(0).proved()).isFalse();
    }
}
