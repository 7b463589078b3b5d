package dev.outboard.core.change;

import dev.outboard.core.host.Host;
import java.util.Optional;
import java.util.function.Consumer;

/** One effect on a host. It is printed before it happens, in the words of {@link #describe()}. */
public interface Step {

    /**
     * What this step does, in one line and without secrets. Commands start with {@code $}.
     *
     * @return the line that a plan shows
     */
    String describe();

    /**
     * Does it.
     *
     * @param host where
     * @throws dev.outboard.core.failure.ProvisioningException if it can't be done
     */
    void perform(Host host);

    /**
     * Does it, and tells how far it is. For steps that take long; the others have nothing to tell.
     *
     * @param host where
     * @param progress takes lines for people, without secrets; may be called often, and never after the step has ended
     * @throws dev.outboard.core.failure.ProvisioningException if it can't be done
     */
    default void perform(Host host, Consumer<? super String> progress) {
        perform(host);
    }

    /**
     * What this step takes from the place where it is: by deleting, unmounting or overwriting it.
     *
     * @return the loss, or empty for any other step
     */
    default Optional<Loss> loss() {
        return Optional.empty();
    }

    /**
     * How it is taken back if the apply fails later. Asked before the step is performed.
     *
     * @return that it can't be, unless the step says otherwise
     */
    default Undo undo() {
        return Undo.impossible(describe());
    }
}
