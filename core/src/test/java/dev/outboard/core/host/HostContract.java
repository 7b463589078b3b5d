package dev.outboard.core.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.core.command.Command;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.failure.CommandFailedException;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every host does alike. The subclass says where, as whom, and what its host can't. */
public abstract class HostContract {
    private static final FileContent OLD = FileContent.ofText("old\n");
    private static final FileContent NEW = FileContent.ofText("new\n");
    private static final FileMode GROUP_READABLE = FileMode.of("0640");

    private final Capabilities capabilities;

    /**
     * What hosts differ in.
     *
     * @param requiresDirectory a file is refused where its directory is missing, rather than the directory made
     * @param followsLinks a symbolic link can be read through
     * @param runsCommands commands really run, rather than being recorded
     */
    public record Capabilities(boolean requiresDirectory, boolean followsLinks, boolean runsCommands) {}

    protected HostContract(Capabilities capabilities) {
        this.capabilities = capabilities;
    }

    /** The host, where {@code true}, {@code false} and {@code echo} are programs if it runs commands. */
    protected abstract Host host();

    /** An empty directory. */
    protected abstract AbsolutePath root();

    /** A user that may own files. */
    protected abstract FileOwner owner();

    /** Makes a link as another program would. */
    protected abstract void makeSymbolicLink(AbsolutePath path, String target);

    private AbsolutePath path(String name) {
        return root().resolve(name);
    }

    private void write(String name, FileContent content) {
        host().writeFile(path(name), content, FileMode.FILE, owner());
    }

    private void makeDirectory(String name) {
        host().makeDirectory(path(name), FileMode.DIRECTORY, owner());
    }

    private void assertRefused(AbsolutePath path, Runnable effect) {
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(effect::run)
                .satisfies(failure -> assertThat(failure.problem()).contains(path.toString()))
                .satisfies(failure -> assertThat(failure.remedy()).isNotBlank());
    }

    private Optional<FileStatus.Type> type(String name) {
        return host().status(path(name)).map(FileStatus::type);
    }

    @Test
    void writtenFileHasContentModeAndOwner() {
        host().writeFile(path("file"), NEW, GROUP_READABLE, owner());
        assertThat(host().read(path("file"))).contains(NEW);
        assertThat(host().status(path("file")))
                .contains(new FileStatus(FileStatus.Type.REGULAR, GROUP_READABLE, owner()));
    }

    @Test
    void setUserIdBitArrives() {
        FileMode mode = FileMode.of("4755");
        host().writeFile(path("file"), NEW, mode, owner());
        assertThat(host().status(path("file")).map(FileStatus::mode)).contains(mode);
    }

    @Test
    void ownerMayBeAllowedNothing() {
        FileMode mode = FileMode.of("0000");
        host().writeFile(path("file"), NEW, mode, owner());
        assertThat(host().status(path("file")).map(FileStatus::mode)).contains(mode);
    }

    @Test
    void emptyFileIsAFile() {
        write("file", FileContent.ofText(""));
        assertThat(host().read(path("file"))).contains(FileContent.ofText(""));
    }

    @Test
    void bytesThatAreNoTextArriveUnchanged() {
        FileContent bytes = FileContent.ofBytes(new byte[] {0, (byte) 0xff, (byte) 0xc3, '\r', '\n'});
        write("file", bytes);
        assertThat(host().read(path("file"))).contains(bytes);
    }

    @Test
    void namesMayHaveSpacesQuotesAndDollars() {
        write("a 'b' \"c\" $d \\e", NEW);
        assertThat(host().list(root())).containsExactly("a 'b' \"c\" $d \\e");
    }

    @Test
    void writingReplacesContentAndMode() {
        host().writeFile(path("file"), OLD, FileMode.FILE, owner());
        host().writeFile(path("file"), NEW, FileMode.SECRET, owner());
        assertThat(host().read(path("file"))).contains(NEW);
        assertThat(host().status(path("file")).map(FileStatus::mode)).contains(FileMode.SECRET);
    }

    @Test
    void writingReplacesASymbolicLinkAndLeavesItsTarget() {
        write("target", OLD);
        makeSymbolicLink(path("link"), "target");
        write("link", NEW);
        assertThat(type("link")).contains(FileStatus.Type.REGULAR);
        assertThat(host().read(path("target"))).contains(OLD);
    }

    @Test
    void writingLeavesNothingElseInTheDirectory() {
        write("file", NEW);
        assertThat(host().list(root())).containsExactly("file");
    }

    @Test
    void refusesToWriteOverADirectory() {
        makeDirectory("directory");
        assertRefused(path("directory"), () -> write("directory", NEW));
        assertThat(type("directory")).contains(FileStatus.Type.DIRECTORY);
        assertThat(host().list(root())).containsExactly("directory");
    }

    @Test
    void missingDirectoryOfAFileIsRefusedOrMade() {
        if (capabilities.requiresDirectory()) {
            assertRefused(path("directory"), () -> write("directory/file", NEW));
            assertThat(host().list(root())).isEmpty();
        } else {
            write("directory/file", NEW);
            assertThat(host().read(path("directory/file"))).contains(NEW);
        }
    }

    @Test
    void refusesFileBelowAFile() {
        write("file", OLD);
        assertRefused(path("file"), () -> write("file/below", NEW));
        assertThat(host().read(path("file"))).contains(OLD);
    }

    @Test
    void madeDirectoryHasModeAndOwner() {
        host().makeDirectory(path("directory"), FileMode.of("3770"), owner());
        assertThat(host().status(path("directory")))
                .contains(new FileStatus(FileStatus.Type.DIRECTORY, FileMode.of("3770"), owner()));
    }

    @Test
    void missingParentsAreMadeForAllToEnter() {
        host().makeDirectory(path("a/b/c"), FileMode.SECRET_DIRECTORY, owner());
        assertThat(host().status(path("a")).map(FileStatus::mode)).contains(FileMode.DIRECTORY);
        assertThat(host().status(path("a/b")).map(FileStatus::mode)).contains(FileMode.DIRECTORY);
        assertThat(host().status(path("a/b/c")).map(FileStatus::mode)).contains(FileMode.SECRET_DIRECTORY);
    }

    @Test
    void existingDirectoryGetsTheModeAndKeepsItsFiles() {
        makeDirectory("directory");
        write("directory/file", OLD);
        host().makeDirectory(path("directory"), FileMode.SECRET_DIRECTORY, owner());
        assertThat(host().status(path("directory")).map(FileStatus::mode)).contains(FileMode.SECRET_DIRECTORY);
        assertThat(host().read(path("directory/file"))).contains(OLD);
    }

    @Test
    void refusesDirectoryWhereAFileIs() {
        write("file", OLD);
        assertRefused(path("file"), () -> makeDirectory("file"));
        assertThat(host().read(path("file"))).contains(OLD);
    }

    @Test
    void refusesDirectoryBelowAFile() {
        write("file", OLD);
        assertRefused(path("file"), () -> makeDirectory("file/a/b"));
    }

    @Test
    void refusesDirectoryWhereASymbolicLinkIs() {
        makeDirectory("directory");
        makeSymbolicLink(path("link"), "directory");
        assertRefused(path("link"), () -> makeDirectory("link"));
    }

    @Test
    void deletesAFile() {
        write("file", OLD);
        host().deleteFile(path("file"));
        assertThat(host().list(root())).isEmpty();
    }

    @Test
    void deletesASymbolicLinkAndLeavesItsTarget() {
        write("target", OLD);
        makeSymbolicLink(path("link"), "target");
        host().deleteFile(path("link"));
        assertThat(host().list(root())).containsExactly("target");
    }

    @Test
    void refusesToDeleteADirectoryAsAFile() {
        makeDirectory("directory");
        assertRefused(path("directory"), () -> host().deleteFile(path("directory")));
        assertThat(host().list(root())).containsExactly("directory");
    }

    @Test
    void deletesAnEmptyDirectory() {
        makeDirectory("directory");
        host().deleteEmptyDirectory(path("directory"));
        assertThat(host().list(root())).isEmpty();
    }

    @Test
    void leavesADirectoryThatIsNotEmpty() {
        makeDirectory("directory");
        write("directory/file", OLD);
        host().deleteEmptyDirectory(path("directory"));
        assertThat(host().list(path("directory"))).containsExactly("file");
    }

    @Test
    void leavesAFileWhereAnEmptyDirectoryWasToBeDeleted() {
        write("file", OLD);
        host().deleteEmptyDirectory(path("file"));
        assertThat(host().list(root())).containsExactly("file");
    }

    @Test
    void deletesATree() {
        makeDirectory("tree/a/b");
        write("tree/a/file", OLD);
        write("tree/file", OLD);
        write("tree-beside", OLD);
        host().deleteTree(path("tree"));
        assertThat(host().list(root())).containsExactly("tree-beside");
    }

    @Test
    void deletingATreeDoesNotFollowSymbolicLinks() {
        makeDirectory("kept");
        write("kept/file", OLD);
        makeDirectory("tree");
        makeSymbolicLink(path("tree/link"), "../kept");
        host().deleteTree(path("tree"));
        assertThat(host().read(path("kept/file"))).contains(OLD);
        assertThat(host().list(root())).containsExactly("kept");
    }

    @Test
    void refusesToDeleteASymbolicLinkAsATree() {
        makeDirectory("kept");
        makeSymbolicLink(path("link"), "kept");
        assertRefused(path("link"), () -> host().deleteTree(path("link")));
        assertThat(host().list(root())).containsExactly("kept", "link");
    }

    @Test
    void refusesToDeleteAFileAsATree() {
        write("file", OLD);
        assertRefused(path("file"), () -> host().deleteTree(path("file")));
        assertThat(host().list(root())).containsExactly("file");
    }

    @Test
    void deletingWhatIsNotThereDoesNothing() {
        host().deleteFile(path("absent"));
        host().deleteEmptyDirectory(path("absent"));
        host().deleteTree(path("absent"));
        assertThat(host().list(root())).isEmpty();
    }

    @Test
    void nothingHasNoStatusContentOrNames() {
        assertThat(host().status(path("absent"))).isEmpty();
        assertThat(host().read(path("absent"))).isEmpty();
        assertThat(host().list(path("absent"))).isEmpty();
    }

    @Test
    void nothingIsBelowAFile() {
        write("file", OLD);
        assertThat(host().status(path("file/below"))).isEmpty();
        assertThat(host().read(path("file/below"))).isEmpty();
        assertThat(host().list(path("file/below"))).isEmpty();
        host().deleteFile(path("file/below"));
        host().deleteEmptyDirectory(path("file/below"));
        host().deleteTree(path("file/below"));
    }

    @Test
    void directoryHasNoContentAndFileHasNoNames() {
        makeDirectory("directory");
        write("file", OLD);
        assertThat(host().read(path("directory"))).isEmpty();
        assertThat(host().list(path("file"))).isEmpty();
    }

    @Test
    void symbolicLinkIsReportedAsSuch() {
        makeSymbolicLink(path("link"), "nowhere");
        assertThat(type("link")).contains(FileStatus.Type.SYMBOLIC_LINK);
        assertThat(host().read(path("link"))).isEmpty();
    }

    @Test
    void readingFollowsASymbolicLinkIfTheHostDoes() {
        write("target", OLD);
        makeSymbolicLink(path("link"), "target");
        assertThat(host().read(path("link")).isPresent()).isEqualTo(capabilities.followsLinks());
    }

    @Test
    void namesAreSortedAndOnlyThoseOfTheDirectory() {
        write("b", OLD);
        makeDirectory("a/below");
        write("C", OLD);
        assertThat(host().list(root())).containsExactly("C", "a", "b");
    }

    @Test
    void queriesAreAnsweredWhereCommandsRun() {
        assertThat(host().ask(Query.of("echo", "a  b")).map(CommandResult::output))
                .isEqualTo(capabilities.runsCommands() ? Optional.of("a  b\n") : Optional.empty());
    }

    @Test
    void queryMayFail() {
        assertThat(host().ask(Query.of("false")).map(CommandResult::exitStatus))
                .isEqualTo(capabilities.runsCommands() ? Optional.of(1) : Optional.empty());
    }

    @Test
    void commandThatSucceedsHasItsResult() {
        Command command = Command.of("true");
        assertThat(host().run(command)).isEqualTo(new CommandResult(command, 0, "", ""));
    }

    @Test
    void commandThatFailsIsAFailureWhereCommandsRun() {
        if (capabilities.runsCommands()) {
            assertThatExceptionOfType(CommandFailedException.class)
                    .isThrownBy(() -> host().run(Command.of("false")))
                    .withMessageContaining("command \"false\": exit status 1");
        } else {
            assertThat(host().run(Command.of("false")).isSuccess()).isTrue();
        }
    }
}
