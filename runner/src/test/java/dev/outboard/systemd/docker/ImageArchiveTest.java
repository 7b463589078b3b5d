package dev.outboard.systemd.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.core.value.ImageReference;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImageArchiveTest {
    private static final byte[] ARCHIVE = new TarFile()
            .directory("0a1b")
            .file("0a1b/layer.tar", "no whole block")
            .file("manifest.json", """
                    [{"Config": "c.json", "RepoTags": ["gitlab/gitlab-runner:latest", "runner:1"], "Layers": []},
                     {"Config": "d.json", "RepoTags": null, "Layers": []}]
                    """)
            .toBytes();

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("runner.tar");
    }

    private void assertIsNoArchive() {
        assertThatExceptionOfType(EngineException.class)
                .isThrownBy(() -> ImageArchive.readFrom(file))
                .withMessageContaining("image archive " + file + ": it has no readable list of images")
                .withMessageContaining("Fix: write the file with docker save");
    }

    @Test
    void listsImages() throws IOException {
        Files.write(file, ARCHIVE);
        assertThat(ImageArchive.readFrom(file).images())
                .containsExactly(ImageReference.of("gitlab/gitlab-runner:latest"), ImageReference.of("runner:1"));
    }

    @Test
    void listsImagesOfCompressedArchive() throws IOException {
        try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(file))) {
            gzip.write(ARCHIVE);
        }
        assertThat(ImageArchive.readFrom(file).images()).hasSize(2);
    }

    @Test
    void refusesTarWithoutManifest() throws IOException {
        Files.write(file, new TarFile().file("bin/sh", "no image").toBytes());
        assertIsNoArchive();
    }

    @Test
    void refusesManifestThatIsCutOff() throws IOException {
        Files.write(file, Arrays.copyOf(ARCHIVE, ARCHIVE.length - 1500));
        assertIsNoArchive();
    }

    @Test
    void refusesManifestThatIsNotJson() throws IOException {
        Files.write(file, new TarFile().file("manifest.json", "[{").toBytes());
        assertIsNoArchive();
    }

    @Test
    void refusesFileThatIsNoTar() throws IOException {
        Files.writeString(file, "x".repeat(2000));
        assertIsNoArchive();
    }

    @Test
    void refusesEmptyFile() throws IOException {
        Files.createFile(file);
        assertIsNoArchive();
    }

    @Test
    void refusesMissingFile() {
        assertThatExceptionOfType(EngineException.class)
                .isThrownBy(() -> ImageArchive.readFrom(file))
                .withMessageContaining("image file " + file + ": it can't be read")
                .withMessageContaining("Fix: name a file that is there");
    }
}
