package dev.outboard.runner.process;

import dev.outboard.core.change.Change;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.Resource;

/** A process of GitLab Runner on a host, which has to end after its jobs, and before a daemon does on which it has them. */
public sealed interface Drainable extends Resource permits RunnerContainer, RunnerUnit {

    /** The process with its runners and their daemons. */
    ProcessWithRunners served();

    /**
     * Whether it runs while a plan is made.
     *
     * @param planning the host
     */
    boolean isRunning(Planning planning);

    /**
     * Ends it once its jobs have ended, or are given up.
     *
     * @param planning what is remembered of it
     * @return a restart, of which this is the first half; its reason is left to the caller
     */
    Change drain(Planning planning);
}
