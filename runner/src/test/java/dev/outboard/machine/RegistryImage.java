package dev.outboard.machine;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.outboard.systemd.docker.TarFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/**
 * An image as a registry serves it, of two layers that can't be packed: the distribution specification's "Pulling manifests"
 * and "Pulling blobs", and the image manifest version 2, schema 2.
 */
final class RegistryImage {
    private static final String TYPE = "application/vnd.docker.";
    private static final String MANIFEST = TYPE + "distribution.manifest.v2+json";
    private static final String CONFIGURATION = TYPE + "container.image.v1+json";
    private static final String LAYER = TYPE + "image.rootfs.diff.tar.gzip";
    private static final int LAYERS = 2;
    private static final int LAYER_SIZE = 3_000_000;

    private final String name;
    private final String tag;
    private final Map<String, Blob> blobs = new LinkedHashMap<>();

    /** What is asked for. */
    static final class Blob {
        private final String type;
        private final byte[] bytes;

        Blob(String type, byte[] bytes) {
            this.type = type;
            this.bytes = bytes.clone();
        }

        String type() {
            return type;
        }

        byte[] bytes() {
            return bytes.clone();
        }

        String digest() {
            return RegistryImage.digest(bytes);
        }
    }

    /** Makes the image; the same one each time. */
    RegistryImage(String name, String tag) {
        this.name = name;
        this.tag = tag;
        ObjectNode configuration = JsonNodeFactory.instance
                .objectNode()
                .put("architecture", System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64")
                .put("os", "linux");
        configuration.putObject("config");
        ObjectNode manifest = JsonNodeFactory.instance.objectNode();
        Random random = new Random(1);
        for (int number = 1; number <= LAYERS; number++) {
            byte[] content = new byte[LAYER_SIZE];
            random.nextBytes(content);
            byte[] layer = new TarFile().file("file" + number, content).toBytes();
            configuration
                    .withObject("/rootfs")
                    .put("type", "layers")
                    .withArray("diff_ids")
                    .add(digest(layer));
            describe(manifest.withArray("layers").addObject(), new Blob(LAYER, packed(layer)));
        }
        describe(
                manifest.put("schemaVersion", 2).put("mediaType", MANIFEST).putObject("config"),
                new Blob(CONFIGURATION, configuration.toString().getBytes(UTF_8)));
        Blob whole = new Blob(MANIFEST, manifest.toString().getBytes(UTF_8));
        blobs.put("/v2/" + name + "/manifests/" + tag, whole);
        blobs.put("/v2/" + name + "/manifests/" + whole.digest(), whole);
    }

    private void describe(ObjectNode descriptor, Blob blob) {
        descriptor
                .put("mediaType", blob.type())
                .put("size", blob.bytes().length)
                .put("digest", blob.digest());
        blobs.put("/v2/" + name + "/blobs/" + blob.digest(), blob);
    }

    /** What is at a path of the registry. */
    Optional<Blob> at(String path) {
        return Optional.ofNullable(blobs.get(path));
    }

    @Override
    public String toString() {
        return name + ":" + tag;
    }

    private static byte[] packed(byte[] layer) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(layer);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return packed.toByteArray();
    }

    private static String digest(byte[] bytes) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every JDK has SHA-256", impossible);
        }
    }
}
