package dev.outboard.systemd.docker;

import com.github.dockerjava.transport.DockerHttpClient;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts three things right in docker-java's transport over unix sockets: its timeouts never fire, so each request gets a
 * deadline here; it takes whatever comes, so each answer has a largest size; and it keeps idle connections without looking whether the daemon has closed them, so here each request
 * has a connection of its own. A restart of the daemon then breaks no later call, and a connection costs next to nothing
 * on a unix socket.
 */
final class DeadlineTransport implements DockerHttpClient {
    private static final Pattern TRANSFER = Pattern.compile("(?:/v[0-9.]+)?/images/(?:create|load)(?:\\?.*)?");
    private static final Pattern EXECUTION = Pattern.compile("(?:/v[0-9.]+)?/exec/[^/]+/start");
    private static final Pattern STOP = Pattern.compile("(?:/v[0-9.]+)?/containers/[^/]+/stop\\?t=([0-9]{1,9})");

    /** A list of twenty thousand containers fits, and the memory of a small program holds it. */
    private static final long LARGEST_ANSWER = 32L << 20;

    /** What a daemon says while it pulls for five hours. */
    private static final long LARGEST_PROGRESS = 128L << 20;

    private final DockerHttpClient transport;
    private final EngineDeadlines deadlines;
    private final ScheduledThreadPoolExecutor timer;

    DeadlineTransport(DockerHttpClient transport, EngineDeadlines deadlines) {
        this.transport = transport;
        this.deadlines = deadlines;
        this.timer = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "outboard-docker-deadline");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
    }

    @Override
    public Response execute(Request request) {
        return execute(request, deadlineOf(request));
    }

    /** Sends a request that has its own time. */
    Response execute(Request request, Duration limit) {
        return execute(request, Deadline.ofWhole(timer, limit));
    }

    private Response execute(Request request, Deadline deadline) {
        Request.Builder alone = Request.builder();
        alone.method(request.method())
                .path(request.path())
                .putAllHeaders(request.headers())
                .putHeader("Connection", "close")
                .bodyBytes(request.bodyBytes())
                .hijackedInput(request.hijackedInput());
        if (request.bodyBytes() == null && request.body() != null) {
            alone.body(new CountedBody(request.body(), deadline));
        }
        try {
            return new GuardedResponse(
                    deadline.within(() -> transport.execute(alone.build())), deadline, limitOf(request));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static long limitOf(Request request) {
        return TRANSFER.matcher(request.path()).matches() ? LARGEST_PROGRESS : LARGEST_ANSWER;
    }

    private Deadline deadlineOf(Request request) {
        if (TRANSFER.matcher(request.path()).matches()) {
            return Deadline.ofStall(timer, deadlines.stall());
        }
        if (EXECUTION.matcher(request.path()).matches()) {
            return Deadline.ofWhole(timer, deadlines.execution());
        }
        Matcher stop = STOP.matcher(request.path());
        // a stop takes as long as the container needs, and so much was granted
        Duration granted = stop.matches() ? Duration.ofSeconds(Long.parseLong(stop.group(1))) : Duration.ZERO;
        return Deadline.ofWhole(timer, deadlines.call().plus(granted));
    }

    @Override
    public void close() throws IOException {
        timer.shutdownNow();
        transport.close();
    }

    /** A body to send: each byte that the connection takes is progress. */
    private static final class CountedBody extends FilterInputStream {
        private final Deadline deadline;

        CountedBody(InputStream body, Deadline deadline) {
            super(body);
            this.deadline = deadline;
        }

        @Override
        public int read() throws IOException {
            deadline.progress();
            return super.read();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            deadline.progress();
            return super.read(buffer, offset, length);
        }
    }

    /** An answer whose body, and whose end, have the rest of the request's time, and so many bytes. */
    private record GuardedResponse(Response response, Deadline deadline, long limit) implements Response {
        @Override
        public int getStatusCode() {
            return response.getStatusCode();
        }

        @Override
        public Map<String, List<String>> getHeaders() {
            return response.getHeaders();
        }

        @Override
        public @Nullable InputStream getBody() {
            InputStream body = response.getBody();
            return body == null ? null : new GuardedBody(body, deadline, limit);
        }

        @Override
        public void close() {
            try {
                deadline.closing(response);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    private static final class GuardedBody extends FilterInputStream {
        private final Deadline deadline;
        private final long limit;
        private long size;

        GuardedBody(InputStream body, Deadline deadline, long limit) {
            super(body);
            this.deadline = deadline;
            this.limit = limit;
        }

        @Override
        public int read() throws IOException {
            int octet = deadline.within(super::read);
            count(octet < 0 ? 0 : 1);
            return octet;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = deadline.within(() -> super.read(buffer, offset, length));
            count(Math.max(count, 0));
            return count;
        }

        private void count(int bytes) throws IOException {
            size += bytes;
            if (size > limit) {
                throw new AnswerTooLargeException(limit);
            }
        }

        @Override
        public void close() throws IOException {
            deadline.closing(super::close);
        }
    }
}
