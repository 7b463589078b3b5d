package dev.outboard.core.host;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.outboard.core.failure.HostException;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Files of this machine where other users may write too. */
class OtherUsersTest {
    /** The number of a user that does not exist. */
    private static final int OTHER = 54_321;

    private static final FileContent CONTENT = FileContent.ofText("new\n");
    private static final int CHANGES = 300;

    private final LocalHost host = LocalHost.open();

    /** A directory of root, with {@code outside} of root, {@code others} of another user, and {@code shared} as /tmp. */
    @TempDir
    private Path top;

    /** What a host does to files; the deletions find something to delete beside the file. */
    enum Effect {
        WRITE,
        MAKE_DIRECTORY,
        MAKE_DIRECTORIES,
        DELETE_FILE,
        DELETE_DIRECTORY,
        DELETE_TREE;

        void on(Host host, AbsolutePath directory) {
            switch (this) {
                case WRITE -> host.writeFile(directory.resolve("file"), CONTENT, FileMode.SECRET, FileOwner.ROOT);
                case MAKE_DIRECTORY ->
                    host.makeDirectory(directory.resolve("full"), FileMode.of("1777"), FileOwner.ROOT);
                case MAKE_DIRECTORIES ->
                    host.makeDirectory(directory.resolve("a/b"), FileMode.DIRECTORY, FileOwner.ROOT);
                case DELETE_FILE -> host.deleteFile(directory.resolve("file"));
                case DELETE_DIRECTORY -> host.deleteEmptyDirectory(directory.resolve("empty"));
                case DELETE_TREE -> host.deleteTree(directory.resolve("full"));
            }
        }
    }

    @BeforeEach
    void makeDirectories() throws IOException {
        assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "needs root");
        make("outside", FileMode.DIRECTORY, 0);
        make("outside/empty", FileMode.DIRECTORY, 0);
        make("outside/full", FileMode.DIRECTORY, 0);
        Files.writeString(top.resolve("outside/full/kept"), "kept");
        Files.writeString(top.resolve("outside/file"), "old");
        make("shared", FileMode.of("1777"), 0);
        make("open", FileMode.of("0777"), 0);
        make("others", FileMode.DIRECTORY, OTHER);
    }

    private void make(String name, FileMode mode, int user) throws IOException {
        Path directory = Files.createDirectory(top.resolve(name));
        Files.setAttribute(directory, "unix:uid", user);
        LocalFiles.setMode(directory, mode);
    }

    private Path link(String name, String target, int user) throws IOException {
        Path link = Files.createSymbolicLink(top.resolve(name), Path.of(target));
        Files.setAttribute(link, "unix:uid", user, NOFOLLOW_LINKS);
        return link;
    }

    private AbsolutePath path(String name) {
        return AbsolutePath.of(top.resolve(name).toString());
    }

    private void write(String name) {
        host.writeFile(path(name), CONTENT, FileMode.SECRET, FileOwner.ROOT);
    }

    private List<String> tree(String name) throws IOException {
        try (Stream<Path> files = Files.walk(top.resolve(name))) {
            return files.skip(1)
                    .map(file -> top.resolve(name).relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    private void assertOutsideIsAsBefore() throws IOException {
        assertThat(tree("outside")).containsExactly("empty", "file", "full", "full/kept");
        assertThat(top.resolve("outside/file")).hasContent("old");
    }

    static Stream<Arguments> placesAndEffects() {
        return Stream.of("shared", "open", "others")
                .flatMap(place -> Stream.of(Effect.values()).map(effect -> Arguments.of(place, effect)));
    }

    @ParameterizedTest
    @MethodSource("placesAndEffects")
    void linkThatSomebodyElsePlantedLeadsNoEffectElsewhere(String place, Effect effect) throws IOException {
        Path link = link(place + "/link", top + "/outside", OTHER);
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> effect.on(host, path(place + "/link")))
                .withMessageContaining(link + ": is a symbolic link of user " + OTHER)
                .withMessageContaining("Fix: remove the link, or give the path that it leads to");
        assertOutsideIsAsBefore();
        assertThat(tree(place)).containsExactly("link");
    }

    @ParameterizedTest
    @MethodSource("placesAndEffects")
    void linkDeeperInADirectoryOfSomebodyElseLeadsNoEffectElsewhere(String place, Effect effect) throws IOException {
        make(place + "/theirs", FileMode.DIRECTORY, OTHER);
        link(place + "/theirs/link", "../../outside", OTHER);
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> effect.on(host, path(place + "/theirs/link")))
                .withMessageContaining("symbolic link of user " + OTHER);
        assertOutsideIsAsBefore();
    }

    @Test
    void linkOfRootIsNotFollowedWhereOthersMayWrite() throws IOException {
        link("shared/link", top + "/outside", 0);
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> write("shared/link/file"))
                .withMessageContaining("symbolic link of user root");
    }

    @Test
    void linkInADirectoryOfRootIsFollowed() throws IOException {
        link("absolute", top + "/outside", 0);
        link("outside/relative", "../absolute/full", 0);
        write("absolute/relative/new");
        host.makeDirectory(path("absolute/made"), FileMode.DIRECTORY, FileOwner.ROOT);
        host.deleteTree(path("absolute/empty"));
        assertThat(tree("outside")).containsExactly("file", "full", "full/kept", "full/new", "made", "relative");
    }

    @Test
    void linksThatGoRoundAreAFailure() throws IOException {
        link("one", "two", 0);
        link("two", "one", 0);
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> write("one/file"))
                .withMessageContaining("Too many levels of symbolic links");
    }

    @Test
    void linkToNowhereIsNoDirectoryAndStays() throws IOException {
        link("link", "nowhere", 0);
        assertThatExceptionOfType(HostException.class).isThrownBy(() -> write("link/file"));
        assertThatExceptionOfType(HostException.class).isThrownBy(() -> Effect.MAKE_DIRECTORIES.on(host, path("link")));
        assertThat(Files.isSymbolicLink(top.resolve("link"))).isTrue();
        assertThat(top.resolve("nowhere")).doesNotExist();
    }

    static List<String> places() {
        return List.of("shared", "open", "others", "others/own");
    }

    @ParameterizedTest
    @MethodSource("places")
    void changesArriveAlsoWhereOthersMayWrite(String place) throws IOException {
        make("others/own", FileMode.DIRECTORY, 0);
        FileOwner other = FileOwner.of(String.valueOf(OTHER), "4294967294");
        FileMode special = FileMode.of("6755");

        host.writeFile(path(place + "/file"), CONTENT, special, other);
        host.makeDirectory(path(place + "/a/b"), FileMode.of("3770"), other);
        host.makeDirectory(path(place + "/a"), FileMode.of("0711"), other);

        assertThat(host.read(path(place + "/file"))).contains(CONTENT);
        assertThat(host.status(path(place + "/file")))
                .contains(new FileStatus(FileStatus.Type.REGULAR, special, other));
        assertThat(host.status(path(place + "/a/b")))
                .contains(new FileStatus(FileStatus.Type.DIRECTORY, FileMode.of("3770"), other));
        assertThat(host.status(path(place + "/a")))
                .contains(new FileStatus(FileStatus.Type.DIRECTORY, FileMode.of("0711"), other));
        assertThat(host.list(path(place))).contains("a", "file").noneMatch(name -> name.startsWith("."));

        host.deleteFile(path(place + "/file"));
        host.deleteEmptyDirectory(path(place + "/a/b"));
        host.deleteTree(path(place + "/a"));
        assertThat(host.list(path(place))).doesNotContain("a", "file");
    }

    @Test
    void fileThatAProcessLeftThatWasKilledGoesWithTheFileItWasFor() throws IOException {
        Path left = top.resolve(AtomicFile.temporaryName(Path.of("file")));
        Files.writeString(left, "half of a secr");
        write("file");
        assertThat(left).doesNotExist();
        Files.writeString(left, "half of a secr");
        host.deleteFile(path("file"));
        assertThat(left).doesNotExist();
    }

    /** Exchanges a directory for a link to another one and back, until it is told to end. */
    private static CompletableFuture<Void> exchange(Path directory, Path target, AtomicBoolean going) {
        Path aside = directory.resolveSibling("aside");
        return CompletableFuture.runAsync(() -> {
            try {
                while (going.get()) {
                    Files.move(directory, aside);
                    try {
                        Files.createSymbolicLink(directory, target);
                        Files.delete(directory);
                    } catch (FileSystemException madeMeanwhile) {
                        // then it is moved away below
                    }
                    putBack(aside, directory);
                }
            } catch (IOException failure) {
                throw new IllegalStateException(failure);
            }
        });
    }

    private static void putBack(Path aside, Path directory) throws IOException {
        while (Files.exists(aside)) {
            try {
                Files.move(aside, directory);
            } catch (FileSystemException madeMeanwhile) {
                Files.move(directory, directory.resolveSibling("made" + UUID.randomUUID()));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Effect.class)
    void directoryThatIsExchangedForALinkMeanwhileLeadsNoEffectElsewhere(Effect effect) throws IOException {
        make("others/way", FileMode.DIRECTORY, OTHER);
        AtomicBoolean going = new AtomicBoolean(true);
        CompletableFuture<Void> attack = exchange(top.resolve("others/way"), top.resolve("outside"), going);
        int arrived = 0;
        for (int change = 0; change < CHANGES || arrived == 0; change++) {
            try {
                effect.on(host, path("others/way"));
                arrived++;
            } catch (HostException refused) {
                assertThat(refused.problem()).contains("others/way");
            }
        }
        going.set(false);
        assertThatCode(attack::join).doesNotThrowAnyException();
        assertOutsideIsAsBefore();
    }
}
