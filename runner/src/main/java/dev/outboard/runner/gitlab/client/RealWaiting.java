package dev.outboard.runner.gitlab.client;

import java.time.Duration;
import java.time.Instant;

/**
 * Time as it passes. The one place of Outboard that sleeps: a server that is overloaded does not tell when it no longer is,
 * so there is no event to wait for.
 */
final class RealWaiting implements Waiting {
    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public void pause(Duration time) throws InterruptedException {
        Thread.sleep(time.toMillis());
    }
}
