package dev.outboard.runner.testing.parts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer of the simulated GitLab.
 *
 * @param status the HTTP status
 * @param type its Content-Type; empty for an answer without a body
 * @param body its body
 * @param headers more headers
 */
record GitLabReply(int status, String type, String body, Map<String, String> headers) {
    /** Exactly this: the first runners compare it as a text. */
    private static final String JSON = "application/json";

    GitLabReply {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    static GitLabReply json(int status, JsonNode body) {
        return new GitLabReply(status, JSON, body.toString(), new LinkedHashMap<>());
    }

    /** GitLab's word about one of its things. */
    static GitLabReply message(int status, String message) {
        return json(status, JsonNodeFactory.instance.objectNode().put("message", message));
    }

    /** GitLab's word about a request that it could not even begin with. */
    static GitLabReply error(int status, String error) {
        return json(status, JsonNodeFactory.instance.objectNode().put("error", error));
    }

    static GitLabReply empty(int status) {
        return new GitLabReply(status, "", "", new LinkedHashMap<>());
    }

    static GitLabReply page() {
        return new GitLabReply(
                200,
                "text/html; charset=utf-8",
                "<!DOCTYPE html><html><title>Sign in</title></html>\n",
                new LinkedHashMap<>());
    }

    GitLabReply withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new GitLabReply(status, type, body, more);
    }
}
