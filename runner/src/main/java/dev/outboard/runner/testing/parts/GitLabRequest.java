package dev.outboard.runner.testing.parts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the simulated GitLab is asked, read to its end. */
final class GitLabRequest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern NUMBER = Pattern.compile("/([0-9]+)(/|$)");

    private final GitLabCall call;
    private final String path;
    private final Map<String, String> parameters;
    private final Headers headers;
    private final byte[] content;

    private GitLabRequest(
            GitLabCall call, String path, Map<String, String> parameters, Headers headers, byte[] content) {
        this.call = call;
        this.path = path;
        this.parameters = parameters;
        this.headers = headers;
        this.content = content;
    }

    /**
     * Reads a request.
     *
     * @param path its path below {@code /api/v4}
     */
    static GitLabRequest read(HttpExchange exchange, GitLabCall call, String path) throws IOException {
        return new GitLabRequest(
                call,
                path,
                parameters(exchange.getRequestURI()),
                exchange.getRequestHeaders(),
                exchange.getRequestBody().readAllBytes());
    }

    private static Map<String, String> parameters(URI asked) {
        return Optional.ofNullable(asked.getQuery())
                .map(Splitter.on('&').withKeyValueSeparator('=')::split)
                .orElse(ImmutableMap.of());
    }

    GitLabCall call() {
        return call;
    }

    /** Its path below {@code /api/v4}. */
    String path() {
        return path;
    }

    /** A parameter of its query. */
    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /** The number in its path: of a runner, or of a job. */
    long number() {
        Matcher number = NUMBER.matcher(path);
        if (!number.find()) {
            throw new IllegalStateException(call + " has no number: " + path);
        }
        return Long.parseLong(number.group(1));
    }

    /** The first header of a name; empty if there is none. */
    String header(String name) {
        return Optional.ofNullable(headers.getFirst(name)).orElse("");
    }

    /** The same with another header. */
    GitLabRequest withHeader(String name, String value) {
        Headers more = new Headers();
        more.putAll(headers);
        more.set(name, value);
        return new GitLabRequest(call, path, parameters, more, content);
    }

    /** Its body as it came. */
    byte[] content() {
        return content.clone();
    }

    /** Its body as JSON; an empty object if it is something else. */
    JsonNode body() {
        try {
            return content.length == 0 ? JsonNodeFactory.instance.objectNode() : JSON.readTree(content);
        } catch (JsonProcessingException form) {
            return JsonNodeFactory.instance.objectNode();
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }
}
