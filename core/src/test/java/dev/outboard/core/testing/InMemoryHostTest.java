package dev.outboard.core.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.outboard.core.command.Command;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.failure.CommandFailedException;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.host.FileStatus;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import java.util.Optional;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InMemoryHostTest {
    private static final AbsolutePath FILE = AbsolutePath.of("/etc/file");
    private static final FileContent CONTENT = FileContent.ofText("text\n");

    private final InMemoryHost host = InMemoryHost.create()
            .answer(SimulatedCommand.printing("", "true"))
            .answer(SimulatedCommand.failing("", "false"))
            .answer((command, host) ->
                    command.input().map(input -> new CommandResult(command, 0, input.toString(), "")))
            .answer(SimulatedCommand.printing("a  b\n", "echo", "a  b"));

    private static SimulatedCommand that(Runnable effect) {
        return (command, host) -> {
            effect.run();
            return Optional.of(new CommandResult(command, 0, "", ""));
        };
    }

    @ParameterizedTest
    @MethodSource("dev.outboard.core.testing.HostContract#promises")
    void keepsThePromise(HostContract promise) {
        promise.verify(new InMemorySite(host, host));
    }

    @Test
    void commandThatNoSimulatorAnswersIsAFailureOfTheTest() {
        assertThatIllegalStateException()
                .isThrownBy(() -> host.run(Command.of("ip", "link")))
                .withMessageContaining("no simulator answers \"ip link\"");
        assertThatIllegalStateException().isThrownBy(() -> host.ask(Query.of("ip", "link")));
    }

    @Test
    void latestSimulatorIsTriedFirst() {
        host.answer(SimulatedCommand.failing("broken", "true"));
        assertThatExceptionOfType(CommandFailedException.class)
                .isThrownBy(() -> host.run(Command.of("true")))
                .withMessageContaining("broken");
    }

    @Test
    void queryThatWouldChangeTheHostIsAFailureOfTheTest() {
        host.answer(that(() -> host.putFile(FILE, "changed")));
        assertThatIllegalStateException()
                .isThrownBy(() -> host.ask(Query.of("systemctl", "show")))
                .withMessageContaining("would change /etc/file");
        assertThat(host.status(FILE)).isEmpty();
    }

    @Test
    void commandMayChangeTheHost() {
        host.answer(that(() -> host.putFile(FILE, "changed")));
        host.run(Command.of("systemctl", "enable"));
        assertThat(host.status(FILE)).isPresent();
    }

    @Test
    void logHasEveryEffectInOrderButNotThoseInsideCommands() {
        AbsolutePath directory = AbsolutePath.of("/srv/x");
        host.answer(that(() -> host.deleteFile(FILE)));
        host.putFile(AbsolutePath.of("/etc/scene"), "");
        host.makeDirectory(directory, FileMode.DIRECTORY, FileOwner.ROOT);
        host.writeFile(FILE, CONTENT, FileMode.FILE, FileOwner.ROOT);
        host.run(Command.of("rm", "/etc/a b"));
        host.deleteFile(FILE);
        host.deleteEmptyDirectory(directory);
        host.deleteTree(directory);
        assertThat(host.log())
                .containsExactly("make directory /srv/x", "write /etc/file", "$ rm '/etc/a b'", "delete /srv/x");
    }

    @Test
    void commandsAreRecordedThoughTheyFailAndQueriesAreNot() {
        host.ask(Query.of("true"));
        assertThatExceptionOfType(CommandFailedException.class).isThrownBy(() -> host.run(Command.of("false")));
        assertThat(host.commands()).containsExactly(Command.of("false"));
    }

    @Test
    void unknownUserAndGroupAreRefused() {
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> host.writeFile(FILE, CONTENT, FileMode.FILE, FileOwner.parse("root:docker")))
                .withMessageContaining("/etc/file: there is no group docker");
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> host.makeDirectory(FILE, FileMode.DIRECTORY, FileOwner.parse("ci:root")))
                .withMessageContaining("there is no user ci");
        assertThat(host.status(FILE)).isEmpty();
    }

    @Test
    void addedGroupAndAnyNumberMayOwnFiles() {
        FileOwner owner = FileOwner.of("1000", "docker");
        host.putGroup("docker").writeFile(FILE, CONTENT, FileMode.FILE, owner);
        assertThat(host.status(FILE).map(FileStatus::owner)).contains(owner);
    }

    @Test
    void treeIsAsBeforeOnceEverythingIsTakenAway() {
        SortedMap<String, String> before = host.tree();
        host.writeFile(FILE, CONTENT, FileMode.SECRET, FileOwner.ROOT);
        assertThat(host.tree()).containsEntry("/etc/file", "file 0600 root:root\ntext\n");
        host.deleteFile(FILE);
        assertThat(host.tree()).isEqualTo(before);
    }

    @Test
    void treeTellsKindsApart() {
        host.putSymbolicLink(AbsolutePath.of("/run/link"), "../etc")
                .putSpecialFile(AbsolutePath.of("/run/docker.sock"), FileMode.of("0660"), FileOwner.ROOT)
                .putDirectory(AbsolutePath.of("/run/docker"));
        assertThat(host.tree())
                .containsEntry("/run/link", "symbolic link to ../etc")
                .containsEntry("/run/docker.sock", "special file 0660 root:root")
                .containsEntry("/run/docker", "directory 0755 root:root");
    }

    @Test
    void oldDirectoriesLeadToTheNew() {
        AbsolutePath unit = AbsolutePath.of("/usr/lib/systemd/system/docker.service");
        host.putFile(unit, "[Unit]\n");
        assertThat(host.read(AbsolutePath.of("/lib/systemd/system/docker.service")))
                .isEqualTo(host.read(unit));
        assertThat(host.list(AbsolutePath.of("/lib/systemd/system"))).containsExactly("docker.service");
    }

    @Test
    void circleOfLinksIsRefused() {
        AbsolutePath link = AbsolutePath.of("/srv/link");
        host.putSymbolicLink(link, "link");
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> host.read(link))
                .withMessageContaining("too many symbolic links");
    }

    @Test
    void treeWithAMountPointIsLeftUntilItIsUnmounted() {
        AbsolutePath tree = AbsolutePath.of("/srv/tree");
        AbsolutePath mount = tree.resolve("a/mount");
        host.putMountPoint(mount);
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> host.deleteTree(tree))
                .withMessageContaining("umount /srv/tree/a/mount");
        assertThatExceptionOfType(HostException.class).isThrownBy(() -> host.deleteEmptyDirectory(mount));
        host.removeMountPoint(mount).deleteTree(tree);
        assertThat(host.list(AbsolutePath.of("/srv"))).isEmpty();
    }
}
