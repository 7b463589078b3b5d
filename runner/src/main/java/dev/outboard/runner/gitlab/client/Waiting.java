package dev.outboard.runner.gitlab.client;

import java.time.Duration;
import java.time.Instant;

/** The time, and how it passes between two tries of a call: for real, or as a test has it. */
interface Waiting {
    /** The clock of this computer. */
    Waiting REAL = new RealWaiting();

    /** Now. */
    Instant now();

    /** Lets a time pass. */
    void pause(Duration time) throws InterruptedException;
}
