package dev.outboard.core.journal;

import dev.outboard.core.change.ResourceId;
import dev.outboard.core.change.Undo;
import dev.outboard.core.text.ForeignText;
import dev.outboard.core.value.AbsolutePath;

/** One thing that an apply was about to do. Whether it did is not said: what takes it back holds in both cases. */
public sealed interface Entry {

    /**
     * The resource that it was done for.
     *
     * @return its id
     */
    ResourceId resource();

    /**
     * Something at a path was to be replaced or deleted.
     *
     * @param resource for which resource
     * @param path where
     * @param former what was there
     */
    record Replaced(ResourceId resource, AbsolutePath path, Former former) implements Entry {}

    /**
     * A step was to be performed that does more than change files.
     *
     * @param resource for which resource
     * @param undo how it is taken back
     */
    record Performed(ResourceId resource, Undo undo) implements Entry {}

    /**
     * A directory was to be deleted with all that was in it. It can't be brought back.
     *
     * @param resource for which resource
     * @param path where
     */
    record TreeDeleted(ResourceId resource, AbsolutePath path) implements Entry {}

    /**
     * A change was made.
     *
     * @param resource of which resource
     * @param summary the change in one line
     */
    record Made(ResourceId resource, String summary) implements Entry {
        /** The parts, as {@link ForeignText} shows them. */
        @Override
        public String toString() {
            return ForeignText.of(this);
        }
    }
}
