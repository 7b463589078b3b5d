package dev.outboard.runner.testing.parts;

import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.outboard.core.value.HttpUrl;
import dev.outboard.core.value.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A GitLab for tests, as far as runners need it: a server in this JVM that speaks the real protocol (REST API, version 4,
 * and {@code /ci/api/v1} for a GitLab Runner before 9.0) over HTTP, to Outboard as to a real {@code gitlab-runner}. It has the jobs that it was given: any runner that asks gets the
 * next one, and tells its log and its end. Nothing of it is random: the first runner has id 1, the first job as well.
 *
 * <pre>{@code
 * try (SimulatedGitLab gitLab = SimulatedGitLab.start()) {
 *     GitLab client = new HttpGitLabs().open(GitLabConnection.of(gitLab.url()));
 *     gitLab.failNext(GitLabFault.status(503));
 *     CreatedRunner runner = client.createRunner(gitLab.accessToken(), "runner1", registration);
 *     assertThat(gitLab.runner(runner.id()).orElseThrow().registration()).isEqualTo(registration);
 *     assertThat(gitLab.calls(GitLabCall.CREATE)).isEqualTo(2);
 * }
 * }</pre>
 *
 * <p>Thread-safe. Closing it ends all connections.
 */
public final class SimulatedGitLab implements AutoCloseable {
    private static final String API = "/api/v4";

    private final HttpServer server;
    private final HttpUrl url;
    private final String path;
    private final SimulatedRunners runners = new SimulatedRunners();
    private final SimulatedJobs jobs = new SimulatedJobs();
    private final GitLabApi api;
    private final BuildsApi builds = new BuildsApi(runners, jobs);
    private final GitLabCalls calls = new GitLabCalls();
    private final Secret accessToken;
    private final Secret registrationToken;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "simulated GitLab");
        thread.setDaemon(true);
        return thread;
    });

    private SimulatedGitLab(HttpServer server, HttpUrl url, String path) {
        this.server = server;
        this.url = url;
        this.path = path;
        this.api = new GitLabApi(runners, jobs, url.toString());
        this.accessToken = api.newAccessToken(List.of("api"));
        this.registrationToken = api.newRegistrationToken();
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    /**
     * Starts a GitLab without TLS on a free port of the loopback address.
     *
     * @return the GitLab, to be closed by the caller
     * @throws UncheckedIOException if it can't listen
     */
    public static SimulatedGitLab start() {
        return builder().start();
    }

    /**
     * Starts the description of a GitLab.
     *
     * @return a builder with the loopback address, any free port, no path and no TLS
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Where it is.
     *
     * @return its URL, with the path below which it answers
     */
    public HttpUrl url() {
        return url;
    }

    /**
     * An access token that may do everything.
     *
     * @return the token ({@code glpat-…}), the same each time
     */
    public Secret accessToken() {
        return accessToken;
    }

    /**
     * Makes an access token that may do less.
     *
     * @param scopes what it may, for example {@code create_runner} or {@code manage_runner}
     * @return the new token
     */
    public Secret newAccessToken(String... scopes) {
        return api.newAccessToken(List.of(scopes));
    }

    /**
     * A registration token.
     *
     * @return the token, the same each time
     */
    public Secret registrationToken() {
        return registrationToken;
    }

    /**
     * Says whether registration tokens are taken. They are at first; a GitLab since 17.0 answers 410.
     *
     * @param allowed whether they are
     */
    public void allowRegistrationTokens(boolean allowed) {
        api.allowRegistrationTokens(allowed);
    }

    /**
     * Lets the tokens of runners end that are given out from now on. At first they do not.
     *
     * @param time when they end; whole seconds
     */
    public void expireTokensAt(Instant time) {
        runners.expire(Optional.of(time));
    }

    /**
     * Lets the next calls go wrong, one each.
     *
     * @param faults what happens, in order
     */
    public void failNext(GitLabFault... faults) {
        calls.failNext(faults);
    }

    /**
     * Lets the next calls of one kind go wrong, one each. Where both forms were used, this one comes first.
     *
     * @param call which calls
     * @param faults what happens, in order
     */
    public void failNext(GitLabCall call, GitLabFault... faults) {
        calls.failNext(call, faults);
    }

    /**
     * How often something was asked, with what went wrong.
     *
     * @param call what
     * @return the number since the start
     */
    public int calls(GitLabCall call) {
        return calls.count(call);
    }

    /**
     * The runners that it has now.
     *
     * @return an immutable list, by id
     */
    public List<SimulatedRunner> runners() {
        return runners.all();
    }

    /**
     * A runner as it is now.
     *
     * @param id its number
     * @return the runner, or empty if there is none of that number
     */
    public Optional<SimulatedRunner> runner(long id) {
        return runners.find(id);
    }

    /**
     * Makes a runner of the instance that takes every job, as one does in GitLab's pages: its token must be given to
     * the program that runs it.
     *
     * @param description what people call it
     * @return the runner, with its token
     */
    public SimulatedRunner createRunner(String description) {
        return api.createRunner(requireNonNull(description, "description is null"));
    }

    /**
     * Gives it a job, which the next runner gets that asks for one and is not paused. Its sources are not fetched.
     *
     * @param image the image of its container; empty for the runner's own choice
     * @param script its commands, one or more
     * @return the job's number
     */
    public long addJob(String image, String... script) {
        return jobs.add(image, List.of(script)).id();
    }

    /**
     * The jobs that it was given.
     *
     * @return an immutable list, by id
     */
    public List<SimulatedJob> jobs() {
        return jobs.all();
    }

    /**
     * A job as it is now.
     *
     * @param id its number
     * @return the job, or empty if there is none of that number
     */
    public Optional<SimulatedJob> job(long id) {
        return jobs.find(id);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try {
            String asked = exchange.getRequestURI().getPath();
            if (!asked.startsWith(path + API + "/") && !asked.startsWith(path + BuildsApi.PATH + "/")) {
                send(exchange, outside(asked), false);
                return;
            }
            Optional<BuildsApi.Translation> call = read(exchange, asked.substring(path.length()));
            if (call.isEmpty()) {
                send(exchange, GitLabReply.error(404, "404 Not Found"), false);
                return;
            }
            serve(exchange, call.get().request(), call.get().answer());
        } finally {
            exchange.close();
        }
    }

    private Optional<BuildsApi.Translation> read(HttpExchange exchange, String asked) throws IOException {
        if (asked.startsWith(BuildsApi.PATH)) {
            return builds.read(exchange, asked.substring(BuildsApi.PATH.length()));
        }
        String called = asked.substring(API.length());
        Optional<GitLabCall> call = GitLabCall.of(exchange.getRequestMethod(), called);
        return call.isEmpty()
                ? Optional.empty()
                : Optional.of(new BuildsApi.Translation(
                        GitLabRequest.read(exchange, call.get(), called), UnaryOperator.identity()));
    }

    private void serve(HttpExchange exchange, GitLabRequest request, UnaryOperator<GitLabReply> words)
            throws IOException {
        @Nullable GitLabFault fault = calls.come(request.call()).orElse(null);
        if (fault == null || fault.kind() == GitLabFault.Kind.LOSE) {
            GitLabReply reply = words.apply(api.answer(request));
            if (fault == null) {
                send(exchange, reply, false);
            }
            return;
        }
        switch (fault.kind()) {
            case STATUS, PAGE, MALFORMED -> send(exchange, fault.reply(), false);
            case STALL -> send(exchange, fault.reply(), true);
            case SILENCE -> awaitEnd();
            case DROP, LOSE -> {}
        }
    }

    /** What a browser would see. */
    private GitLabReply outside(String asked) {
        boolean isHome = asked.equals(path) || asked.equals(path + "/");
        return isHome
                ? GitLabReply.empty(302).withHeader("Location", url + "/users/sign_in")
                : new GitLabReply(
                        404,
                        "text/html",
                        "<html>404</html>\n",
                        GitLabReply.empty(404).headers());
    }

    private void send(HttpExchange exchange, GitLabReply reply, boolean halfOnly) throws IOException {
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("X-Request-Id", calls.nextRequestId());
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        if (body.length == 0) {
            exchange.sendResponseHeaders(reply.status(), -1);
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", reply.type());
        exchange.sendResponseHeaders(reply.status(), body.length + (halfOnly ? 1L : 0L));
        exchange.getResponseBody().write(body);
        if (halfOnly) {
            exchange.getResponseBody().flush();
            awaitEnd();
        }
    }

    private void awaitEnd() {
        try {
            closed.await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it and all connections to it. */
    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    /** Its URL. */
    @Override
    public String toString() {
        return "simulated GitLab at " + url;
    }

    /** Collects where a GitLab is. Not thread-safe. */
    public static final class Builder {
        private InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        private String path = "";
        private @Nullable SSLContext tls;

        private Builder() {}

        /**
         * Where it listens. A free port of the loopback address unless set.
         *
         * @param where an address of this host, and a port; 0 for any that is free
         * @return this builder
         */
        public Builder address(InetSocketAddress where) {
            address = requireNonNull(where, "where is null");
            return this;
        }

        /**
         * The path below which it answers, as a GitLab that is installed with a relative URL. None unless set.
         *
         * @param below for example {@code /gitlab}
         * @return this builder
         * @throws IllegalArgumentException if it does not start with a {@code /}, or ends with one
         */
        public Builder path(String below) {
            if (!below.startsWith("/") || below.endsWith("/")) {
                throw new IllegalArgumentException("a path such as /gitlab, and not " + below);
            }
            path = below;
            return this;
        }

        /**
         * Lets it speak TLS. It does not unless set.
         *
         * @param context a context with the server's key and certificate
         * @return this builder
         */
        public Builder tls(SSLContext context) {
            tls = requireNonNull(context, "context is null");
            return this;
        }

        /**
         * Starts it.
         *
         * @return the GitLab, to be closed by the caller
         * @throws UncheckedIOException if it can't listen
         */
        public SimulatedGitLab start() {
            try {
                HttpServer server = listen();
                InetSocketAddress bound = server.getAddress();
                String host = bound.getAddress().getHostAddress();
                String name = host.contains(":") ? "[" + host + "]" : host;
                HttpUrl url = HttpUrl.of((tls == null ? "http://" : "https://") + name + ":" + bound.getPort() + path);
                return new SimulatedGitLab(server, url, path);
            } catch (IOException failure) {
                throw new UncheckedIOException("no GitLab can listen on " + address, failure);
            }
        }

        private HttpServer listen() throws IOException {
            if (tls == null) {
                return HttpServer.create(address, 0);
            }
            HttpsServer server = HttpsServer.create(address, 0);
            server.setHttpsConfigurator(new HttpsConfigurator(tls));
            return server;
        }
    }
}
