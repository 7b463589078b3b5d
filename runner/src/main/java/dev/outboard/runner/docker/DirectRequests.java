package dev.outboard.runner.docker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import dev.outboard.core.value.ImageReference;
import dev.outboard.core.value.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.util.List;
import java.util.Map;

/**
 * The two requests that docker-java's own commands get wrong: the one that prepares an exec logs all of its fields, and
 * so the secrets in its environment; and the one that imports an image sends the stream's bean properties as JSON instead
 * of its bytes (both seen in 3.7.1).
 */
final class DirectRequests {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final DockerHttpClient transport;
    private final String apiVersion;

    DirectRequests(DockerHttpClient transport, String apiVersion) {
        this.transport = transport;
        this.apiVersion = apiVersion;
    }

    /** Prepares a command in a container, and gives the id under which it can be started. */
    String createExec(String container, List<String> command, Map<String, Secret> environment) {
        ObjectNode body = JSON.createObjectNode().put("AttachStdout", true).put("AttachStderr", true);
        command.forEach(body.putArray("Cmd")::add);
        ArrayNode variables = body.putArray("Env");
        environment.forEach((variable, secret) -> variables.add(variable + "=" + secret.reveal()));
        Request.Builder request =
                post("/containers/" + container + "/exec").putHeader("content-type", "application/json");
        return send(request.bodyBytes(body.toString().getBytes(UTF_8)))
                .path("Id")
                .asText();
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

    private Request.Builder post(String path) {
        Request.Builder request = Request.builder();
        request.method(Request.Method.POST).path("/v" + apiVersion + path);
        return request;
    }

    /** The last part of the daemon's answer: what comes before it tells of progress. */
    private JsonNode send(Request.Builder request) {
        try (Response response = transport.execute(request.build());
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
