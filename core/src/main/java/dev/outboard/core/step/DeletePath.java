package dev.outboard.core.step;

import dev.outboard.core.change.Loss;
import dev.outboard.core.change.Step;
import dev.outboard.core.change.Undo;
import dev.outboard.core.host.Host;
import dev.outboard.core.value.AbsolutePath;
import java.util.Optional;

/**
 * Deletes what is at a path.
 *
 * @param path where
 * @param extent how much of it
 */
public record DeletePath(AbsolutePath path, Extent extent) implements Step {

    /** How much a deletion takes. */
    public enum Extent {
        /** One file or symbolic link. */
        FILE("delete "),
        /** A directory, if it is empty then. */
        EMPTY_DIRECTORY("delete directory, if empty, "),
        /** A directory and all that is in it. */
        TREE("delete directory and everything in it: ");

        private final String text;

        Extent(String text) {
            this.text = text;
        }
    }

    @Override
    public String describe() {
        return extent.text + path;
    }

    @Override
    public void perform(Host host) {
        switch (extent) {
            case FILE -> host.deleteFile(path);
            case EMPTY_DIRECTORY -> host.deleteEmptyDirectory(path);
            case TREE -> host.deleteTree(path);
        }
    }

    @Override
    public Optional<Loss> loss() {
        return Optional.of(new Loss(path, extent == Extent.TREE));
    }

    @Override
    public Undo undo() {
        return Undo.NOTHING;
    }
}
