package dev.outboard.systemd.options;

import static java.util.Objects.requireNonNull;

import dev.outboard.core.failure.InvalidSpecException;
import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.failure.Problems;
import dev.outboard.core.value.HttpUrl;
import dev.outboard.core.value.PlainText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The proxies by which a daemon reaches registries. Its containers do not get them: those have the configuration of the
 * client that makes them.
 *
 * <pre>{@code
 * ProxySettings proxies = ProxySettings.builder()
 *         .https("http://proxy.example.org:3128")
 *         .addException("registry.example.org")
 *         .build();
 * }</pre>
 *
 * <p>A proxy with a user name and password is refused: the engine shows them to everybody who asks it ({@code docker
 * info}, API), and they would stand in a file and in plans. A proxy of the host that adds them is the way out.
 *
 * <p>Immutable and thread-safe.
 */
public final class ProxySettings {
    private final Optional<HttpUrl> http;
    private final Optional<HttpUrl> https;
    private final List<String> exceptions;

    private ProxySettings(Optional<HttpUrl> http, Optional<HttpUrl> https, List<String> exceptions) {
        this.http = http;
        this.https = https;
        this.exceptions = List.copyOf(exceptions);
    }

    /**
     * Starts a description.
     *
     * @return a builder without proxies
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts a description that differs from this one.
     *
     * @return a builder with the values of this one
     */
    public Builder toBuilder() {
        Builder builder = new Builder();
        http.map(HttpUrl::toString).ifPresent(builder::http);
        https.map(HttpUrl::toString).ifPresent(builder::https);
        exceptions.forEach(builder::addException);
        return builder;
    }

    /** {@return the proxy for what is spoken without TLS} */
    public Optional<HttpUrl> http() {
        return http;
    }

    /** {@return the proxy for what is spoken with TLS} */
    public Optional<HttpUrl> https() {
        return https;
    }

    /** {@return what is reached without a proxy} */
    public List<String> exceptions() {
        return exceptions;
    }

    /**
     * The variables by which programs are told of proxies.
     *
     * @return {@code HTTP_PROXY}, {@code HTTPS_PROXY} and {@code NO_PROXY}, those that have a value, in this order
     */
    public Map<String, String> environment() {
        Map<String, String> variables = new LinkedHashMap<>();
        http.ifPresent(url -> variables.put("HTTP_PROXY", url.toString()));
        https.ifPresent(url -> variables.put("HTTPS_PROXY", url.toString()));
        if (!exceptions.isEmpty()) {
            variables.put("NO_PROXY", String.join(",", exceptions));
        }
        return Collections.unmodifiableMap(variables);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ProxySettings that
                && http.equals(that.http)
                && https.equals(that.https)
                && exceptions.equals(that.exceptions);
    }

    @Override
    public int hashCode() {
        return Objects.hash(http, https, exceptions);
    }

    /** The proxies and their exceptions, for people. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        http.ifPresent(url -> parts.add("http by " + url));
        https.ifPresent(url -> parts.add("https by " + url));
        exceptions.forEach(exception -> parts.add("not for " + exception));
        return String.join(", ", parts);
    }

    /** Collects proxies. Texts are checked together in {@link #build()}. Not thread-safe. */
    public static final class Builder {
        private static final Pattern EXCEPTION = Pattern.compile("[^,\\s\\p{Cntrl}]+");

        private @Nullable String http;
        private @Nullable String https;
        private final List<String> exceptions = new ArrayList<>();

        private Builder() {}

        /**
         * The proxy for addresses with {@code http://}. None unless set.
         *
         * @param url the proxy, for example {@code http://proxy.example.org:3128}
         * @return this builder
         */
        public Builder http(String url) {
            http = requireNonNull(url, "url is null");
            return this;
        }

        /**
         * The proxy for addresses with {@code https://}, which registries have. None unless set.
         *
         * @param url the proxy; it is mostly spoken to by {@code http://} itself
         * @return this builder
         */
        public Builder https(String url) {
            https = requireNonNull(url, "url is null");
            return this;
        }

        /**
         * Adds what is reached without a proxy. The host itself always is.
         *
         * @param host a host name, which stands for all below it too; an address, or a subnet
         * @return this builder
         */
        public Builder addException(String host) {
            exceptions.add(requireNonNull(host, "host is null"));
            return this;
        }

        /**
         * Checks everything and makes the settings.
         *
         * @return the settings
         * @throws InvalidSpecException with every mistake and its remedy
         */
        public ProxySettings build() {
            Problems problems = new Problems();
            Optional<HttpUrl> checkedHttp = proxy("http", http, problems);
            Optional<HttpUrl> checkedHttps = proxy("https", https, problems);
            if (http == null && https == null) {
                problems.add("http", "nothing", "a proxy, here or for https", "call http(..) or https(..)");
            }
            exceptions.stream()
                    .filter(exception -> !EXCEPTION.matcher(exception).matches() || !PlainText.isOneLine(exception))
                    .forEach(exception ->
                            problems.add("exception", exception, "one host, address or subnet", "add each on its own"));
            problems.throwIfAny("proxy settings");
            return new ProxySettings(checkedHttp, checkedHttps, exceptions);
        }

        private static Optional<HttpUrl> proxy(String property, @Nullable String text, Problems problems) {
            return Optional.ofNullable(text).flatMap(url -> problems.check(property, () -> proxy(url)));
        }

        private static HttpUrl proxy(String url) {
            HttpUrl proxy = HttpUrl.of(url);
            String path = proxy.toUri().getRawPath();
            if (!path.isEmpty() && !path.equals("/")) {
                throw new InvalidValueException(
                        "proxy", url, "host and port alone", "write e.g. \"http://proxy.example.org:3128\"");
            }
            return proxy;
        }
    }
}
