package dev.outboard.systemd.options;

import static java.util.Objects.requireNonNull;

import dev.outboard.core.failure.InvalidSpecException;
import dev.outboard.core.failure.Problems;
import dev.outboard.core.value.HttpUrl;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
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
    private final List<HttpUrl> mirrors;
    private final List<String> insecureRegistries;
    private final List<CertificateAuthority> certificateAuthorities;
    private final Optional<ProxySettings> proxies;

    private RegistrySettings(Builder builder, List<HttpUrl> mirrors, List<String> insecureRegistries) {
        this.mirrors = List.copyOf(mirrors);
        this.insecureRegistries = List.copyOf(insecureRegistries);
        this.certificateAuthorities = List.copyOf(builder.certificateAuthorities);
        this.proxies = Optional.ofNullable(builder.proxies);
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
        return new Builder();
    }

    /**
     * Starts a description that differs from this one.
     *
     * @return a builder with the values of this one
     */
    public Builder toBuilder() {
        Builder builder = builder();
        mirrors.forEach(mirror -> builder.addMirror(mirror.toString()));
        insecureRegistries.forEach(builder::addInsecureRegistry);
        certificateAuthorities.forEach(builder::addCertificateAuthority);
        proxies.ifPresent(builder::proxies);
        return builder;
    }

    /** {@return the mirrors of Docker Hub, in the order given} */
    public List<HttpUrl> mirrors() {
        return mirrors;
    }

    /** {@return the registries that are spoken to without TLS: hosts, maybe with a port, and subnets} */
    public List<String> insecureRegistries() {
        return insecureRegistries;
    }

    /** {@return the certificate authorities that the daemon trusts beside the host's} */
    public List<CertificateAuthority> certificateAuthorities() {
        return certificateAuthorities;
    }

    /** {@return the proxies by which it reaches registries} */
    public Optional<ProxySettings> proxies() {
        return proxies;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RegistrySettings that
                && mirrors.equals(that.mirrors)
                && insecureRegistries.equals(that.insecureRegistries)
                && certificateAuthorities.equals(that.certificateAuthorities)
                && proxies.equals(that.proxies);
    }

    @Override
    public int hashCode() {
        return Objects.hash(mirrors, insecureRegistries, certificateAuthorities, proxies);
    }

    /** What is set, for people. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        mirrors.forEach(mirror -> parts.add("mirror " + mirror));
        insecureRegistries.forEach(registry -> parts.add("without TLS " + registry));
        certificateAuthorities.forEach(authority -> parts.add(authority.toString()));
        proxies.ifPresent(settings -> parts.add(settings.toString()));
        return parts.isEmpty() ? "the engine's way" : String.join(", ", parts);
    }

    /** Collects settings. Texts are checked together in {@link #build()}. Not thread-safe. */
    public static final class Builder {
        private final List<String> mirrors = new ArrayList<>();
        private final List<String> insecureRegistries = new ArrayList<>();
        private final List<CertificateAuthority> certificateAuthorities = new ArrayList<>();
        private @Nullable ProxySettings proxies;

        private Builder() {}

        /**
         * Adds a mirror of Docker Hub.
         *
         * @param url its address
         * @return this builder
         */
        public Builder addMirror(String url) {
            mirrors.add(url);
            return this;
        }

        /**
         * Adds a registry that is spoken to without TLS.
         *
         * @param registry a host, a host with a port, or a subnet
         * @return this builder
         */
        public Builder addInsecureRegistry(String registry) {
            insecureRegistries.add(registry);
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
            certificateAuthorities.add(requireNonNull(authority, "authority is null"));
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
            proxies = requireNonNull(settings, "settings is null");
            return this;
        }

        /**
         * Checks everything and makes the settings.
         *
         * @return the settings
         * @throws InvalidSpecException with every mistake and its remedy
         */
        public RegistrySettings build() {
            Problems problems = new Problems();
            List<HttpUrl> urls = problems.each("mirror", mirrors, HttpUrl::of);
            List<String> insecure = problems.each("insecureRegistry", insecureRegistries, InsecureRegistry::of);
            Set<String> names = new LinkedHashSet<>();
            for (CertificateAuthority authority : certificateAuthorities) {
                if (!names.add(authority.name())) {
                    problems.add(
                            "certificateAuthority",
                            authority.name(),
                            "each name once",
                            "name one of the two otherwise");
                }
            }
            problems.throwIfAny("registry settings");
            return new RegistrySettings(this, urls, insecure);
        }
    }
}
