package dev.outboard.core.testing;

import static dev.outboard.core.testing.HostTrial.OLD;

import com.google.common.collect.ImmutableMap;
import java.util.function.Consumer;

/** What hosts promise of deletions. */
final class DeletionPromises {
    private DeletionPromises() {}

    static ImmutableMap<String, Consumer<HostTrial>> all() {
        return ImmutableMap.<String, Consumer<HostTrial>>builder()
                .put("a file is deleted", host -> {
                    host.write("file", OLD);
                    host.deleteFile("file");
                    host.holds();
                })
                .put("a symbolic link is deleted, and its target stays", host -> {
                    host.write("target", OLD);
                    host.link("link", "target");
                    host.deleteFile("link");
                    host.holds("target");
                })
                .put("a directory is not deleted as a file", host -> {
                    host.makeDirectory("directory");
                    host.refuses("directory", () -> host.deleteFile("directory"));
                    host.holds("directory");
                })
                .put("an empty directory is deleted", host -> {
                    host.makeDirectory("directory");
                    host.deleteEmptyDirectory("directory");
                    host.holds();
                })
                .put("a directory that is not empty stays", host -> {
                    host.makeDirectory("directory");
                    host.write("directory/file", OLD);
                    host.deleteEmptyDirectory("directory");
                    host.directoryHolds("directory", "file");
                })
                .put("a file stays where an empty directory was to be deleted", host -> {
                    host.write("file", OLD);
                    host.deleteEmptyDirectory("file");
                    host.holds("file");
                })
                .put("a tree is deleted", host -> {
                    host.makeDirectory("tree/a/b");
                    host.write("tree/a/file", OLD);
                    host.write("tree/file", OLD);
                    host.write("tree-beside", OLD);
                    host.deleteTree("tree");
                    host.holds("tree-beside");
                })
                .put("symbolic links in a deleted tree are not followed", host -> {
                    host.makeDirectory("kept");
                    host.write("kept/file", OLD);
                    host.makeDirectory("tree");
                    host.link("tree/link", "../kept");
                    host.deleteTree("tree");
                    host.hasContent("kept/file", OLD);
                    host.holds("kept");
                })
                .put("a symbolic link is not deleted as a tree", host -> {
                    host.makeDirectory("kept");
                    host.link("link", "kept");
                    host.refuses("link", () -> host.deleteTree("link"));
                    host.holds("kept", "link");
                })
                .put("a file is not deleted as a tree", host -> {
                    host.write("file", OLD);
                    host.refuses("file", () -> host.deleteTree("file"));
                    host.holds("file");
                })
                .put("deleting what is not there does nothing", host -> {
                    host.deleteFile("absent");
                    host.deleteEmptyDirectory("absent");
                    host.deleteTree("absent");
                    host.holds();
                })
                .buildOrThrow();
    }
}
