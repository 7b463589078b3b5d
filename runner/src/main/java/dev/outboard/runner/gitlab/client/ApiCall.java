package dev.outboard.runner.gitlab.client;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * One thing that is asked of GitLab.
 *
 * @param operation which operation it is
 * @param purpose what it is for, for people, for example {@code create runner "runner1"}
 * @param path where, below {@code /api/v4}
 * @param header the header that has the token
 * @param credential the token
 * @param body what is sent; empty for nothing
 */
record ApiCall(
        Operation operation,
        String purpose,
        String path,
        Optional<String> header,
        Credential credential,
        Optional<ObjectNode> body) {

    /** A call that a user makes, in the name of a token. */
    static ApiCall byAccessToken(Operation operation, String purpose, String path, Credential credential) {
        return new ApiCall(operation, purpose, path, Optional.of("PRIVATE-TOKEN"), credential, Optional.empty());
    }

    /** A call that a runner makes: since 17.11 it has its token in a header too. */
    static ApiCall byRunnerToken(Operation operation, String purpose, String path, Credential credential) {
        return new ApiCall(
                operation, purpose, path, Optional.of("RUNNER-TOKEN"), credential, Optional.of(tokenBody(credential)));
    }

    /** A call that anybody makes who knows a registration token. */
    static ApiCall byRegistrationToken(Operation operation, String purpose, String path, Credential credential) {
        return new ApiCall(operation, purpose, path, Optional.empty(), credential, Optional.of(tokenBody(credential)));
    }

    private static ObjectNode tokenBody(Credential credential) {
        return JsonNodeFactory.instance.objectNode().put("token", credential.token());
    }

    /** The same call with more fields in its body. */
    ApiCall with(ObjectNode fields) {
        ObjectNode all = body.map(ObjectNode::deepCopy).orElseGet(JsonNodeFactory.instance::objectNode);
        all.setAll(fields);
        return new ApiCall(operation, purpose, path, header, credential, Optional.of(all));
    }

    /** Without the body, which may hold the token. */
    @Override
    public String toString() {
        return operation.method() + " " + path;
    }
}
