package dev.outboard.core.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.outboard.core.command.Command;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The modes that files and directories have from their first moment, whatever the umask of the process is. */
class CreationModeTest {
    private static final FileContent CONTENT = FileContent.ofText("content");

    @TempDir
    private Path directory;

    private static FileMode mode(Path path) {
        return LocalFiles.status(path).orElseThrow().mode();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0600", "0640", "0644", "0666", "0755", "4755", "0400"})
    void fileIsForItsOwnerAloneUntilItHasItsOwner(String mode) {
        List<FileMode> first = new ArrayList<>();
        AtomicFile.write(directory.resolve("file"), CONTENT, FileMode.of(mode), path -> first.add(mode(path)));
        assertThat(first).containsExactly(FileMode.SECRET);
        assertThat(mode(directory.resolve("file"))).isEqualTo(FileMode.of(mode));
    }

    @ParameterizedTest
    @CsvSource({"0700, 0700", "0711, 0711", "0750, 0750", "0755, 0755", "0775, 0755", "1777, 0755", "3770, 0750"})
    void directoryHasItsModeFromTheStartButThatNobodyElseMayWriteBeforeItHasItsOwner(String mode, String first) {
        List<FileMode> seen = new ArrayList<>();
        NewDirectory.make(directory.resolve("a"), FileMode.of(mode), path -> seen.add(mode(path)));
        assertThat(seen).containsExactly(FileMode.of(first));
        assertThat(mode(directory.resolve("a"))).isEqualTo(FileMode.of(mode));
    }

    @ParameterizedTest
    @CsvSource({"000, 0600, 0755", "077, 0600, 0700", "277, 0400, 0500"})
    void umaskChangesOnlyWhatIsThereBeforeTheOwner(String umask, String fileAtFirst, String directoryAtFirst) {
        assertModes(umask, fileAtFirst, directoryAtFirst);
    }

    /** The JDK opens a file to change its mode. Another user than root can't open a file that the umask leaves no right to. */
    @Test
    void umaskMayLeaveRootNoRightAtAll() throws IOException {
        assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "needs root");

        assertModes("777", "0000", "0000");
    }

    private void assertModes(String umask, String fileAtFirst, String directoryAtFirst) {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        String classes = Objects.requireNonNull(System.getProperty("java.class.path"));
        String program = CreationModeTest.class.getName();

        String seen = LocalHost.open()
                .run(Command.of(
                        "sh",
                        "-c",
                        "umask \"$1\" && exec \"$2\" -XX:TieredStopAtLevel=1 -cp \"$3\" \"$4\" \"$5\"",
                        "sh",
                        umask,
                        java.toString(),
                        classes,
                        program,
                        directory.toString()))
                .output();

        assertThat(seen.lines())
                .containsExactly(
                        fileAtFirst + " file at first",
                        directoryAtFirst + " directory at first",
                        "0600 file",
                        "0755 made",
                        "0755 made/between",
                        "0775 made/between/shared");
    }

    /** What {@link #assertModes} runs. */
    public static void main(String... arguments) {
        Path directory = Path.of(arguments[0]);
        AtomicFile.write(
                directory.resolve("file"), CONTENT, FileMode.SECRET, path -> print(mode(path), "file at first"));
        NewDirectory.make(
                directory.resolve("made/between/shared"),
                FileMode.of("0775"),
                path -> print(mode(path), "directory at first"));
        Stream.of("file", "made", "made/between", "made/between/shared")
                .forEach(name -> print(mode(directory.resolve(name)), name));
    }

    @SuppressWarnings("SystemOut") // its output is what the test looks at
    private static void print(FileMode mode, String what) {
        System.out.println(mode + " " + what);
    }

    @Test
    void stagedTreeCanBeWrittenByItsMakerAlone() throws IOException {
        Path tree = Files.createDirectory(directory.resolve("staged"));
        LocalFiles.setMode(tree, FileMode.of("0777"));
        StagedHost host = StagedHost.at(tree, InMemoryHost.create());
        AbsolutePath shared = AbsolutePath.of("/srv/shared");
        host.makeDirectory(shared, FileMode.of("3777"), FileOwner.ROOT);
        host.writeFile(shared.resolve("file"), CONTENT, FileMode.of("0666"), FileOwner.ROOT);
        host.writeFile(shared.resolve("program"), CONTENT, FileMode.of("6777"), FileOwner.ROOT);

        try (Stream<Path> files = Files.walk(tree)) {
            assertThat(files.map(CreationModeTest::mode).distinct().map(FileMode::toString))
                    .containsExactlyInAnyOrder("0755", "0644");
        }
        assertThat(tree.resolve("apply.sh"))
                .content()
                .contains(
                        "chmod 3777 /srv/shared\n",
                        "chmod 0666 /srv/shared/file\n",
                        "chmod 6777 /srv/shared/program\n");
    }
}
