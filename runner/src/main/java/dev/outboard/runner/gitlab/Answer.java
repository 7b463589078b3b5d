package dev.outboard.runner.gitlab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * What came back.
 *
 * @param status the HTTP status
 * @param headers the headers
 * @param text the body
 */
record Answer(int status, HttpHeaders headers, String text) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static Answer of(int status, HttpHeaders headers, byte[] body) {
        return new Answer(status, headers, new String(body, StandardCharsets.UTF_8));
    }

    boolean isSuccess() {
        return status / 100 == 2;
    }

    boolean isRedirect() {
        return status / 100 == 3;
    }

    Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    /** The body, if it is what GitLab sends; missing otherwise. */
    JsonNode json() {
        if (!mediaType().equals("application/json")) {
            return MissingNode.getInstance();
        }
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException malformed) {
            return MissingNode.getInstance();
        }
    }

    /** What it says it is, without parameters such as the character set. */
    String mediaType() {
        String type = header("Content-Type").orElse("");
        int end = type.indexOf(';');
        return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    /**
     * Whether GitLab itself says that of one of its things. An address that it does not know is answered with an {@code error}
     * and not with a {@code message}, and a proxy answers with a page.
     */
    boolean isWordOfGitLab() {
        return json().has("message");
    }

    /** Without the body, which may hold a token. */
    @Override
    public String toString() {
        return "status " + status;
    }
}
