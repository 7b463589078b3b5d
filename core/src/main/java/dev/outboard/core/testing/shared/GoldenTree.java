package dev.outboard.core.testing.shared;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Expected files of a host, kept in a directory that mirrors it: {@code golden/mtu/etc/systemd/network/docker1.network}.
 * With the system property {@code golden.update=true} the directory is rewritten instead of compared; the difference is
 * then reviewed in the version control.
 */
public final class GoldenTree {
    private static final String UPDATE = "golden.update";

    private final Path directory;

    private GoldenTree(Path directory) {
        this.directory = directory;
    }

    /**
     * Names the directory.
     *
     * @param directory stands for the root of a host; for a Maven module e.g. {@code src/test/resources/golden/mtu}
     * @return the tree
     */
    public static GoldenTree at(Path directory) {
        return new GoldenTree(directory);
    }

    /**
     * Compares files with those expected: the same paths, and each of them byte for byte.
     *
     * @param files the files, text by absolute path
     * @throws AssertionError if one differs, is missing or was not expected
     */
    public void verify(Map<String, String> files) {
        SortedMap<String, String> actual = new TreeMap<>(files);
        try {
            if (Boolean.getBoolean(UPDATE)) {
                rewrite(actual);
            }
            compare(expected(), actual);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void compare(SortedMap<String, String> expected, SortedMap<String, String> actual) {
        require(
                expected.keySet().equals(actual.keySet()),
                expected.keySet().toString(),
                actual.keySet().toString());
        expected.forEach((path, text) ->
                require(text.equals(actual.get(path)), path + ":\n" + text, path + ":\n" + actual.get(path)));
    }

    private void require(boolean same, String expected, String actual) {
        if (!same) {
            throw new AssertionError("expected by " + directory + ":\n" + expected + "\nbut found:\n" + actual
                    + "\nIf the new one is right, run the test once with -D" + UPDATE + "=true");
        }
    }

    private SortedMap<String, String> expected() throws IOException {
        SortedMap<String, String> files = new TreeMap<>();
        for (Path file : files()) {
            files.put("/" + directory.relativize(file), Files.readString(file));
        }
        return files;
    }

    private void rewrite(SortedMap<String, String> actual) throws IOException {
        for (Path file : files()) {
            Files.delete(file);
        }
        for (Map.Entry<String, String> file : actual.entrySet()) {
            Path target = directory.resolve(file.getKey().substring(1));
            Files.createDirectories(target.getParent());
            Files.writeString(target, file.getValue());
        }
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
