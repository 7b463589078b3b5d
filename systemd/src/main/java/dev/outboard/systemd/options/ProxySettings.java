package dev.outboard.systemd.options;

import dev.outboard.core.failure.InvalidSpecException;
import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.spec.Draft;
import dev.outboard.core.spec.Property;
import dev.outboard.core.spec.Schema;
import dev.outboard.core.spec.Values;
import dev.outboard.core.text.PlainText;
import dev.outboard.core.value.HttpUrl;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    private static final Pattern EXCEPTION = Pattern.compile("[^,\\s\\p{Cntrl}]+");

    private static final Schema SCHEMA = new Schema();
    private static final Property<HttpUrl> HTTP = SCHEMA.value("http");
    private static final Property<HttpUrl> HTTPS = SCHEMA.value("https");
    private static final Property<List<String>> EXCEPTIONS = SCHEMA.list("exception");

    private final Values values;

    private ProxySettings(Values values) {
        this.values = values;
    }

    /**
     * Starts a description.
     *
     * @return a builder without proxies
     */
    public static Builder builder() {
        return new Builder(SCHEMA.draft());
    }

    /**
     * Starts a description that differs from this one.
     *
     * @return a builder with the values of this one
     */
    public Builder toBuilder() {
        return new Builder(values.toDraft());
    }

    /** {@return the proxy for what is spoken without TLS} */
    public Optional<HttpUrl> http() {
        return values.find(HTTP);
    }

    /** {@return the proxy for what is spoken with TLS} */
    public Optional<HttpUrl> https() {
        return values.find(HTTPS);
    }

    /** {@return what is reached without a proxy} */
    public List<String> exceptions() {
        return values.get(EXCEPTIONS);
    }

    /**
     * The variables by which programs are told of proxies.
     *
     * @return {@code HTTP_PROXY}, {@code HTTPS_PROXY} and {@code NO_PROXY}, those that have a value, in this order
     */
    public Map<String, String> environment() {
        Map<String, String> variables = new LinkedHashMap<>();
        http().ifPresent(url -> variables.put("HTTP_PROXY", url.toString()));
        https().ifPresent(url -> variables.put("HTTPS_PROXY", url.toString()));
        if (!exceptions().isEmpty()) {
            variables.put("NO_PROXY", String.join(",", exceptions()));
        }
        return Collections.unmodifiableMap(variables);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ProxySettings that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** The proxies and their exceptions, for people. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        http().ifPresent(url -> parts.add("http by " + url));
        https().ifPresent(url -> parts.add("https by " + url));
        exceptions().forEach(exception -> parts.add("not for " + exception));
        return String.join(", ", parts);
    }

    /** Collects proxies. Texts are checked together in {@link #build()}. Not thread-safe. */
    public static final class Builder {
        private final Draft draft;

        private Builder(Draft draft) {
            this.draft = draft;
        }

        /**
         * The proxy for addresses with {@code http://}. None unless set.
         *
         * @param url the proxy, for example {@code http://proxy.example.org:3128}
         * @return this builder
         */
        public Builder http(String url) {
            draft.set(HTTP, url, ProxySettings::proxy);
            return this;
        }

        /**
         * The proxy for addresses with {@code https://}, which registries have. None unless set.
         *
         * @param url the proxy; it is mostly spoken to by {@code http://} itself
         * @return this builder
         */
        public Builder https(String url) {
            draft.set(HTTPS, url, ProxySettings::proxy);
            return this;
        }

        /**
         * Adds what is reached without a proxy. The host itself always is.
         *
         * @param host a host name, which stands for all below it too; an address, or a subnet
         * @return this builder
         */
        public Builder addException(String host) {
            draft.add(EXCEPTIONS, host, ProxySettings::exception);
            return this;
        }

        /**
         * Checks everything and makes the settings.
         *
         * @return the settings
         * @throws InvalidSpecException with every mistake and its remedy
         */
        public ProxySettings build() {
            return new ProxySettings(draft.check("proxy settings", (values, problems) -> {
                if (!draft.has(HTTP) && !draft.has(HTTPS)) {
                    problems.add("http", "nothing", "a proxy, here or for https", "call http(..) or https(..)");
                }
            }));
        }
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

    private static String exception(String text) {
        if (!EXCEPTION.matcher(text).matches() || !PlainText.isOneLine(text)) {
            throw new InvalidValueException("exception", text, "one host, address or subnet", "add each on its own");
        }
        return text;
    }
}
