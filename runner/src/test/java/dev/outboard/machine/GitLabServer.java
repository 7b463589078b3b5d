package dev.outboard.machine;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Splitter;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.outboard.runner.testing.parts.GitLabCall;
import dev.outboard.runner.testing.parts.GitLabFault;
import dev.outboard.runner.testing.parts.SimulatedGitLab;
import dev.outboard.runner.testing.parts.SimulatedJob;
import dev.outboard.runner.testing.parts.SimulatedRunner;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A GitLab for the LAN: {@code GitLabServer ADDRESS PORT CONTROL-PORT [KEYSTORE]}. What a test asks of it comes to the second
 * port, see {@link LanGitLab}. With a {@link SelfSignedKey} it speaks TLS on the first one.
 */
final class GitLabServer {
    private final SimulatedGitLab server;

    private GitLabServer(SimulatedGitLab server) {
        this.server = server;
    }

    public static void main(String... arguments) throws IOException, GeneralSecurityException {
        SimulatedGitLab.Builder server =
                SimulatedGitLab.builder().address(new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1])));
        if (arguments.length > 3) {
            server.tls(SelfSignedKey.context(Path.of(arguments[3])));
        }
        GitLabServer gitLab = new GitLabServer(server.start());
        HttpServer control = HttpServer.create(new InetSocketAddress(arguments[0], Integer.parseInt(arguments[2])), 0);
        control.createContext("/", gitLab::serve);
        control.start();
        System.out.println("listening");
    }

    private void serve(HttpExchange exchange) throws IOException {
        Map<String, String> query = query(exchange);
        String answer = switch (exchange.getRequestURI().getPath()) {
            case "/state" -> state().toString();
            case "/create" ->
                server.createRunner(query.getOrDefault("name", "")).token().reveal();
            case "/fail" -> fail(query);
            case "/expire-tokens" -> expireTokens(query);
            case "/job" -> addJob(query);
            case "/job-state" -> jobState(query);
            case "/registration-tokens" -> allowRegistrationTokens(query);
            default -> throw new IllegalArgumentException(exchange.getRequestURI() + " is not known here");
        };
        byte[] bytes = answer.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new LinkedHashMap<>();
        String text = exchange.getRequestURI().getRawQuery();
        if (text != null) {
            Splitter.on('&')
                    .withKeyValueSeparator('=')
                    .split(text)
                    .forEach((key, value) -> query.put(key, URLDecoder.decode(value, UTF_8)));
        }
        return query;
    }

    private String fail(Map<String, String> query) {
        String fault = query.getOrDefault("fault", "");
        server.failNext(
                GitLabCall.valueOf(query.getOrDefault("call", "")),
                switch (fault) {
                    case "drop" -> GitLabFault.drop();
                    case "lose" -> GitLabFault.lostAnswer();
                    case "silence" -> GitLabFault.silence();
                    default -> status(Integer.parseInt(fault), query.getOrDefault("retry-after", ""));
                });
        return "";
    }

    private static GitLabFault status(int status, String retryAfter) {
        GitLabFault fault = GitLabFault.status(status);
        return retryAfter.isEmpty() ? fault : fault.withHeader("Retry-After", retryAfter);
    }

    private String expireTokens(Map<String, String> query) {
        server.expireTokensAt(Instant.parse(query.getOrDefault("time", "")));
        return "";
    }

    private String addJob(Map<String, String> query) {
        return Long.toString(server.addJob(query.getOrDefault("image", ""), query.getOrDefault("script", "true")));
    }

    private String jobState(Map<String, String> query) {
        return server.job(Long.parseLong(query.getOrDefault("id", "")))
                .map(SimulatedJob::state)
                .map(SimulatedJob.State::name)
                .orElse("");
    }

    private String allowRegistrationTokens(Map<String, String> query) {
        server.allowRegistrationTokens(Boolean.parseBoolean(query.getOrDefault("allowed", "true")));
        return "";
    }

    private ObjectNode state() {
        ObjectNode state = JsonNodeFactory.instance
                .objectNode()
                .put("accessToken", server.accessToken().reveal())
                .put("registrationToken", server.registrationToken().reveal());
        ObjectNode calls = state.putObject("calls");
        for (GitLabCall call : GitLabCall.values()) {
            calls.put(call.name(), server.calls(call));
        }
        for (SimulatedRunner runner : server.runners()) {
            ObjectNode fields = state.withArray("runners")
                    .addObject()
                    .put("id", runner.id())
                    .put("description", runner.description())
                    .put("token", runner.token().reveal())
                    .put("tags", String.join(",", runner.registration().tags()))
                    .put("paused", runner.registration().paused())
                    .put("jobRequests", runner.jobRequests());
            runner.systemIds().forEach(fields.putArray("systemIds")::add);
        }
        for (SimulatedJob job : server.jobs()) {
            state.withArray("jobs")
                    .addObject()
                    .put("id", job.id())
                    .put("state", job.state().name())
                    .put("failureReason", job.failureReason().orElse(""))
                    .put("runner", job.runner().orElse(0))
                    .put("log", job.log());
        }
        return state;
    }
}
