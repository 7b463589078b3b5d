package dev.outboard.runner;

/** A certificate to be copied. Its key was thrown away. */
final class CertificatePem {
    static final String TEXT = """
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
            """;

    private CertificatePem() {}
}
