package dev.outboard.core.host;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.outboard.core.failure.HostException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** Symbolic links of this machine's file systems. */
final class SymbolicLinks {
    private SymbolicLinks() {}

    static Optional<String> target(Path path) {
        try {
            return Optional.of(Files.readSymbolicLink(path).toString());
        } catch (NotLinkException | NoSuchFileException other) {
            return Optional.empty();
        } catch (IOException failure) {
            throw FileFailure.of(path, "can't be read as a symbolic link", failure);
        }
    }

    /** Made beside its place and moved there, since symlink(2) replaces nothing. */
    static void make(Path path, String target) {
        try (OpenDirectory directory = AtomicFile.parent(path)) {
            Path place = directory.entry(path.getFileName());
            if (Files.isDirectory(place, NOFOLLOW_LINKS)) {
                throw new HostException(path + ": is a directory", "move it away, or choose another path");
            }
            Path temporary = directory.entry(AtomicFile.temporaryName(path));
            Files.deleteIfExists(temporary);
            try {
                Files.createSymbolicLink(temporary, Path.of(target));
                Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                LocalFiles.deleteQuietly(temporary);
            }
        } catch (IOException failure) {
            throw FileFailure.of(path, "can't be made a symbolic link to " + target, failure);
        }
    }
}
