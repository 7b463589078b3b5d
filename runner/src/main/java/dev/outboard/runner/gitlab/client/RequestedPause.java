package dev.outboard.runner.gitlab.client;

import com.google.common.primitives.Longs;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.Function;

/**
 * How long GitLab asks to wait before the next try: {@code Retry-After} (RFC 9110, section 10.2.3, seconds or a date), and
 * where it counts requests, {@code RateLimit-ResetTime} (a date) or {@code RateLimit-Reset} (seconds since 1970).
 */
final class RequestedPause {
    private static final int TOO_MANY_REQUESTS = 429;

    private RequestedPause() {}

    /** The pause, or empty if GitLab asks for none. */
    static Optional<Duration> of(Answer answer, Instant now) {
        Optional<Duration> pause = read(answer, "Retry-After", RequestedPause::seconds)
                .or(() -> read(answer, "Retry-After", text -> until(text, now)));
        // GitLab has these with every answer: they count where it says that it was too much
        if (pause.isEmpty() && answer.status() == TOO_MANY_REQUESTS) {
            pause = read(answer, "RateLimit-ResetTime", text -> until(text, now))
                    .or(() -> read(answer, "RateLimit-Reset", text -> untilSecond(text, now)));
        }
        return pause.map(time -> time.isNegative() ? Duration.ZERO : time);
    }

    private static Optional<Duration> read(Answer answer, String header, Function<String, Optional<Duration>> reader) {
        return answer.header(header).flatMap(text -> reader.apply(text.strip()));
    }

    private static Optional<Duration> seconds(String text) {
        return number(text).map(Duration::ofSeconds);
    }

    private static Optional<Duration> untilSecond(String text, Instant now) {
        return number(text).map(second -> Duration.between(now, Instant.ofEpochSecond(second)));
    }

    /** Within a thousand years or so, beyond which the JDK can't reckon. */
    private static Optional<Long> number(String text) {
        return Optional.ofNullable(Longs.tryParse(text))
                .filter(number -> number >= 0 && number < Integer.MAX_VALUE * 16L);
    }

    private static Optional<Duration> until(String text, Instant now) {
        try {
            return Optional.of(Duration.between(now, DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from)));
        } catch (DateTimeException noDate) {
            return Optional.empty();
        }
    }
}
