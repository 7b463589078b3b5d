package dev.outboard.core.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.outboard.core.command.Command;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.failure.CommandFailedException;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.testing.HostContract;
import dev.outboard.core.testing.HostSite;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.core.value.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LocalHostTest implements HostSite {
    private static final Duration SHORT = Duration.ofMillis(200);

    private final Host host = LocalHost.open();

    @TempDir
    private Path directory;

    @Override
    public Host host() {
        return host;
    }

    @Override
    public AbsolutePath root() {
        return AbsolutePath.of(directory.toString());
    }

    @Override
    public FileOwner owner() {
        return host.status(root()).orElseThrow().owner();
    }

    @Override
    public void makeSymbolicLink(AbsolutePath path, String target) {
        try {
            Files.createSymbolicLink(path.toPath(), Path.of(target));
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private AbsolutePath file() {
        return root().resolve("file");
    }

    @ParameterizedTest
    @MethodSource("dev.outboard.core.testing.HostContract#promises")
    void keepsThePromise(HostContract promise) {
        assumeTrue(
                !promise.toString().contains("exclusive action") || Files.isWritable(Path.of("/run")),
                "needs root: the lock of this computer is in /run");
        promise.verify(this);
    }

    @Test
    void ownerMayBeGivenByNumber() throws IOException {
        String user = String.valueOf(Files.getAttribute(directory, "unix:uid"));
        String group = String.valueOf(Files.getAttribute(directory, "unix:gid"));
        host.writeFile(file(), FileContent.ofText(""), FileMode.FILE, FileOwner.of(user, group));
        assertThat(host.status(file()).map(FileStatus::owner)).contains(owner());
    }

    @Test
    void unknownUserAndGroupAreNamedBeforeAnythingIsWritten() {
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> host.writeFile(
                        file(), FileContent.ofText(""), FileMode.FILE, FileOwner.of("outboard-nobody", "root")))
                .withMessageContaining(file() + ": there is no user outboard-nobody")
                .withMessageContaining("useradd --system outboard-nobody");
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(
                        () -> host.makeDirectory(file(), FileMode.DIRECTORY, FileOwner.of("root", "outboard-nobody")))
                .withMessageContaining("groupadd --system outboard-nobody");
        assertThat(host.list(root())).isEmpty();
    }

    @Test
    void refusalOfTheFileSystemNamesThePath() {
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> host.writeFile(
                        AbsolutePath.of("/proc/outboard"), FileContent.ofText(""), FileMode.FILE, owner()))
                .withMessageContaining("/proc/outboard: can't be written (");
    }

    @Test
    void failureAfterTheTemporaryFileWasMadeLeavesNothing() {
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(
                        () -> AtomicFile.write(file().toPath(), FileContent.ofText("new"), FileMode.FILE, temporary -> {
                            assertThat(temporary).content().isEqualTo("new");
                            throw new IOException("No space left on device");
                        }))
                .withMessageContaining("free some space");
        assertThat(host.list(root())).isEmpty();
    }

    @Test
    void contentIsReadableByItsWriterAloneUntilTheOwnerIsSet() {
        List<FileMode> seen = new ArrayList<>();
        AtomicFile.write(
                file().toPath(),
                FileContent.ofText("new"),
                FileMode.FILE,
                temporary -> seen.add(LocalFiles.status(temporary).orElseThrow().mode()));
        assertThat(seen).containsExactly(FileMode.SECRET);
    }

    @Test
    void directoriesMadeBeforeAFailureAreTakenBack() {
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> NewDirectory.make(directory.resolve("a/b"), FileMode.DIRECTORY, path -> {
                    throw new IOException("Operation not permitted");
                }))
                .withMessageContaining("run as root");
        assertThat(host.list(root())).isEmpty();
    }

    @Test
    void readerNeverSeesAPartOfAFile() throws InterruptedException {
        FileContent first = FileContent.ofText("a".repeat(100_000));
        FileContent second = FileContent.ofText("b".repeat(100_000));
        host.writeFile(file(), first, FileMode.FILE, owner());
        AtomicBoolean writing = new AtomicBoolean(true);
        CountDownLatch reading = new CountDownLatch(1);
        CompletableFuture<List<FileContent>> read = CompletableFuture.supplyAsync(() -> {
            List<FileContent> other = new ArrayList<>();
            while (writing.get()) {
                FileContent content = host.read(file()).orElseThrow();
                if (!content.equals(first) && !content.equals(second)) {
                    other.add(content);
                }
                reading.countDown();
            }
            return other;
        });
        reading.await();
        for (int i = 0; i < 200; i++) {
            host.writeFile(file(), i % 2 == 0 ? second : first, FileMode.FILE, owner());
        }
        writing.set(false);
        assertThat(read.join()).isEmpty();
    }

    @Test
    void pipeIsNotRead() {
        host.run(Command.of("mkfifo", file().toString()));
        assertThat(host.status(file()).map(FileStatus::type)).contains(FileStatus.Type.OTHER);
        assertThat(host.read(file())).isEmpty();
    }

    @Test
    void treeWithAMountPointIsLeft() {
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> host.deleteTree(AbsolutePath.of("/proc")))
                .withMessageContaining("something is mounted at /proc")
                .withMessageContaining("umount /proc");
    }

    @Test
    void rootDirectoryIsNeitherFileNorTree() {
        AbsolutePath top = AbsolutePath.of("/");
        assertThatExceptionOfType(HostException.class).isThrownBy(() -> host.deleteTree(top));
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> host.writeFile(top, FileContent.ofText(""), FileMode.FILE, owner()));
    }

    @Test
    void missingProgramIsNamedWithItsPackage() {
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> host.run(Command.of("/nowhere/brctl", "show")))
                .withMessageContaining("there is no program /nowhere/brctl")
                .withMessageContaining("apt-get install bridge-utils");
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> host.ask(Query.of("outboard-no-such-program")))
                .withMessageContaining("install the package that brings it");
    }

    @Test
    void programThatCannotBeStartedIsNamed() {
        host.writeFile(file(), FileContent.ofText("#!/nowhere/interpreter\n"), FileMode.EXECUTABLE, owner());
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> host.run(Command.of(file().toString())))
                .withMessageContaining("can't be started");
    }

    @Test
    void failedCommandIsShownWithWhatItSaid() {
        assertThatExceptionOfType(CommandFailedException.class)
                .isThrownBy(() -> host.run(Command.of("cat", "/nowhere/a b")))
                .withMessageContaining("command \"cat '/nowhere/a b'\": exit status 1")
                .withMessageContaining("No such file or directory");
    }

    @Test
    void muchOutputOnBothStreamsArrivesWhole() {
        String text = "0123456789abcde\n".repeat(50_000);
        host.writeFile(file(), FileContent.ofText(text), FileMode.FILE, owner());
        List<String> arguments = Stream.concat(
                        Stream.of("cat", file().toString()),
                        IntStream.range(0, 5_000).mapToObj(number -> "/nowhere/" + number))
                .toList();
        CommandResult result = host.ask(Query.of(arguments)).orElseThrow();
        assertThat(result.output()).isEqualTo(text);
        assertThat(result.errors().lines()).hasSize(5_000);
        assertThat(result.lastLines()).hasSize(20).last().asString().contains("/nowhere/4999");
    }

    @Test
    void commandHasNothingToRead() {
        assertThat(host.run(Command.of("cat")).output()).isEmpty();
    }

    @Test
    void messagesAreInEnglish() {
        assertThat(host.run(Command.of("printenv", "LC_ALL")).output()).isEqualTo("C\n");
    }

    @Test
    void secretGoesThroughTheEnvironmentAndIsMaskedInTheOutput() {
        Command command = Command.of("printenv", "TOKEN").withSecret("TOKEN", Secret.of("glrt-7"));
        CommandResult result = host.run(command);
        assertThat(result.output()).isEqualTo("****\n");
        assertThat(result.toString()).doesNotContain("glrt-7");
    }

    @Test
    void commandThatDoesNotEndInTimeIsKilledWithItsChildren() {
        Command command = Command.of("timeout", "86401", "sleep", "86402.5").withTimeout(SHORT);
        assertThatExceptionOfType(CommandFailedException.class)
                .isThrownBy(() -> host.run(command))
                .withMessageContaining("no end after 200 ms")
                .satisfies(failure -> assertThat(failure.exitStatus()).isEmpty());
        awaitEndOf("86402.5");
    }

    @Test
    void whatWasPrintedBeforeTheDeadlineIsInTheMessage() {
        host.writeFile(file(), FileContent.ofText("waiting for the other\n"), FileMode.FILE, owner());
        Command command = Command.of("tail", "-f", file().toString()).withTimeout(Duration.ofSeconds(5));
        assertThatExceptionOfType(CommandFailedException.class)
                .isThrownBy(() -> host.ask(new Query(command)))
                .withMessageContaining("no end after 5 s; it said:\n    waiting for the other");
    }

    @Test
    void interruptEndsTheCommandAndStaysVisible() {
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> host.run(Command.of("sleep", "86403.5")))
                .withMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();
        awaitEndOf("86403.5");
    }

    /** Waits, as long as a test may take, for the end of every process with this argument. */
    private static void awaitEndOf(String argument) {
        ProcessHandle.allProcesses()
                .filter(process ->
                        process.info().arguments().stream().flatMap(Stream::of).anyMatch(argument::equals))
                .forEach(process -> process.onExit().join());
    }
}
