package dev.outboard.runner.gitlab.client;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import com.google.common.base.Suppliers;
import dev.outboard.runner.gitlab.GitLabConnection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Brings one request to GitLab and its answer back, within the deadline. */
final class Transport {
    private static final String USER_AGENT = "outboard/"
            + Optional.ofNullable(Transport.class.getPackage().getImplementationVersion())
                    .orElse("development");
    private static final int HTTP_PORT = 80;

    private final GitLabConnection connection;

    /** For calls that may be made again: if GitLab has closed the connection since the last one, they are. */
    private final Supplier<HttpClient> shared = Suppliers.memoize(this::newClient);

    Transport(GitLabConnection connection) {
        this.connection = connection;
    }

    /**
     * Sends one request and reads its answer to the end.
     *
     * @throws IOException if there is no whole answer
     * @throws TimeoutException if the time is over; nothing is read any more then
     * @throws InterruptedException if the caller is interrupted; nothing is read any more then
     */
    Answer send(ApiCall call) throws IOException, TimeoutException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> response = client(call).sendAsync(request(call), LimitedBody.handler());
        try {
            // a timeout of the request itself would not count for the body
            HttpResponse<byte[]> answer = response.get(connection.deadline().toNanos(), NANOSECONDS);
            return Answer.of(answer.statusCode(), answer.headers(), answer.body());
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof IOException lost) {
                throw lost;
            }
            throw new IOException(failure.getCause());
        } finally {
            // closes the connection if the answer is not there yet
            response.cancel(true);
        }
    }

    /**
     * A call that must not be made twice has a client, and so a connection, of its own: GitLab closes connections that are not
     * used, and a request that is sent just then is lost.
     */
    private HttpClient client(ApiCall call) {
        return call.operation().isRepeatable() ? shared.get() : newClient();
    }

    private HttpClient newClient() {
        HttpClient.Builder client = HttpClient.newBuilder()
                // an upgrade to HTTP/2, which the JDK offers on http://, is refused by some proxies
                .version(HttpClient.Version.HTTP_1_1)
                // another host must not get the token
                .followRedirects(HttpClient.Redirect.NEVER);
        connection.authority().map(TrustedAuthorities::with).ifPresent(client::sslContext);
        connection.proxy().map(proxy -> selector(proxy.toUri())).ifPresent(client::proxy);
        return client.build();
    }

    private static ProxySelector selector(URI proxy) {
        int port = proxy.getPort() < 0 ? HTTP_PORT : proxy.getPort();
        return ProxySelector.of(InetSocketAddress.createUnresolved(proxy.getHost(), port));
    }

    private HttpRequest request(ApiCall call) {
        BodyPublisher body = call.body()
                .map(json -> BodyPublishers.ofString(json.toString()))
                .orElseGet(BodyPublishers::noBody);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(connection.url() + "/api/v4" + call.path()))
                .method(call.operation().method(), body)
                .header("Accept", "application/json")
                .header("User-Agent", USER_AGENT)
                .header("X-Request-Id", UUID.randomUUID().toString());
        call.body().ifPresent(json -> request.header("Content-Type", "application/json"));
        call.header().ifPresent(name -> request.header(name, call.credential().token()));
        return request.build();
    }
}
