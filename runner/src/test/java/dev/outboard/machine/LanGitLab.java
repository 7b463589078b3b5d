package dev.outboard.machine;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The GitLab in the LAN of a machine, {@code gitlab.example.org}, as a test sees it. It ends with the machine.
 *
 * @param machine the machine
 */
record LanGitLab(Machine machine) {
    static final String URL = "http://gitlab.example.org";
    static final String TLS_URL = "https://gitlab.example.org";

    /** A script for the machine that ends when a runner has asked for a job. */
    static final String AWAIT_JOB_REQUEST = "until busybox wget -q -O - http://" + Machine.LAN_ADDRESS + ":"
            + LanGitLab.CONTROL_PORT + "/state | grep --quiet '\"jobRequests\":[1-9]';" + " do sleep 1; done";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NAME = "gitlab.example.org";
    private static final String PORT = "80";
    private static final String TLS_PORT = "443";
    private static final String CONTROL_PORT = "8080";

    /** Starts it, with a name server that knows it. */
    static LanGitLab start(Machine machine) {
        machine.lanServer(GitLabServer.class, Machine.LAN_ADDRESS, PORT, CONTROL_PORT);
        machine.resolve(NAME, Machine.LAN_ADDRESS);
        return new LanGitLab(machine);
    }

    /** The same with TLS, by a key whose authority only the machine has: in a file of its own. */
    static LanGitLab startWithTls(Machine machine, Path keyStore, String authority) {
        machine.write(authority, SelfSignedKey.make(keyStore, "DNS:" + NAME));
        machine.lanServer(GitLabServer.class, Machine.LAN_ADDRESS, TLS_PORT, CONTROL_PORT, keyStore.toString());
        machine.resolve(NAME, Machine.LAN_ADDRESS);
        return new LanGitLab(machine);
    }

    /** Makes a runner of the instance in GitLab, and gives its token. */
    String create(String name) {
        return ask("create?name=" + name);
    }

    /** Lets the next call of a kind fail, see {@code GitLabCall}: with an HTTP status, {@code drop}, {@code lose} or {@code silence}. */
    void failNext(String call, String fault) {
        ask("fail?call=" + call + "&fault=" + fault);
    }

    /** Lets the next call of a kind fail with an HTTP status, and the wish to be asked again after so many seconds. */
    void failNext(String call, int status, int retryAfter) {
        ask("fail?call=" + call + "&fault=" + status + "&retry-after=" + retryAfter);
    }

    /** Lets the tokens end that are given out from now on. */
    void expireTokensAt(Instant time) {
        ask("expire-tokens?time=" + time);
    }

    /** Gives it a job: {@code image} is empty for the runner's own choice. Its number. */
    int addJob(String image, String script) {
        return Integer.parseInt(
                ask("job?image=" + URLEncoder.encode(image, UTF_8) + "&script=" + URLEncoder.encode(script, UTF_8)));
    }

    /** A job that has ended: see {@link #job}. */
    JsonNode awaitEndOfJob(int id) {
        return awaitJob(id, "SUCCESS|FAILED");
    }

    /** A job that a runner has taken: see {@link #job}. */
    JsonNode awaitStartOfJob(int id) {
        return awaitJob(id, "RUNNING|SUCCESS|FAILED");
    }

    private JsonNode awaitJob(int id, String states) {
        machine.sh(
                        "until busybox wget -q -O - \"$1\" | grep --quiet --extended-regexp \"$2\"; do sleep 0.3; done",
                        url("job-state?id=" + id),
                        states)
                .orFail();
        return job(id);
    }

    /** A job: id, state, failureReason, runner, log. */
    JsonNode job(int id) {
        return state().path("jobs").path(id - 1);
    }

    /** Whether registration tokens are taken, as they are at first. */
    void allowRegistrationTokens(boolean allowed) {
        ask("registration-tokens?allowed=" + allowed);
    }

    /** A token that may do everything through the API. */
    String accessToken() {
        return state().path("accessToken").asText();
    }

    /** A token by which runners register. */
    String registrationToken() {
        return state().path("registrationToken").asText();
    }

    /** How often something was asked: see {@code GitLabCall}. */
    int calls(String call) {
        return state().path("calls").path(call).asInt();
    }

    /** The runners: id, description, token, tags (with commas), paused, jobRequests, systemIds. */
    List<JsonNode> runners() {
        List<JsonNode> runners = new ArrayList<>();
        state().path("runners").forEach(runners::add);
        return runners;
    }

    private JsonNode state() {
        try {
            return JSON.readTree(ask("state"));
        } catch (JsonProcessingException malformed) {
            throw new IllegalStateException("the GitLab of the LAN tells no JSON", malformed);
        }
    }

    private String ask(String path) {
        return machine.lan("busybox", "wget", "-q", "-O", "-", url(path))
                .orFail()
                .text();
    }

    private static String url(String path) {
        return "http://" + Machine.LAN_ADDRESS + ":" + CONTROL_PORT + "/" + path;
    }
}
