package dev.outboard.runner.gitlab.client;

import com.google.common.base.Throwables;
import com.google.common.collect.Lists;
import dev.outboard.runner.gitlab.GitLabConnection;
import dev.outboard.runner.gitlab.GitLabException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Turns what went wrong into one message for people: what was asked, GitLab's own words, and what to do. */
final class GitLabFailures {
    private static final int PROXY_AUTHENTICATION = 407;

    private final GitLabConnection connection;

    GitLabFailures(GitLabConnection connection) {
        this.connection = connection;
    }

    /** GitLab, or what stands before it, refused. */
    GitLabException refused(ApiCall call, Answer answer) {
        return refused(call, answer, Optional.empty(), 1);
    }

    /** The same, after so many attempts, and where it asks to wait. */
    GitLabException refused(ApiCall call, Answer answer, Optional<Duration> requested, int attempts) {
        String words = Words.of(call, answer)
                .map(text -> ": " + text)
                .orElseGet(() -> answer.mediaType().equals("text/html") ? ", with a page instead of JSON" : "");
        return new GitLabException(
                subject(call)
                        + answer.status()
                        + words
                        + requestId(call, answer)
                        + after(attempts)
                        + requested
                                .map(time -> "; GitLab asks to wait " + text(time))
                                .orElse(""),
                remedy(call, answer),
                answer.status());
    }

    private String remedy(ApiCall call, Answer answer) {
        String token = "(" + call.credential().source() + ")";
        if (answer.isRedirect()) {
            return "name the URL that GitLab is reached by without a redirect"
                    + answer.header("Location")
                            .map(place -> "; this one leads to " + Words.clean(call, place))
                            .orElse("");
        }
        return switch (answer.status()) {
            case 400, 422 -> correct(Words.fields(call, answer));
            case 401 -> "give a token that is right and has not expired " + token;
            case 403 -> call.operation().remedyWhereForbidden() + " " + token;
            case 404, 405 ->
                "see whether " + connection.url() + " is the address of a GitLab, with the path below which it is"
                        + (call.path().matches(".*/[0-9]+") ? ", and whether it has that runner" : "");
            case PROXY_AUTHENTICATION -> "use a proxy that asks for no user name and password";
            case 410 ->
                "this GitLab takes no registration tokens: create the runner through the API with an access token, or in"
                        + " GitLab's pages and give its authentication token (glrt-...)";
            case 429 -> "wait until GitLab takes requests again, or raise its rate limit";
            default ->
                answer.status() >= 500 || answer.status() == 408
                        ? "see that GitLab is up (its own log names the request's id), then try again" + doneOrNot(call)
                        : "correct what GitLab names";
        };
    }

    private static String correct(List<String> fields) {
        return fields.isEmpty() ? "correct what GitLab names" : "correct " + String.join(" and ", fields);
    }

    /** Something answered that does not speak as GitLab does. */
    GitLabException notJson(ApiCall call, Answer answer) {
        String type = answer.mediaType().isEmpty() ? "no Content-Type" : Words.clean(call, answer.mediaType());
        return new GitLabException(
                subject(call) + "the answer (status " + answer.status() + ", " + type
                        + ") is not JSON, so it is not GitLab's" + " API that answers" + requestId(call, answer),
                "see what " + connection.url() + " leads to: a login page or a proxy may answer in GitLab's place"
                        + doneOrNot(call),
                answer.status());
    }

    /** GitLab's answer lacks something. */
    GitLabException incomplete(ApiCall call, Answer answer, String what) {
        return new GitLabException(
                subject(call) + "the answer (status " + answer.status() + ") has " + what + requestId(call, answer),
                "see whether this is a GitLab, 16.0 or newer" + doneOrNot(call),
                answer.status());
    }

    /** A list that has no end. */
    GitLabException endless(ApiCall call) {
        return new GitLabException(
                subject(call) + "the list is too long, up to " + call.path(),
                "see that nothing between repeats one page for ever, and delete the runners in GitLab that were never used",
                (Throwable) null);
    }

    /** The time was over. */
    GitLabException late(ApiCall call, Throwable cause) {
        return new GitLabException(
                subject(call) + "no whole answer within " + text(connection.deadline()) + through(),
                "see that GitLab is up and no firewall is between, or give it more time by deadline(..)"
                        + doneOrNot(call),
                cause);
    }

    /** The caller does not want to wait any more. */
    GitLabException interrupted(ApiCall call, Throwable cause) {
        return new GitLabException(
                subject(call) + "interrupted before it was answered", "ask again" + doneOrNot(call), cause);
    }

    /** There was no connection, or it broke off. */
    GitLabException lost(ApiCall call, IOException failure, int attempts) {
        // the innermost says it best
        for (Throwable link : Lists.reverse(Throwables.getCausalChain(failure))) {
            if (link instanceof UnresolvedAddressException || link instanceof UnknownHostException) {
                String host = connection.proxy().orElse(connection.url()).host();
                return GitLabException.notSent(
                        subject(call) + "there is no host of the name " + host + after(attempts),
                        "correct the URL, or the name server of this host (getent hosts " + host + ")",
                        failure);
            }
            if (link instanceof CertificateExpiredException || link instanceof CertificateNotYetValidException) {
                return GitLabException.notSent(
                        subject(call) + "the server's certificate is out of date (" + said(call, link) + ")",
                        "renew the certificate of the server; where it is right, correct the clock of this host",
                        failure);
            }
            if (link instanceof SSLException tls) {
                String problem = subject(call) + "TLS failed (" + said(call, failure) + ")";
                String remedy =
                        "if its certificate is of an authority of your own, name that by authority(..); the URL must have"
                                + " the host name that the certificate is for, and https:// only where TLS is spoken";
                return isOfHandshake(tls)
                        ? GitLabException.notSent(problem, remedy, failure)
                        : new GitLabException(problem, remedy + doneOrNot(call), failure);
            }
        }
        if (failure instanceof ConnectException) {
            return GitLabException.notSent(
                    subject(call) + "nothing listens there" + through() + after(attempts),
                    "start GitLab, or correct host and port of the URL"
                            + connection
                                    .proxy()
                                    .map(proxy -> " or of the proxy")
                                    .orElse(""),
                    failure);
        }
        return new GitLabException(
                subject(call) + "the connection broke off (" + said(call, failure) + ")" + through() + after(attempts),
                "see that GitLab and what stands before it are up, then try again" + doneOrNot(call),
                failure);
    }

    /** Before the request is sent. The JDK has no class of its own for a server that does not speak TLS at all. */
    private static boolean isOfHandshake(SSLException failure) {
        return failure instanceof SSLHandshakeException
                || failure instanceof SSLPeerUnverifiedException
                || String.valueOf(failure.getMessage()).contains("ecognized SSL message");
    }

    private String subject(ApiCall call) {
        return "GitLab at " + connection.url() + ": " + call.purpose() + ": ";
    }

    private String through() {
        return connection.proxy().map(proxy -> " (by the proxy " + proxy + ")").orElse("");
    }

    private static String after(int attempts) {
        return attempts == 1 ? "" : " (tried " + attempts + " times)";
    }

    private static String requestId(ApiCall call, Answer answer) {
        return answer.header("X-Request-Id")
                .map(id -> " (request id " + Words.clean(call, id) + ")")
                .orElse("");
    }

    /** For operations that make something, it is not known then whether they did. */
    private static String doneOrNot(ApiCall call) {
        return switch (call.operation()) {
            case CREATE, REGISTER -> "; look in GitLab for a runner that was made nevertheless, and delete it";
            case RESET_TOKEN -> "; the old token may be worth nothing already";
            default -> "";
        };
    }

    private static String said(ApiCall call, Throwable failure) {
        @Nullable String message = Throwables.getRootCause(failure).getMessage();
        return message == null
                ? Throwables.getRootCause(failure).getClass().getSimpleName()
                : Words.clean(call, message);
    }

    private static String text(Duration time) {
        String seconds = Long.toString(time.toSeconds());
        return time.toMillisPart() == 0 ? seconds + " s" : seconds + "." + time.toMillisPart() / 100 + " s";
    }
}
