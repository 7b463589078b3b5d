package dev.outboard.runner.docker;

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
 * Puts two things right in docker-java's transport over unix sockets: its timeouts never fire, so each request gets a
 * deadline here; and it keeps idle connections without looking whether the daemon has closed them, so here each request
 * has a connection of its own. A restart of the daemon then breaks no later call, and a connection costs next to nothing
 * on a unix socket.
 */
final class DeadlineTransport implements DockerHttpClient {
    private static final Pattern TRANSFER = Pattern.compile("(?:/v[0-9.]+)?/images/(?:create|load)(?:\\?.*)?");
    private static final Pattern EXECUTION = Pattern.compile("(?:/v[0-9.]+)?/exec/[^/]+/start");
    private static final Pattern STOP = Pattern.compile("(?:/v[0-9.]+)?/containers/[^/]+/stop\\?t=([0-9]{1,9})");

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
            return new GuardedResponse(deadline.within(() -> transport.execute(alone.build())), deadline);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
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

    /** An answer whose body, and whose end, have the rest of the request's time. */
    private record GuardedResponse(Response response, Deadline deadline) implements Response {
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
            return body == null ? null : new GuardedBody(body, deadline);
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

        GuardedBody(InputStream body, Deadline deadline) {
            super(body);
            this.deadline = deadline;
        }

        @Override
        public int read() throws IOException {
            return deadline.within(super::read);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return deadline.within(() -> super.read(buffer, offset, length));
        }

        @Override
        public void close() throws IOException {
            deadline.closing(super::close);
        }
    }
}
