package dev.outboard.runner.testing.parts;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A way in which one call of a {@link SimulatedGitLab} goes wrong. Immutable.
 *
 * <pre>{@code
 * gitLab.failNext(GitLabFault.status(500), GitLabFault.status(429).withHeader("Retry-After", "1"));
 * }</pre>
 */
public final class GitLabFault {
    private final Kind kind;
    private final int status;
    private final String message;
    private final Map<String, String> headers;

    /** What happens. */
    enum Kind {
        /** It answers with a status and a message. */
        STATUS,
        /** It answers with the page that people see who have not logged in. */
        PAGE,
        /** It answers with JSON that breaks off. */
        MALFORMED,
        /** It reads the request and says nothing. */
        SILENCE,
        /** It begins an answer and does not end it. */
        STALL,
        /** It closes the connection without an answer. */
        DROP,
        /** It does what is asked, and closes the connection without an answer. */
        LOSE
    }

    private GitLabFault(Kind kind, int status, String message, Map<String, String> headers) {
        this.kind = kind;
        this.status = status;
        this.message = requireNonNull(message, "message is null");
        this.headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    private static GitLabFault of(Kind kind) {
        return new GitLabFault(kind, 0, "", new LinkedHashMap<>());
    }

    /**
     * An answer with a status, such as 500, and a message of that number.
     *
     * @param status the HTTP status
     * @return the fault
     */
    public static GitLabFault status(int status) {
        return status(status, Integer.toString(status));
    }

    /**
     * An answer with a status and a message.
     *
     * @param status the HTTP status
     * @param message GitLab's words
     * @return the fault
     */
    public static GitLabFault status(int status, String message) {
        return new GitLabFault(Kind.STATUS, status, message, new LinkedHashMap<>());
    }

    /**
     * A page (status 200, HTML), as a proxy or a login in front of GitLab answers.
     *
     * @return the fault
     */
    public static GitLabFault page() {
        return of(Kind.PAGE);
    }

    /**
     * An answer whose JSON breaks off.
     *
     * @return the fault
     */
    public static GitLabFault malformed() {
        return of(Kind.MALFORMED);
    }

    /**
     * No answer, until the simulator is closed; the connection stays open.
     *
     * @return the fault
     */
    public static GitLabFault silence() {
        return of(Kind.SILENCE);
    }

    /**
     * An answer that begins and does not end, until the simulator is closed.
     *
     * @return the fault
     */
    public static GitLabFault stall() {
        return of(Kind.STALL);
    }

    /**
     * A connection that is closed without an answer. GitLab does nothing.
     *
     * @return the fault
     */
    public static GitLabFault drop() {
        return of(Kind.DROP);
    }

    /**
     * A connection that is closed without an answer, after GitLab did what it was asked for.
     *
     * @return the fault
     */
    public static GitLabFault lostAnswer() {
        return of(Kind.LOSE);
    }

    /**
     * The same fault with a header more in its answer, if it has one.
     *
     * @param name for example {@code Retry-After}
     * @param value its value
     * @return the fault
     */
    public GitLabFault withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(requireNonNull(name, "name is null"), requireNonNull(value, "value is null"));
        return new GitLabFault(kind, status, message, more);
    }

    Kind kind() {
        return kind;
    }

    /** The answer of a fault that has one. */
    GitLabReply reply() {
        GitLabReply reply = switch (kind) {
            case STATUS -> GitLabReply.message(status, message);
            case PAGE -> GitLabReply.page();
            default -> new GitLabReply(200, "application/json", "{\"id\":1,\"tok", new LinkedHashMap<>());
        };
        for (Map.Entry<String, String> header : headers.entrySet()) {
            reply = reply.withHeader(header.getKey(), header.getValue());
        }
        return reply;
    }

    /** What happens, for people. */
    @Override
    public String toString() {
        return kind == Kind.STATUS ? status + " " + message : kind.name();
    }
}
