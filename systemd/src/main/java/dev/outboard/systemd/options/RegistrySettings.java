package dev.outboard.systemd.options;

import dev.outboard.core.failure.InvalidSpecException;
import dev.outboard.core.spec.Draft;
import dev.outboard.core.spec.Problems;
import dev.outboard.core.spec.Property;
import dev.outboard.core.spec.Schema;
import dev.outboard.core.spec.Values;
import dev.outboard.core.value.HttpUrl;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a daemon reaches registries.
 *
 * <pre>{@code
 * RegistrySettings registries = RegistrySettings.builder()
 *         .addMirror("https://mirror.example.org")
 *         .addInsecureRegistry("registry.example.org:5000")
 *         .build();
 * }</pre>
 *
 * <p>Immutable and thread-safe.
 */
public final class RegistrySettings {
    private static final Schema SCHEMA = new Schema();
    private static final Property<List<HttpUrl>> MIRRORS = SCHEMA.list("mirror");
    private static final Property<List<String>> INSECURE_REGISTRIES = SCHEMA.list("insecureRegistry");
    private static final Property<List<CertificateAuthority>> CERTIFICATE_AUTHORITIES =
            SCHEMA.list("certificateAuthority");
    private static final Property<ProxySettings> PROXIES = SCHEMA.value("proxies");

    private final Values values;

    private RegistrySettings(Values values) {
        this.values = values;
    }

    /**
     * The engine's own way: Docker Hub and others directly, with TLS and the host's authorities.
     *
     * @return settings in which nothing is set
     */
    public static RegistrySettings ofEngine() {
        return builder().build();
    }

    /**
     * Starts a description.
     *
     * @return a builder in which nothing is set
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

    /** {@return the mirrors of Docker Hub, in the order given} */
    public List<HttpUrl> mirrors() {
        return values.get(MIRRORS);
    }

    /** {@return the registries that are spoken to without TLS: hosts, maybe with a port, and subnets} */
    public List<String> insecureRegistries() {
        return values.get(INSECURE_REGISTRIES);
    }

    /** {@return the certificate authorities that the daemon trusts beside the host's} */
    public List<CertificateAuthority> certificateAuthorities() {
        return values.get(CERTIFICATE_AUTHORITIES);
    }

    /** {@return the proxies by which it reaches registries} */
    public Optional<ProxySettings> proxies() {
        return values.find(PROXIES);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RegistrySettings that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** What is set, for people. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        mirrors().forEach(mirror -> parts.add("mirror " + mirror));
        insecureRegistries().forEach(registry -> parts.add("without TLS " + registry));
        certificateAuthorities().forEach(authority -> parts.add(authority.toString()));
        proxies().ifPresent(settings -> parts.add(settings.toString()));
        return parts.isEmpty() ? "the engine's way" : String.join(", ", parts);
    }

    /** Collects settings. Texts are checked together in {@link #build()}. Not thread-safe. */
    public static final class Builder {
        private final Draft draft;

        private Builder(Draft draft) {
            this.draft = draft;
        }

        /**
         * Adds a mirror of Docker Hub.
         *
         * @param url its address
         * @return this builder
         */
        public Builder addMirror(String url) {
            draft.add(MIRRORS, url, HttpUrl::of);
            return this;
        }

        /**
         * Adds a registry that is spoken to without TLS.
         *
         * @param registry a host, a host with a port, or a subnet
         * @return this builder
         */
        public Builder addInsecureRegistry(String registry) {
            draft.add(INSECURE_REGISTRIES, registry, InsecureRegistry::of);
            return this;
        }

        /**
         * Adds a certificate authority that this daemon trusts beside those of the host. It is trusted for every
         * registry. What lies in {@code /etc/docker/certs.d} is trusted by every daemon of the host, this one too.
         *
         * @param authority its name and certificates
         * @return this builder
         */
        public Builder addCertificateAuthority(CertificateAuthority authority) {
            draft.add(CERTIFICATE_AUTHORITIES, authority);
            return this;
        }

        /**
         * The proxies by which the daemon reaches registries. None unless set; what the environment of the first daemon
         * says does not count.
         *
         * @param settings the proxies
         * @return this builder
         */
        public Builder proxies(ProxySettings settings) {
            draft.set(PROXIES, settings);
            return this;
        }

        /**
         * Checks everything and makes the settings.
         *
         * @return the settings
         * @throws InvalidSpecException with every mistake and its remedy
         */
        public RegistrySettings build() {
            return new RegistrySettings(draft.check("registry settings", RegistrySettings::check));
        }
    }

    private static void check(Values values, Problems problems) {
        Set<String> names = new LinkedHashSet<>();
        values.get(CERTIFICATE_AUTHORITIES).stream()
                .map(CertificateAuthority::name)
                .filter(name -> !names.add(name))
                .forEach(name ->
                        problems.add("certificateAuthority", name, "each name once", "name one of the two otherwise"));
    }
}
