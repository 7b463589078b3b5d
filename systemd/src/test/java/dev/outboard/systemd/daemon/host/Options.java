package dev.outboard.systemd.daemon.host;

import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.options.CertificateAuthority;
import dev.outboard.systemd.options.ContainerDefaults;
import dev.outboard.systemd.options.LogLimits;
import dev.outboard.systemd.options.LogSettings;
import dev.outboard.systemd.options.ProxySettings;
import dev.outboard.systemd.options.RegistrySettings;
import dev.outboard.systemd.options.SeccompProfile;
import dev.outboard.systemd.options.UserRemap;

/** Typed options, one of each, for tests. */
public final class Options {
    /** Of an authority that keytool(1) made for this test. */
    public static final CertificateAuthority AUTHORITY = new CertificateAuthority("example-org", """
            -----BEGIN CERTIFICATE-----
            MIIBYDCCAQWgAwIBAgIJANorLa3h3L/cMAoGCCqGSM49BAMCMBsxGTAXBgNVBAMT
            EE91dGJvYXJkIHRlc3QgQ0EwHhcNMjYxMTI3MDE1NjE0WhcNMzYxMTI0MDE1NjE0
            WjAbMRkwFwYDVQQDExBPdXRib2FyZCB0ZXN0IENBMFkwEwYHKoZIzj0CAQYIKoZI
            zj0DAQcDQgAE3C6uwYdOxjtLFSzGg0KmmZNESRaArIjGrtfWjalf0WXYb8BiXmeF
            rWbb7kojMoKKj2/LI0D7+ruuCztKoJoSx6MyMDAwHQYDVR0OBBYEFM58X5ZQw7R9
            //U5I0FwnY0nZeNPMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSQAwRgIh
            AIlgdcmA1E24lzmUHDVGF3fZxRWQyq8FaN0jZd78QqoJAiEAgcakIHbIKZXqb+jc
            sjOLRb3ucLZgStKl3YWC6mlAmfY=
            -----END CERTIFICATE-----
            """);

    public static final ContainerDefaults DEFAULTS = ContainerDefaults.builder()
            .noNewPrivileges(true)
            .init(true)
            .seccompProfile(SeccompProfile.ofJson("{\"defaultAction\": \"SCMP_ACT_ALLOW\"}\n"))
            .sharedMemory("128M")
            .addUlimit("nofile", 1024, 65536)
            .addUlimit("core", 0, -1)
            .build();

    public static final ProxySettings PROXIES = ProxySettings.builder()
            .http("http://proxy.example.org:3128")
            .https("http://proxy.example.org:3129")
            .addException("registry.example.org")
            .addException("10.0.0.0/8")
            .build();

    public static final RegistrySettings REGISTRIES = RegistrySettings.builder()
            .proxies(PROXIES)
            .addCertificateAuthority(AUTHORITY)
            .build();

    public static final LogSettings LOGS =
            LogSettings.builder().driver("local").limits(LogLimits.of("10M", 3)).build();

    private Options() {}

    /** All that go together. */
    public static DaemonSpec.Builder addTo(DaemonSpec.Builder builder) {
        return builder.logs(LOGS)
                .containerDefaults(DEFAULTS)
                .registries(REGISTRIES)
                .userRemap(UserRemap.ofEngine());
    }
}
