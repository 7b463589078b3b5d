package dev.outboard.runner;

import dev.outboard.core.failure.ConflictException;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.host.HostView;
import dev.outboard.core.plan.Plan;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.systemd.firstdaemon.FirstDaemonProfile;
import dev.outboard.systemd.firstdaemon.RealPaths;
import java.util.List;
import java.util.function.Supplier;

/** Refuses plans that would delete a directory in which the first daemon has something by now, or a part of its own. */
final class PurgeGuard {
    private PurgeGuard() {}

    /**
     * Looks through the deletions of a plan.
     *
     * @param plan the plan
     * @param first tells what belongs to the first daemon; not asked by a plan that deletes nothing
     * @param host the host, whose links and mounts are looked at
     * @return the plan
     * @throws ConflictException if it would delete what belongs to the first daemon
     */
    static Plan check(Plan plan, Supplier<FirstDaemonProfile> first, HostView host) {
        List<AbsolutePath> trees = plan.changes().stream()
                .flatMap(change -> change.steps().stream())
                .flatMap(step -> step.deletedTree().stream())
                .toList();
        if (!trees.isEmpty()) {
            check(plan, trees, first.get(), host);
        }
        return plan;
    }

    private static void check(Plan plan, List<AbsolutePath> trees, FirstDaemonProfile first, HostView host) {
        RealPaths realPaths = RealPaths.of(host);
        List<Problem> problems = trees.stream()
                .flatMap(
                        tree -> first.collision(realPaths.of(tree)).stream()
                                .map(
                                        own -> new Problem(
                                                "deletion of " + tree,
                                                own.path() + ", the " + own.what(),
                                                "a directory in which the first daemon has nothing",
                                                "move what belongs to the first daemon elsewhere, or remove the stack without its data")))
                .toList();
        if (!problems.isEmpty()) {
            throw new ConflictException("stack " + plan.stack(), problems);
        }
    }
}
