package dev.outboard.core.testing;

import static dev.outboard.core.testing.HostTrial.OLD;

import com.google.common.collect.ImmutableMap;
import dev.outboard.core.host.FileStatus;
import dev.outboard.core.value.FileMode;
import java.util.function.Consumer;

/** What hosts promise of directories. */
final class DirectoryPromises {
    private DirectoryPromises() {}

    static ImmutableMap<String, Consumer<HostTrial>> all() {
        return ImmutableMap.<String, Consumer<HostTrial>>builder()
                .put("a directory has its mode and owner", host -> {
                    host.makeDirectory("directory", FileMode.of("3770"));
                    host.has("directory", FileStatus.Type.DIRECTORY, FileMode.of("3770"));
                })
                .put("all users may enter the missing parents that are made", host -> {
                    host.makeDirectory("a/b/c", FileMode.SECRET_DIRECTORY);
                    host.hasMode("a", FileMode.DIRECTORY);
                    host.hasMode("a/b", FileMode.DIRECTORY);
                    host.hasMode("a/b/c", FileMode.SECRET_DIRECTORY);
                })
                .put("a directory that is there gets the mode and keeps its files", host -> {
                    host.makeDirectory("directory");
                    host.write("directory/file", OLD);
                    host.makeDirectory("directory", FileMode.SECRET_DIRECTORY);
                    host.hasMode("directory", FileMode.SECRET_DIRECTORY);
                    host.hasContent("directory/file", OLD);
                })
                .put("a directory is not made where a file is", host -> {
                    host.write("file", OLD);
                    host.refuses("file", () -> host.makeDirectory("file"));
                    host.hasContent("file", OLD);
                })
                .put("a directory is not made below a file", host -> {
                    host.write("file", OLD);
                    host.refuses("file", () -> host.makeDirectory("file/a/b"));
                })
                .put("a directory is not made where a symbolic link is", host -> {
                    host.makeDirectory("directory");
                    host.link("link", "directory");
                    host.refuses("link", () -> host.makeDirectory("link"));
                })
                .put("names are sorted, and only those of the directory", host -> {
                    host.write("b", OLD);
                    host.makeDirectory("a/below");
                    host.write("C", OLD);
                    host.holds("C", "a", "b");
                })
                .buildOrThrow();
    }
}
