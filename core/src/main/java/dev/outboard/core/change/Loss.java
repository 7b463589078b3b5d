package dev.outboard.core.change;

import dev.outboard.core.text.ForeignText;
import dev.outboard.core.value.AbsolutePath;

/**
 * What a step takes from the place where it is.
 *
 * @param path what is deleted, unmounted or overwritten
 * @param isTree whether all that is below the path goes with it
 */
public record Loss(AbsolutePath path, boolean isTree) {

    /**
     * The loss of a directory or mount with all that is below it.
     *
     * @param path where
     * @return the loss
     */
    public static Loss ofTree(AbsolutePath path) {
        return new Loss(path, true);
    }

    /**
     * The loss of one file, one symbolic link, or one empty directory.
     *
     * @param path where
     * @return the loss
     */
    public static Loss of(AbsolutePath path) {
        return new Loss(path, false);
    }

    /** The parts, as {@link ForeignText} shows them. */
    @Override
    public String toString() {
        return ForeignText.of(this);
    }
}
