package dev.outboard.systemd.daemon.part;

import dev.outboard.core.desired.ManagedDirectory;
import dev.outboard.core.desired.ManagedFile;
import dev.outboard.core.desired.Resource;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.unitfile.UnitValue;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileMode;
import dev.outboard.systemd.options.CertificateAuthority;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The certificate authorities that a daemon alone trusts. The directory that Docker has for them, {@code
 * /etc/docker/certs.d}, is read by every daemon of the host, and no option names another. So they come by {@code
 * SSL_CERT_DIR}, which Go's crypto/x509 reads beside the host's bundle.
 *
 * @param daemon the daemon, with at least one authority
 */
record Authorities(DaemonContext daemon) implements DaemonPart {
    /** The directories that crypto/x509 would read without the variable: root_linux.go of the Go project. */
    private static final String DIRECTORIES_OF_THE_HOST = "/etc/ssl/certs:/etc/pki/tls/certs";

    private AbsolutePath directory() {
        return daemon.spec().configurationDirectory().resolve("certificates");
    }

    /** One file for all, so that the daemon is restarted when one goes, too: it reads them once. */
    private ManagedFile file() {
        return ManagedFile.ofText(
                directory().resolve("authorities.pem"),
                daemon.spec().registries().certificateAuthorities().stream()
                        .map(Authorities::text)
                        .collect(Collectors.joining()));
    }

    private static String text(CertificateAuthority authority) {
        return "# " + authority.name() + "\n" + authority.pem().strip() + "\n";
    }

    @Override
    public List<Resource> resources() {
        return List.of(ManagedDirectory.of(directory(), FileMode.DIRECTORY), file());
    }

    @Override
    public List<ManagedFile> readByService() {
        return List.of(file());
    }

    @Override
    public UnitFile inService(UnitFile service) {
        return service.add(
                "Service",
                "Environment",
                UnitValue.environment("SSL_CERT_DIR", directory() + ":" + DIRECTORIES_OF_THE_HOST));
    }
}
