package dev.outboard.runner.example;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A directory as a tree for people: modes and names, sorted. */
final class StagedTree {
    private StagedTree() {}

    static String of(Path root) {
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.filter(path -> !path.equals(root))
                    .sorted()
                    .map(path -> line(root, path))
                    .collect(Collectors.joining());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String line(Path root, Path path) {
        int depth = root.relativize(path).getNameCount();
        boolean isDirectory = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
        return mode(path) + "  " + "  ".repeat(depth - 1) + path.getFileName() + (isDirectory ? "/\n" : "\n");
    }

    private static String mode(Path path) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
