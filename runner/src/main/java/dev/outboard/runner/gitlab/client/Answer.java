package dev.outboard.runner.gitlab.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What came back.
 *
 * @param status the HTTP status
 * @param headers the headers
 * @param text the body
 */
record Answer(int status, HttpHeaders headers, String text) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    /** For example {@code 404 Not found} or {@code 404 Runner Not Found}. */
    private static final Pattern UNKNOWN = Pattern.compile("404( [A-Za-z ]+)? [Nn]ot [Ff]ound");

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
     * Whether GitLab itself says that it does not know a token (403) or the thing of a number (404). A proxy or a firewall in
     * between may refuse with the same status, and with a message in JSON too, but not in these words. GitLab answers an
     * address that it does not know with an {@code error}, and gives a reason where it refuses a token that it knows.
     *
     * @see <a href="https://gitlab.com/gitlab-org/gitlab/-/blob/master/lib/api/helpers.rb">forbidden! and not_found!</a>
     */
    boolean isUnknown() {
        String message = json().path("message").asText();
        return switch (status) {
            case FORBIDDEN -> message.equals("403 Forbidden");
            case NOT_FOUND -> UNKNOWN.matcher(message).matches();
            default -> false;
        };
    }

    /** Without the body, which may hold a token. */
    @Override
    public String toString() {
        return "status " + status;
    }
}
