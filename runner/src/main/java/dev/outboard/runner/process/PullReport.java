package dev.outboard.runner.process;

import dev.outboard.systemd.docker.PullProgress;
import java.util.function.Consumer;

/**
 * Makes few lines of the many events of a pull: one for each layer that is done, and one for every 20 MB that
 * came. Not thread-safe; a daemon tells one after the other.
 */
final class PullReport implements Consumer<PullProgress> {
    private static final long STRIDE = 20_000_000;

    private final Consumer<? super String> lines;
    private PullProgress reported = new PullProgress(0, 0, 0, 0);

    PullReport(Consumer<? super String> lines) {
        this.lines = lines;
    }

    @Override
    public void accept(PullProgress progress) {
        if (progress.layersDone() != reported.layersDone() || progress.bytes() - reported.bytes() >= STRIDE) {
            reported = progress;
            lines.accept(progress.toString());
        }
    }
}
