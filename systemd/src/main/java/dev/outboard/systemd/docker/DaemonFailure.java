package dev.outboard.systemd.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.exception.DockerException;
import com.google.common.base.Throwables;
import dev.outboard.core.value.SocketPath;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns what docker-java throws into one message for people: the daemon's own words, and what to do. */
final class DaemonFailure {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> FIRST_DAEMON = new TreeSet<>(List.of("/run/docker.sock", "/var/run/docker.sock"));

    /** What docker-java puts in front of an answer's body. */
    private static final Pattern STATUS = Pattern.compile("^Status [0-9]+: ");

    /** What to do about words of the daemon; the first that matches counts. */
    private static final List<Remedy> REMEDIES = List.of(
            new Remedy("client version .* too (?:new|old)", "use a Docker of version 17 to 29"),
            new Remedy(
                    "dial tcp|i/o timeout|TLS handshake|no such host|Client.Timeout",
                    "make the registry reachable from this host, or load the image from a tar file"),
            new Remedy(
                    "pull access denied|manifest (?:for|unknown)|repository .*not found|unauthorized|resource is denied",
                    "correct the image's name, or log in to its registry with docker login as this user"),
            new Remedy("No such image", "pull the image first, or load it from a tar file"),
            new Remedy("No such container", "create the container first"),
            new Remedy("already in use by container", "remove or rename that container, or choose another name"),
            new Remedy("is not running", "start the container first"),
            new Remedy("unable to (?:remove|delete)", "remove the containers that use it first"));

    private record Remedy(Pattern words, String text) {
        Remedy(String words, String text) {
            this(Pattern.compile(words), text);
        }
    }

    private DaemonFailure() {}

    /**
     * Describes a failure.
     *
     * @param socket the daemon's socket
     * @param action what was asked of the daemon, for example {@code create container runner1}
     * @param failure what docker-java threw
     */
    static EngineException of(SocketPath socket, String action, Throwable failure) {
        String subject = "Docker daemon at " + socket + ": " + action + ": ";
        for (Throwable link : Throwables.getCausalChain(failure)) {
            if (link instanceof DeadlinePassedException late) {
                return new EngineException(
                        subject + late.description(),
                        "see whether the daemon hangs (docker --host " + socket.url() + " info), and restart it then",
                        failure);
            }
            if (link instanceof AnswerTooLargeException large) {
                return new EngineException(
                        subject + large.description(), "see that it is a Docker daemon that owns this socket", failure);
            }
            if (link instanceof JsonProcessingException) {
                return stranger(subject, failure);
            }
            if (link instanceof DockerException refused && refused.getHttpStatus() >= 300) {
                return refused(subject, words(refused.getMessage()), failure);
            }
            if (link instanceof RefusedException refused) {
                return refused(subject, words(refused.getMessage()), failure);
            }
        }
        return connection(subject, socket, Throwables.getRootCause(failure), failure);
    }

    /** Another program answers. */
    private static EngineException stranger(String subject, @Nullable Throwable failure) {
        return new EngineException(
                subject + "its answer is not that of a Docker daemon",
                "see which program listens on this socket (ss --listening --unix --processes)",
                failure);
    }

    private static EngineException refused(String subject, String words, Throwable failure) {
        String remedy = REMEDIES.stream()
                .filter(candidate -> candidate.words().matcher(words).find())
                .map(Remedy::text)
                .findFirst()
                .orElse("correct what the daemon names");
        return new EngineException(subject + words, remedy, failure);
    }

    private static EngineException connection(String subject, SocketPath socket, Throwable root, Throwable failure) {
        String text = String.valueOf(root.getMessage());
        if (text.contains("No such file")) {
            return new EngineException(
                    subject + "there is no such socket, so it is not running", start(socket), failure);
        }
        if (text.contains("Connection refused")) {
            return new EngineException(
                    subject + "nothing listens on the socket, so it is not running", start(socket), failure);
        }
        if (text.contains("Permission denied") || text.contains("Operation not permitted")) {
            return new EngineException(
                    subject + "this user may not use the socket",
                    "run as root, or as a member of the group that owns the socket",
                    failure);
        }
        if (Thread.currentThread().isInterrupted()) {
            return new EngineException(subject + "interrupted before it answered", "ask again", failure);
        }
        return new EngineException(
                subject + "the connection broke off (" + root + ")",
                "see that the daemon is running and that a Docker daemon owns this socket, then try again",
                failure);
    }

    private static String start(SocketPath socket) {
        return FIRST_DAEMON.contains(socket.toString())
                ? "start it: systemctl start docker"
                : "start it by its own unit, e.g. systemctl start docker2";
    }

    /** The {@code message} of an error's body, or the body where it is plain text. */
    private static String words(@Nullable String body) {
        String text = STATUS.matcher(String.valueOf(body).strip()).replaceFirst("");
        try {
            JsonNode message = JSON.readTree(text).path("message");
            return message.isTextual() ? message.asText().strip() : text;
        } catch (JsonProcessingException plainText) {
            return text;
        }
    }
}
