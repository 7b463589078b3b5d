package dev.outboard.systemd.container;

import static java.util.Objects.requireNonNull;

import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.value.ImageReference;
import dev.outboard.systemd.docker.ImageArchive;
import java.nio.file.Path;

/**
 * An image that a daemon must have, and where it comes from. An image that is there already is used unchanged, whatever
 * the source.
 *
 * <pre>{@code
 * ImageSource.pull("gitlab/gitlab-runner:v17.5.0");
 * ImageSource.archive("gitlab/gitlab-runner:v17.5.0", Path.of("/srv/images/runner.tar"));
 * ImageSource.present("debian:13");
 * }</pre>
 */
public sealed interface ImageSource {

    /**
     * Which image.
     *
     * @return its name; without tag and digest, {@code latest} is meant
     */
    ImageReference image();

    /**
     * An image of a registry.
     *
     * @param image which image
     */
    record Registry(ImageReference image) implements ImageSource {
        /**
         * Creates the source.
         *
         * @param image which image
         */
        public Registry {
            requireNonNull(image, "image is null");
        }
    }

    /**
     * An image in a file that {@code docker save} wrote, plain or compressed with gzip.
     *
     * @param image which image; the file must have one of that name
     * @param file where the file is, for the process that applies the plan
     */
    record Archive(ImageReference image, Path file) implements ImageSource {
        /**
         * Creates the source.
         *
         * @param image which image
         * @param file where the file is
         */
        public Archive {
            requireNonNull(image, "image is null");
            requireNonNull(file, "file is null");
        }
    }

    /**
     * An image that comes from elsewhere. Outboard never fetches it, and says so when it is missing.
     *
     * @param image which image
     */
    record Present(ImageReference image) implements ImageSource {
        /**
         * Creates the source.
         *
         * @param image which image
         */
        public Present {
            requireNonNull(image, "image is null");
        }
    }

    /**
     * An image to pull from its registry if it is missing.
     *
     * @param image for example {@code debian:13}
     * @return the source
     * @throws InvalidValueException if it is not an image reference
     */
    static ImageSource pull(String image) {
        return new Registry(ImageReference.of(image));
    }

    /**
     * An image to load from a file if it is missing.
     *
     * @param image for example {@code debian:13}
     * @param file a file that {@code docker save} wrote; see {@link ImageArchive}
     * @return the source
     * @throws InvalidValueException if it is not an image reference
     */
    static ImageSource archive(String image, Path file) {
        return new Archive(ImageReference.of(image), file);
    }

    /**
     * An image that must be there already.
     *
     * @param image for example {@code debian:13}
     * @return the source
     * @throws InvalidValueException if it is not an image reference
     */
    static ImageSource present(String image) {
        return new Present(ImageReference.of(image));
    }
}
