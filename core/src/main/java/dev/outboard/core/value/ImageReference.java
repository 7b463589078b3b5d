package dev.outboard.core.value;

import dev.outboard.core.failure.InvalidValueException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a container image in the grammar of the distribution project, with Docker's rule for short names: the
 * part before the first slash is a registry only if it has a dot or a port, or is {@code localhost}. For example
 * {@code busybox}, {@code debian:13} or {@code registry.example:5000/team/app:1.2}, each with {@code @sha256:…} or
 * without.
 */
public final class ImageReference extends TextValue {
    private static final String KIND = "image reference";
    private static final int MAXIMUM_REPOSITORY_LENGTH = 255;
    private static final int MAXIMUM_LENGTH = 456;
    private static final String LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";
    private static final String PORT = ":[0-9]{1,5}";
    private static final String REGISTRY =
            "(?:(?:localhost|%1$s(?:\\.%1$s)+|\\[[0-9a-fA-F:]+])(?:%2$s)?|%1$s%2$s)".formatted(LABEL, PORT);
    private static final String NOT_A_REGISTRY = "(?![^/]*\\.[^/]*/)";
    private static final String COMPONENT = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
    private static final Pattern REFERENCE =
            Pattern.compile("(?<repository>(?:%1$s/|%2$s)%3$s(?:/%3$s)*)".formatted(REGISTRY, NOT_A_REGISTRY, COMPONENT)
                    + "(?::(?<tag>[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,127}))?"
                    + "(?:@(?<digest>sha256:[0-9a-f]{64}))?");
    private static final Pattern IMAGE_ID = Pattern.compile("[0-9a-f]{64}");

    private final String repository;
    private final Optional<String> tag;
    private final Optional<String> digest;

    private ImageReference(String reference, Matcher parts) {
        super(reference);
        this.repository = parts.group("repository");
        this.tag = Optional.ofNullable(parts.group("tag"));
        this.digest = Optional.ofNullable(parts.group("digest"));
    }

    /**
     * Reads a reference.
     *
     * @param reference the reference, for example {@code debian:13}
     * @return the reference
     * @throws InvalidValueException if Docker would not take it
     */
    public static ImageReference of(String reference) {
        Matcher parts = REFERENCE.matcher(reference);
        if (reference.length() > MAXIMUM_LENGTH || !parts.matches()) {
            throw new InvalidValueException(
                    KIND,
                    reference,
                    "[registry[:port]/]repository[:tag][@sha256:digest], the repository in lower case, the tag at most"
                            + " 128 characters",
                    "write e.g. \"debian:13\" or \"registry.example:5000/team/app:1.2\"");
        }
        if (IMAGE_ID.matcher(reference).matches()) {
            throw new InvalidValueException(
                    KIND, reference, "a name, not the id of an image", "tag the image, and name the tag");
        }
        if (parts.group("repository").length() > MAXIMUM_REPOSITORY_LENGTH) {
            throw new InvalidValueException(
                    KIND,
                    reference,
                    "a repository of at most " + MAXIMUM_REPOSITORY_LENGTH + " characters",
                    "shorten the repository");
        }
        return new ImageReference(reference, parts);
    }

    /**
     * The image without tag and digest.
     *
     * @return registry and path as given, for example {@code registry.example:5000/team/app}
     */
    public String repository() {
        return repository;
    }

    /**
     * The tag.
     *
     * @return what follows the colon, if there is one
     */
    public Optional<String> tag() {
        return tag;
    }

    /**
     * The digest.
     *
     * @return {@code sha256:} and 64 hexadecimal digits, if there is one
     */
    public Optional<String> digest() {
        return digest;
    }

    /**
     * The reference as Docker completes it.
     *
     * @return this reference if it has a tag or a digest, otherwise with {@code :latest}
     */
    public ImageReference withDefaultTag() {
        return tag.isPresent() || digest.isPresent() ? this : of(this + ":latest");
    }
}
