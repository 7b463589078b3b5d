package dev.outboard.runner.gitlab;

import static java.util.Objects.requireNonNull;

import dev.outboard.core.failure.InvalidSpecException;
import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.spec.Problems;
import dev.outboard.core.value.HttpUrl;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a GitLab is, and how it is reached from this program.
 *
 * <pre>{@code
 * GitLabConnection connection = GitLabConnection.builder(HttpUrl.of("https://example.org/gitlab"))
 *         .authority(Path.of("/etc/ssl/example-ca.pem"))
 *         .proxy(URI.create("http://proxy.example.org:3128"))
 *         .build();
 * }</pre>
 *
 * <p>Immutable and thread-safe. Two are equal if all their values are.
 */
public final class GitLabConnection {
    private final Values values;

    private GitLabConnection(Values values) {
        this.values = values;
    }

    private record Values(
            HttpUrl url,
            Optional<Path> authority,
            Optional<HttpUrl> proxy,
            Duration deadline,
            int attempts,
            Duration patience) {}

    /**
     * A connection with the defaults.
     *
     * @param url where GitLab is, as {@link #builder} takes it
     * @return the connection
     */
    public static GitLabConnection of(HttpUrl url) {
        return builder(url).build();
    }

    /**
     * Starts a description.
     *
     * @param url where GitLab is, also below a path such as {@code https://example.org/gitlab}. A {@code /} at the end does
     *     not count, nor does a {@code /ci}, which runners before 9.0 had there
     * @return a builder with defaults for everything else
     */
    public static Builder builder(HttpUrl url) {
        return new Builder(url);
    }

    /**
     * Starts a description that differs from this one.
     *
     * @return a builder with the values of this one
     */
    public Builder toBuilder() {
        Builder builder = new Builder(values.url());
        values.authority().ifPresent(builder::authority);
        values.proxy().map(HttpUrl::toUri).ifPresent(builder::proxy);
        return builder.deadline(values.deadline()).attempts(values.attempts()).patience(values.patience());
    }

    /** {@return where GitLab is, without {@code /} and {@code /ci} at the end} */
    public HttpUrl url() {
        return values.url();
    }

    /** {@return the file with the certificates of authorities that are trusted beside those of the JDK} */
    public Optional<Path> authority() {
        return values.authority();
    }

    /** {@return the proxy; empty for that of the JVM} */
    public Optional<HttpUrl> proxy() {
        return values.proxy();
    }

    /** {@return how long one request may take} */
    public Duration deadline() {
        return values.deadline();
    }

    /** {@return how often a call is tried at most} */
    public int attempts() {
        return values.attempts();
    }

    /** {@return how long after its begin a call is tried again at most} */
    public Duration patience() {
        return values.patience();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof GitLabConnection connection && values.equals(connection.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** All values, for people. */
    @Override
    public String toString() {
        return values.toString().replaceFirst("Values", "GitLabConnection");
    }

    /**
     * Collects how a GitLab is reached. Nothing is checked before {@link #build()}, which reports all mistakes at once. Not
     * thread-safe.
     */
    public static final class Builder {
        private static final Pattern END = Pattern.compile("/*(?:/ci/*)?$");
        private static final Duration LONGEST = Duration.ofHours(1);
        private static final int MOST_ATTEMPTS = 20;

        private final HttpUrl url;
        private @Nullable Path authority;
        private @Nullable URI proxy;
        private Duration deadline = Duration.ofSeconds(30);
        private int attempts = 5;
        private Duration patience = Duration.ofMinutes(2);

        private Builder(HttpUrl url) {
            this.url = requireNonNull(url, "url is null");
        }

        /**
         * A file with certificates of authorities that are trusted beside those of the JDK, for a GitLab whose certificate
         * none of them signed. None unless set.
         *
         * @param file one certificate or several, PEM (RFC 7468); read at the first call. A relative path counts from the
         *     present working directory
         * @return this builder
         */
        public Builder authority(Path file) {
            authority = requireNonNull(file, "file is null");
            return this;
        }

        /**
         * The proxy through which GitLab is reached. Unless set, it is that of the JVM ({@link
         * java.net.ProxySelector#getDefault}), which heeds {@code -Dhttps.proxyHost} but no environment variable.
         *
         * @param url the proxy, for example {@code http://proxy.example.org:3128}; no user name, no path
         * @return this builder
         */
        public Builder proxy(URI url) {
            proxy = requireNonNull(url, "url is null");
            return this;
        }

        /**
         * How long one request may take, from the first byte sent to the last one read. 30 seconds unless set. A request
         * that took so long is not sent again.
         *
         * @param time longer than nothing, at most an hour
         * @return this builder
         */
        public Builder deadline(Duration time) {
            deadline = requireNonNull(time, "time is null");
            return this;
        }

        /**
         * How often a call is tried at most, where GitLab is overloaded or can't be reached. 5 unless set.
         *
         * @param number 1 to 20; 1 is once
         * @return this builder
         */
        public Builder attempts(int number) {
            attempts = number;
            return this;
        }

        /**
         * How long after its begin a call is tried again at most, also where GitLab asks to wait longer. Two minutes unless
         * set, since GitLab mostly asks to wait for one. With the last try, a call takes at most this and the deadline.
         *
         * @param time nothing or longer, at most an hour
         * @return this builder
         */
        public Builder patience(Duration time) {
            patience = requireNonNull(time, "time is null");
            return this;
        }

        /**
         * Checks everything and makes the connection.
         *
         * @return the connection
         * @throws InvalidSpecException with every mistake and its remedy
         */
        public GitLabConnection build() {
            Problems problems = new Problems();
            Optional<HttpUrl> checkedProxy =
                    Optional.ofNullable(proxy).flatMap(given -> problems.check("proxy", () -> checkProxy(given)));
            if (deadline.isZero() || deadline.isNegative() || deadline.compareTo(LONGEST) > 0) {
                problems.add("deadline", deadline.toString(), "more than 0, at most an hour", "e.g. ofSeconds(30)");
            }
            if (attempts < 1 || attempts > MOST_ATTEMPTS) {
                problems.add("attempts", Integer.toString(attempts), "1 to " + MOST_ATTEMPTS, "e.g. 5");
            }
            if (patience.isNegative() || patience.compareTo(LONGEST) > 0) {
                problems.add("patience", patience.toString(), "0 to an hour", "e.g. ofMinutes(2)");
            }
            problems.throwIfAny("connection to " + url);
            return new GitLabConnection(new Values(
                    HttpUrl.of(END.matcher(url.toString()).replaceFirst("")),
                    Optional.ofNullable(authority).map(Path::toAbsolutePath),
                    checkedProxy,
                    deadline,
                    attempts,
                    patience));
        }

        private static HttpUrl checkProxy(URI given) {
            HttpUrl proxy = HttpUrl.of(given);
            String path = proxy.toUri().getRawPath();
            // the JDK's client speaks to a proxy without TLS only
            if (!proxy.toUri().getScheme().equalsIgnoreCase("http") || !(path.isEmpty() || path.equals("/"))) {
                throw new InvalidValueException(
                        "proxy",
                        given.toString(),
                        "http://, host and port alone",
                        "write e.g. \"http://proxy.example.org:3128\"");
            }
            return proxy;
        }
    }
}
