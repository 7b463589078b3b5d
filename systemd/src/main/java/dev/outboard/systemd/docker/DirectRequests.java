package dev.outboard.systemd.docker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import dev.outboard.core.value.ImageReference;
import dev.outboard.core.value.Secret;
import dev.outboard.systemd.container.RestartPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The requests that docker-java's own commands get wrong (seen in 3.7.1): the one that prepares an exec logs all of its
 * fields, and so the secrets in its environment; the one that imports an image sends the stream's bean properties as JSON
 * instead of its bytes; the one that updates a container sends the restart policy {@code no} as an empty name, which the
 * daemon takes for no change; and the one that waits for a container takes no time limit of its own.
 */
final class DirectRequests {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final DeadlineTransport transport;
    private final String apiVersion;

    DirectRequests(DeadlineTransport transport, String apiVersion) {
        this.transport = transport;
        this.apiVersion = apiVersion;
    }

    /** Prepares a command in a container, and gives the id under which it can be started. */
    String createExec(String container, List<String> command, Map<String, Secret> environment) {
        ObjectNode body = JSON.createObjectNode().put("AttachStdout", true).put("AttachStderr", true);
        command.forEach(body.putArray("Cmd")::add);
        ArrayNode variables = body.putArray("Env");
        environment.forEach((variable, secret) -> variables.add(variable + "=" + secret.reveal()));
        return send(json("/containers/" + container + "/exec", body)).path("Id").asText();
    }

    /** Makes an image of a tar file with a root file system. */
    void importImage(ImageReference image, InputStream rootfs) {
        String path = "/images/create?fromSrc=-&repo=" + URLEncoder.encode(image.toString(), UTF_8);
        JsonNode answer =
                send(post(path).putHeader("content-type", "application/x-tar").body(rootfs));
        if (answer.has("error")) {
            throw new RefusedException(answer.path("error").asText());
        }
    }

    /**
     * Waits until a container does not run, and gives its exit status. Nothing if it still runs after the limit, or if
     * the daemon goes away in the meantime.
     */
    Optional<Integer> awaitExit(String container, Duration limit) {
        try {
            JsonNode answer = read(
                    transport.execute(post("/containers/" + container + "/wait").build(), limit));
            return answer.has("StatusCode")
                    ? Optional.of(answer.path("StatusCode").asInt())
                    : Optional.empty();
        } catch (DeadlinePassedException overdue) {
            return Optional.empty();
        } catch (RuntimeException failure) {
            if (failure.getCause() instanceof IOException) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    /** Changes when a container is started again. */
    void updateRestart(String container, RestartPolicy policy) {
        ObjectNode body = JSON.createObjectNode();
        body.putObject("RestartPolicy")
                .put("Name", policy.condition())
                .put("MaximumRetryCount", policy.maximumRetries());
        send(json("/containers/" + container + "/update", body));
    }

    private Request.Builder json(String path, ObjectNode body) {
        return post(path)
                .putHeader("content-type", "application/json")
                .bodyBytes(body.toString().getBytes(UTF_8));
    }

    private Request.Builder post(String path) {
        Request.Builder request = Request.builder();
        request.method(Request.Method.POST).path("/v" + apiVersion + path);
        return request;
    }

    private JsonNode send(Request.Builder request) {
        return read(transport.execute(request.build()));
    }

    /** The last part of the daemon's answer: what comes before it tells of progress. */
    private static JsonNode read(Response open) {
        try (Response response = open;
                InputStream answer = response.getBody()) {
            if (response.getStatusCode() >= 300) {
                throw new DockerException(new String(answer.readAllBytes(), UTF_8), response.getStatusCode());
            }
            JsonNode last = JSON.createObjectNode();
            try (MappingIterator<JsonNode> parts =
                    JSON.readerFor(JsonNode.class).readValues(answer)) {
                while (parts.hasNextValue()) {
                    last = parts.nextValue();
                }
            }
            return last;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
