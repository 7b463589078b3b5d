package dev.outboard.core.step;

import dev.outboard.core.change.Step;
import dev.outboard.core.change.Undo;
import dev.outboard.core.host.Host;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;

/**
 * Makes a directory, or gives an existing one its mode and owner.
 *
 * @param path where
 * @param mode its permission bits
 * @param owner its user and group
 */
public record MakeDirectory(AbsolutePath path, FileMode mode, FileOwner owner) implements Step {
    @Override
    public String describe() {
        return "make directory " + path + " (" + mode + " " + owner + ")";
    }

    @Override
    public void perform(Host host) {
        host.makeDirectory(path, mode, owner);
    }

    @Override
    public Undo undo() {
        return Undo.NOTHING;
    }
}
