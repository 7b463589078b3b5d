package dev.outboard.systemd.docker;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.value.ImageReference;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * A tar file that {@code docker save} wrote, plain or compressed with gzip. Tells which images {@link Engine#load} would
 * bring, without a daemon.
 *
 * @param file where it is
 * @param images the names of the images in it, in the archive's order
 */
public record ImageArchive(Path file, List<ImageReference> images) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MANIFEST = "manifest.json";
    private static final int MAXIMUM_MANIFEST = 1 << 20;
    private static final int BLOCK = 512;
    private static final int NAME_LENGTH = 100;
    private static final int SIZE_OFFSET = 124;
    private static final int SIZE_LENGTH = 12;
    private static final int GZIP_MAGIC = 0x1f8b;

    /**
     * Creates the description.
     *
     * @param file where the archive is
     * @param images the names of its images
     */
    public ImageArchive {
        requireNonNull(file, "file is null");
        images = List.copyOf(images);
    }

    /**
     * Reads the list of images from an archive.
     *
     * @param file where the archive is
     * @return the archive
     * @throws EngineException if the file can't be read, or {@code docker save} did not write it
     */
    public static ImageArchive readFrom(Path file) {
        try (InputStream tar = open(file)) {
            byte[] header = new byte[BLOCK];
            while (tar.readNBytes(header, 0, BLOCK) == BLOCK && header[0] != 0) {
                long size = size(header);
                if (text(header, 0, NAME_LENGTH).equals(MANIFEST) && size <= MAXIMUM_MANIFEST) {
                    return new ImageArchive(file, images(JSON.readTree(tar.readNBytes((int) size))));
                }
                // each entry fills whole blocks: tar(5)
                tar.skipNBytes((size + BLOCK - 1) / BLOCK * BLOCK);
            }
        } catch (EOFException
                | ZipException
                | JsonProcessingException
                | NumberFormatException
                | InvalidValueException noArchive) {
            throw notAnArchive(file, noArchive);
        } catch (IOException unreadable) {
            throw unreadable(file, unreadable);
        }
        throw notAnArchive(file, null);
    }

    private static InputStream open(Path file) throws IOException {
        InputStream stream = new BufferedInputStream(Files.newInputStream(file));
        stream.mark(2);
        int magic = stream.read() << Byte.SIZE | stream.read();
        stream.reset();
        return magic == GZIP_MAGIC ? new GZIPInputStream(stream) : stream;
    }

    private static long size(byte[] header) {
        return Long.parseLong(text(header, SIZE_OFFSET, SIZE_LENGTH).strip(), 8);
    }

    private static String text(byte[] header, int offset, int length) {
        String field = new String(header, offset, length, US_ASCII);
        int end = field.indexOf('\0');
        return end < 0 ? field : field.substring(0, end);
    }

    private static List<ImageReference> images(JsonNode manifest) {
        List<ImageReference> images = new ArrayList<>();
        for (JsonNode image : manifest) {
            for (JsonNode name : image.path("RepoTags")) {
                images.add(ImageReference.of(name.asText()));
            }
        }
        return images;
    }

    private static EngineException notAnArchive(Path file, @Nullable Throwable cause) {
        return new EngineException(
                "image archive " + file + ": it has no readable list of images, expected a file of docker save",
                "write the file with docker save --output " + file + " IMAGE",
                cause);
    }

    /** A file of an image that this process can't read. */
    static EngineException unreadable(Path file, IOException cause) {
        return new EngineException(
                "image file " + file + ": it can't be read (" + cause + ")",
                "name a file that is there and that this user may read",
                cause);
    }
}
