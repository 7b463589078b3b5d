package dev.outboard.runner.configuration;

import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.value.ImageReference;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An image as {@code config.toml} names it: variables may stand in it, such as {@code $CI_RUNNER_VERSION}, which GitLab Runner
 * replaces before each job (GitLab's documentation, "Advanced configuration", helper images).
 *
 * @param text for example {@code debian:13} or <code>registry.example.org/helper:x86_64-v${CI_RUNNER_VERSION}</code>
 */
public record JobImage(String text) {
    private static final Pattern VARIABLE = Pattern.compile("\\$(?:[A-Za-z_][A-Za-z0-9_]*|\\{[A-Za-z_][A-Za-z0-9_]*})");

    /** A digest has a fixed length, so a variable can only be all of it. */
    private static final Pattern DIGEST = Pattern.compile("@(?:sha256:)?" + VARIABLE + "$");

    /**
     * Creates an image.
     *
     * @param text the reference, with variables or without
     * @throws InvalidValueException if Docker would not take it whatever the variables stand for
     */
    public JobImage {
        try {
            ImageReference.of(
                    VARIABLE.matcher(DIGEST.matcher(text).replaceFirst("")).replaceAll("x"));
        } catch (InvalidValueException invalid) {
            throw text.indexOf('$') < 0
                    ? invalid
                    : new InvalidValueException(
                            "image",
                            text,
                            "an image reference, in which variables may stand as $NAME or ${NAME}",
                            "write e.g. \"registry.example.org/helper:x86_64-v${CI_RUNNER_VERSION}\"");
        }
    }

    /**
     * Reads an image.
     *
     * @param image the reference, with variables or without
     * @return the image
     * @throws InvalidValueException if Docker would not take it whatever the variables stand for
     */
    public static JobImage of(String image) {
        return new JobImage(image);
    }

    /**
     * The image itself, where no variable leaves it open.
     *
     * @return the reference, or empty if there are variables in it
     */
    public Optional<ImageReference> reference() {
        return text.indexOf('$') < 0 ? Optional.of(ImageReference.of(text)) : Optional.empty();
    }

    /** The image as {@code config.toml} has it. */
    @Override
    public String toString() {
        return text;
    }
}
