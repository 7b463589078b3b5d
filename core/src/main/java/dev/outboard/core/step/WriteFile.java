package dev.outboard.core.step;

import dev.outboard.core.change.Loss;
import dev.outboard.core.change.Step;
import dev.outboard.core.change.Undo;
import dev.outboard.core.host.Host;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import java.util.Optional;

/**
 * Writes a whole file atomically.
 *
 * @param path where
 * @param content what
 * @param mode its permission bits
 * @param owner its user and group
 */
public record WriteFile(AbsolutePath path, FileContent content, FileMode mode, FileOwner owner) implements Step {
    @Override
    public String describe() {
        return "write " + path + " (" + mode + " " + owner + ")";
    }

    @Override
    public void perform(Host host) {
        host.writeFile(path, content, mode, owner);
    }

    @Override
    public Optional<Loss> loss() {
        return Optional.of(Loss.of(path));
    }

    @Override
    public Undo undo() {
        return Undo.NOTHING;
    }
}
