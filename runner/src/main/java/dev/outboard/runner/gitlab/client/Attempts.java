package dev.outboard.runner.gitlab.client;

import dev.outboard.runner.gitlab.GitLabConnection;
import dev.outboard.runner.gitlab.GitLabException;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * Makes a call, and makes it again where that may help: after 408, 429, 500, 502, 503 and 504, as GitLab Runner does, and
 * after a connection that failed.
 */
final class Attempts {
    private static final List<Integer> PASSING = List.of(408, 429, 500, 502, 503, 504);
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAVAILABLE = 503;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final GitLabConnection connection;
    private final Transport transport;
    private final GitLabFailures failures;
    private final Waiting waiting;

    Attempts(GitLabConnection connection, GitLabFailures failures, Waiting waiting) {
        this.connection = connection;
        this.transport = new Transport(connection);
        this.failures = failures;
        this.waiting = waiting;
    }

    /**
     * The answer to a call, good or bad, but none that passes by itself.
     *
     * @throws GitLabException if there is none
     */
    Answer answerTo(ApiCall call) {
        Instant begin = waiting.now();
        Duration usual = FIRST_PAUSE;
        for (int number = 1; ; number++) {
            Try result = tryOnce(call, number);
            if (result.answer()
                    .filter(answer -> !PASSING.contains(answer.status()))
                    .isPresent()) {
                return result.answer().get();
            }
            Duration pause = result.pause(usual);
            boolean isLast = number >= connection.attempts()
                    || Duration.between(begin, waiting.now()).plus(pause).compareTo(connection.patience()) > 0;
            if (isLast || !result.mayRepeat()) {
                throw result.failure();
            }
            pause(call, pause);
            usual = min(usual.multipliedBy(2), LONGEST_PAUSE);
        }
    }

    /**
     * How one try ended.
     *
     * @param answer what GitLab said, if it said something
     * @param failure what to throw if it was the last one
     * @param mayRepeat whether another try does no harm
     * @param requested how long GitLab asks to wait
     */
    private record Try(
            Optional<Answer> answer, GitLabException failure, boolean mayRepeat, Optional<Duration> requested) {
        Duration pause(Duration usual) {
            return requested.filter(time -> time.compareTo(usual) > 0).orElse(usual);
        }
    }

    private Try tryOnce(ApiCall call, int number) {
        try {
            Answer answer = transport.send(call);
            Optional<Duration> requested = RequestedPause.of(answer, waiting.now());
            return new Try(
                    Optional.of(answer),
                    failures.refused(call, answer, requested, number),
                    call.operation().isRepeatable() || isUndone(answer, requested),
                    requested);
        } catch (IOException failure) {
            return new Try(
                    Optional.empty(), failures.lost(call, failure, number), mayRepeat(call, failure), Optional.empty());
        } catch (TimeoutException late) {
            // it had its time
            throw failures.late(call, late);
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw failures.interrupted(call, interrupt);
        }
    }

    /**
     * Whether GitLab did nothing. Its rate limits (429) stand before everything else, and so does what answers 503 with the
     * time of its return: maintenance, or a proxy that has no GitLab to ask. After 408, 500, 502, 504 and other 503, GitLab may
     * have done it all and only lost the answer.
     */
    private static boolean isUndone(Answer answer, Optional<Duration> requested) {
        return answer.status() == TOO_MANY_REQUESTS || (answer.status() == UNAVAILABLE && requested.isPresent());
    }

    private static boolean mayRepeat(ApiCall call, IOException failure) {
        if (failure instanceof ConnectException) {
            // nothing was sent
            return true;
        }
        // a certificate without trust stays so
        return call.operation().isRepeatable() && !(failure instanceof SSLException);
    }

    private void pause(ApiCall call, Duration time) {
        try {
            waiting.pause(time);
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw failures.interrupted(call, interrupt);
        }
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
