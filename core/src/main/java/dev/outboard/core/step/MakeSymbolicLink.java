package dev.outboard.core.step;

import dev.outboard.core.change.Loss;
import dev.outboard.core.change.Step;
import dev.outboard.core.change.Undo;
import dev.outboard.core.host.Host;
import dev.outboard.core.text.ForeignText;
import dev.outboard.core.value.AbsolutePath;
import java.util.Optional;

/**
 * Makes a symbolic link in the place of the file or link that is there.
 *
 * @param path where
 * @param target where it leads, as it is written in the link
 */
public record MakeSymbolicLink(AbsolutePath path, String target) implements Step {
    @Override
    public String describe() {
        return "link " + path + " to " + target;
    }

    @Override
    public void perform(Host host) {
        host.makeSymbolicLink(path, target);
    }

    @Override
    public Optional<Loss> loss() {
        return Optional.of(Loss.of(path));
    }

    @Override
    public Undo undo() {
        return Undo.NOTHING;
    }

    /** The parts, as {@link ForeignText} shows them. */
    @Override
    public String toString() {
        return ForeignText.of(this);
    }
}
