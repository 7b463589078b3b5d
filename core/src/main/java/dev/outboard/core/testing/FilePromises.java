package dev.outboard.core.testing;

import static dev.outboard.core.testing.HostTrial.NEW;
import static dev.outboard.core.testing.HostTrial.OLD;

import com.google.common.collect.ImmutableMap;
import dev.outboard.core.host.FileStatus;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import java.util.function.Consumer;

/** What hosts promise of files and symbolic links. */
final class FilePromises {
    private FilePromises() {}

    static ImmutableMap<String, Consumer<HostTrial>> all() {
        return ImmutableMap.<String, Consumer<HostTrial>>builder()
                .put("a written file has its content, mode and owner", host -> {
                    host.write("file", NEW, FileMode.of("0640"));
                    host.hasContent("file", NEW);
                    host.has("file", FileStatus.Type.REGULAR, FileMode.of("0640"));
                })
                .put("a file may have the set-user-ID bit", host -> {
                    host.write("file", NEW, FileMode.of("4755"));
                    host.hasMode("file", FileMode.of("4755"));
                })
                .put("the owner of a file may be allowed nothing", host -> {
                    host.write("file", NEW, FileMode.of("0000"));
                    host.hasMode("file", FileMode.of("0000"));
                })
                .put("a file may be empty", host -> {
                    host.write("file", FileContent.ofText(""));
                    host.hasContent("file", FileContent.ofText(""));
                })
                .put("bytes that are not text arrive unchanged", host -> {
                    FileContent bytes = FileContent.ofBytes(new byte[] {0, (byte) 0xff, (byte) 0xc3, '\r', '\n'});
                    host.write("file", bytes);
                    host.hasContent("file", bytes);
                })
                .put("names may have spaces, quotes, dollars and backslashes", host -> {
                    host.write("a 'b' \"c\" $d \\e", NEW);
                    host.holds("a 'b' \"c\" $d \\e");
                })
                .put("the size of a file is that of its content", host -> {
                    host.write("file", NEW);
                    host.equal("the size", host.site().host().size(host.path("file")), (long) NEW.size());
                    host.equal("the size of nothing", host.site().host().size(host.path("absent")), 0L);
                })
                .put("writing replaces content and mode", host -> {
                    host.write("file", OLD, FileMode.FILE);
                    host.write("file", NEW, FileMode.SECRET);
                    host.hasContent("file", NEW);
                    host.hasMode("file", FileMode.SECRET);
                })
                .put("writing replaces a symbolic link and leaves its target", host -> {
                    host.write("target", OLD);
                    host.link("link", "target");
                    host.write("link", NEW);
                    host.isOfType("link", FileStatus.Type.REGULAR);
                    host.hasContent("target", OLD);
                })
                .put("writing leaves nothing else in the directory", host -> {
                    host.write("file", NEW);
                    host.holds("file");
                })
                .put("a file is not written over a directory", host -> {
                    host.makeDirectory("directory");
                    host.refuses("directory", () -> host.write("directory", NEW));
                    host.isOfType("directory", FileStatus.Type.DIRECTORY);
                    host.holds("directory");
                })
                .put("a file in a missing directory is refused, or the directory made", host -> {
                    if (host.site().requiresDirectory()) {
                        host.refuses("directory", () -> host.write("directory/file", NEW));
                        host.holds();
                    } else {
                        host.write("directory/file", NEW);
                        host.hasContent("directory/file", NEW);
                    }
                })
                .put("a file is not written below a file", host -> {
                    host.write("file", OLD);
                    host.refuses("file", () -> host.write("file/below", NEW));
                    host.hasContent("file", OLD);
                })
                .put("what is appended stands at the end", host -> {
                    host.write("file", OLD);
                    host.site().host().append(host.path("file"), NEW);
                    host.hasContent("file", FileContent.ofText("old\nnew\n"));
                })
                .put("appending makes a missing file for its owner alone", host -> {
                    host.site().host().append(host.path("file"), NEW);
                    host.hasContent("file", NEW);
                    host.hasMode("file", FileMode.SECRET);
                })
                .put("nothing has no status, content or names", host -> {
                    host.isNotThere("absent");
                    host.hasNoContent("absent");
                    host.directoryHolds("absent");
                })
                .put("what was written is known and not missing", host -> {
                    host.write("file", NEW);
                    host.require(host.site().host().knows(host.path("file")), "a written file is not known");
                    host.require(!host.site().host().lacks(host.path("file")), "a written file is missing");
                })
                .put("nothing is below a file", host -> {
                    host.write("file", OLD);
                    host.isNotThere("file/below");
                    host.hasNoContent("file/below");
                    host.directoryHolds("file/below");
                    host.deleteFile("file/below");
                    host.deleteEmptyDirectory("file/below");
                    host.deleteTree("file/below");
                    host.hasContent("file", OLD);
                })
                .put("a directory has no content and a file has no names", host -> {
                    host.makeDirectory("directory");
                    host.write("file", OLD);
                    host.hasNoContent("directory");
                    host.directoryHolds("file");
                })
                .put("a symbolic link is reported as such", host -> {
                    host.link("link", "nowhere");
                    host.isOfType("link", FileStatus.Type.SYMBOLIC_LINK);
                    host.hasNoContent("link");
                })
                .put("reading follows a symbolic link if the host does", host -> {
                    host.write("target", OLD);
                    host.link("link", "target");
                    if (host.site().followsLinks()) {
                        host.hasContent("link", OLD);
                    } else {
                        host.hasNoContent("link");
                    }
                })
                .buildOrThrow();
    }
}
