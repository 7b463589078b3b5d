package dev.outboard.systemd.container;

import static java.util.Objects.requireNonNull;

import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.text.ForeignText;
import dev.outboard.core.value.ImageReference;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An image that a daemon must have, and where it comes from. An image that is there already is used unchanged, whatever
 * the source.
 *
 * <pre>{@code
 * ImageSource.pull("gitlab/gitlab-runner:v17.5.0");
 * ImageSource.archive("gitlab/gitlab-runner:v17.5.0", Path.of("/srv/images/runner.tar"));
 * ImageSource.present("debian:13");
 * }</pre>
 *
 * @param image which image; without tag and digest, {@code latest} is meant
 * @param archive a file that {@code docker save} wrote, plain or compressed with gzip, with an image of that name; it is on
 *     the host of the process that applies the plan. Empty for an image of a registry
 * @param isFetched false for an image that comes from elsewhere: Outboard says so when it is missing
 */
public record ImageSource(ImageReference image, Optional<Path> archive, boolean isFetched) {

    /**
     * Creates a source.
     *
     * @param image which image
     * @param archive the file that has it, or empty
     * @param isFetched whether Outboard fetches it; true with a file
     * @throws InvalidValueException if there is a file that would not be read
     */
    public ImageSource {
        requireNonNull(image, "image is null");
        if (archive.isPresent() && !isFetched) {
            throw new InvalidValueException(
                    "image source",
                    archive.get().toString(),
                    "no file, since the image comes from elsewhere",
                    "use ImageSource.archive(..) to load the file, or ImageSource.present(..) without one");
        }
    }

    /**
     * An image to pull from its registry if it is missing.
     *
     * @param image for example {@code debian:13}
     * @return the source
     * @throws InvalidValueException if it is not an image reference
     */
    public static ImageSource pull(String image) {
        return new ImageSource(ImageReference.of(image), Optional.empty(), true);
    }

    /**
     * An image to load from a file if it is missing.
     *
     * @param image for example {@code debian:13}
     * @param file a file that {@code docker save} wrote
     * @return the source
     * @throws InvalidValueException if it is not an image reference
     */
    public static ImageSource archive(String image, Path file) {
        return new ImageSource(ImageReference.of(image), Optional.of(file), true);
    }

    /**
     * An image that must be there already.
     *
     * @param image for example {@code debian:13}
     * @return the source
     * @throws InvalidValueException if it is not an image reference
     */
    public static ImageSource present(String image) {
        return new ImageSource(ImageReference.of(image), Optional.empty(), false);
    }

    /** The image, and where it comes from. */
    @Override
    public String toString() {
        return ForeignText.of(this);
    }
}
