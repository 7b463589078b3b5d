package dev.outboard.core.host;

import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;

/**
 * What the host has at a path.
 *
 * @param type the kind of file
 * @param mode its permission bits
 * @param owner its user and group, by name where they have one
 */
public record FileStatus(Type type, FileMode mode, FileOwner owner) {

    /** Kinds of file that matter to a plan. */
    public enum Type {
        /** A regular file. */
        REGULAR("file"),
        /** A directory. */
        DIRECTORY("directory"),
        /** A symbolic link, wherever it leads. */
        SYMBOLIC_LINK("symbolic link"),
        /** A socket, device or pipe. */
        OTHER("special file");

        private final String text;

        Type(String text) {
            this.text = text;
        }

        /**
         * The kind in a message.
         *
         * @return for example {@code symbolic link}
         */
        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * Mode and owner in one text.
     *
     * @return for example {@code 0644 root:root}
     */
    public String attributes() {
        return mode + " " + owner;
    }
}
