package dev.outboard.core.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.outboard.core.failure.HostException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeDeletionTest {
    @TempDir
    Path directory;

    private Path tree() {
        return directory.resolve("tree");
    }

    /** Each level is put around the one before, so that no path is ever longer than the file API allows. */
    private void makeTree(int levels) throws IOException {
        Files.createDirectory(tree());
        Files.createFile(tree().resolve("deepest"));
        Path next = directory.resolve("next");
        for (int level = 1; level < levels; level++) {
            Files.createDirectory(next);
            Files.createFile(next.resolve("file"));
            Files.move(tree(), next.resolve("directory"));
            Files.move(next, tree());
        }
    }

    @Test
    void depthOfATreeHasNoLimit() throws IOException {
        makeTree(10_000);

        TreeDeletion.delete(tree());

        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void wideAndDeepTreeIsDeletedWithWhatAnEarlierDeletionLeft() throws IOException {
        makeTree(300);
        Files.createDirectories(tree().resolve(".outboard-1/kept"));
        Files.createFile(tree().resolve(".outboard-2"));
        for (int number = 0; number < 300; number++) {
            Files.createDirectories(tree().resolve("wide/" + number + "/a/b"));
        }

        TreeDeletion.delete(tree());

        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void deepSymbolicLinkIsDeletedAndNotFollowed() throws IOException {
        Path outside = Files.createDirectory(directory.resolve("outside"));
        Files.createFile(outside.resolve("kept"));
        Path deepest = tree();
        for (int level = 0; level < 100; level++) {
            deepest = deepest.resolve("d");
        }
        Files.createDirectories(deepest);
        Files.createSymbolicLink(deepest.resolve("link"), outside);

        TreeDeletion.delete(tree());

        assertThat(tree()).doesNotExist();
        assertThat(outside.resolve("kept")).exists();
    }

    @Test
    void namesMayBeAnyBytes() throws IOException, InterruptedException {
        Files.createDirectory(tree());
        Process shell = new ProcessBuilder(
                        "sh",
                        "-c",
                        "mkdir \"$(printf '\\377\\n')\" && touch \"$(printf '\\377\\n')/$(printf '\\300\\001')\"")
                .directory(tree().toFile())
                .inheritIO()
                .start();
        assertThat(shell.waitFor()).isZero();

        TreeDeletion.delete(tree());

        assertThat(tree()).doesNotExist();
    }

    @Test
    void endsAlthoughAnotherProgramKeepsAddingFiles() throws Exception {
        Files.createDirectory(tree());
        AtomicBoolean isOver = new AtomicBoolean();
        CountDownLatch writing = new CountDownLatch(1);
        Thread writer = new Thread(() -> {
            for (int number = 0; !isOver.get(); number++) {
                try {
                    Files.createDirectories(tree().resolve("again"));
                    Files.createFile(tree().resolve("again/" + number));
                } catch (IOException raced) {
                    // then the directory is just gone
                }
                writing.countDown();
            }
        });
        writer.start();
        writing.await();

        Throwable failure = catchThrowable(() -> TreeDeletion.delete(tree()));
        isOver.set(true);
        writer.join();

        if (failure != null) {
            assertThat(failure).isInstanceOf(HostException.class).hasMessageContaining("can't be deleted");
        }
    }
}
