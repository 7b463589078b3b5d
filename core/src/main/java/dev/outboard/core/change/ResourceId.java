package dev.outboard.core.change;

import static java.util.Objects.requireNonNull;

import dev.outboard.core.text.ForeignText;
import dev.outboard.core.value.AbsolutePath;

/**
 * The name of one thing on a host, unique there.
 *
 * @param kind what it is, for example {@code file}
 * @param name which one, for example {@code /etc/docker2/daemon.json}
 */
public record ResourceId(String kind, String name) {

    /**
     * Creates an id.
     *
     * @param kind what it is
     * @param name which one
     */
    public ResourceId {
        requireNonNull(kind, "kind is null");
        requireNonNull(name, "name is null");
    }

    /**
     * The name of a file that stands alone, for example to adopt it.
     *
     * @param path where it is
     * @return its id
     */
    public static ResourceId file(AbsolutePath path) {
        return new ResourceId("file", path.toString());
    }

    /**
     * The name of a directory, for example to adopt it.
     *
     * @param path where it is
     * @return its id
     */
    public static ResourceId directory(AbsolutePath path) {
        return new ResourceId("directory", path.toString());
    }

    /**
     * Kind and name.
     *
     * @return for example {@code file /etc/docker2/daemon.json}
     */
    @Override
    public String toString() {
        return ForeignText.line(kind + " " + name);
    }
}
