package dev.outboard.systemd.firstdaemon;

import com.google.common.base.Suppliers;
import dev.outboard.core.change.Loss;
import dev.outboard.core.change.Step;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.host.HostView;
import dev.outboard.core.planner.StepGuard;
import dev.outboard.core.value.AbsolutePath;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Objects to steps that would delete, unmount or overwrite what belongs to the first daemon by now. It may have moved into
 * a directory of a stack since that was applied.
 */
public final class PurgeGuard implements StepGuard {
    private final Supplier<FirstDaemonProfile> first;
    private final Supplier<RealPaths> realPaths;

    /**
     * Creates the guard of one plan.
     *
     * @param first tells what belongs to the first daemon; asked once, and only if a step takes something away
     * @param host the host, whose links and mounts are looked at
     */
    public PurgeGuard(Supplier<FirstDaemonProfile> first, HostView host) {
        this.first = Suppliers.memoize(first::get);
        this.realPaths = Suppliers.memoize(() -> RealPaths.of(host));
    }

    @Override
    public Optional<Problem> objection(Step step) {
        return step.loss().flatMap(this::owner).map(own -> problem(step, own));
    }

    private Optional<OwnPath> owner(Loss loss) {
        return loss.isTree()
                ? first.get().collision(realPaths.get().of(loss.path()))
                : first.get().owner(entry(loss.path()));
    }

    /** A symbolic link is deleted itself, not what it leads to. */
    private AbsolutePath entry(AbsolutePath path) {
        return path.parent()
                .map(parent -> realPaths.get().of(parent).resolve(path.fileName()))
                .orElse(path);
    }

    private static Problem problem(Step step, OwnPath own) {
        return new Problem(
                step.describe(),
                own.path() + ", the " + own.what(),
                "nothing of the first daemon there",
                "move what belongs to the first daemon elsewhere; if it is only data in a data directory of the stack,"
                        + " remove the stack without its data");
    }
}
