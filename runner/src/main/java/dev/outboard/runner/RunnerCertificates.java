package dev.outboard.runner;

import dev.outboard.core.desired.ManagedDirectory;
import dev.outboard.core.desired.ManagedFile;
import dev.outboard.core.desired.Resource;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileMode;
import dev.outboard.systemd.options.CertificateAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The authorities of GitLab's certificates, where GitLab Runner looks for them: {@code certs/HOST.crt} beside its {@code
 * config.toml} (GitLab's documentation, "Self-signed certificates").
 */
final class RunnerCertificates {
    private RunnerCertificates() {}

    /** A directory and a file for each GitLab that has an authority of its own; none where there is none. */
    static List<Resource> of(ServedRunners served) {
        AbsolutePath directory = served.process().configurationDirectory().resolve("certs");
        List<Resource> resources = new ArrayList<>();
        for (RunnerSpec runner : served.runners()) {
            Optional<Path> authority = runner.connection().authority();
            if (authority.isPresent()) {
                resources.add(ManagedDirectory.of(directory, FileMode.SECRET_DIRECTORY));
                String host = runner.url().host().replaceAll("[\\[\\]]", "");
                resources.add(ManagedFile.ofText(directory.resolve(host + ".crt"), read(authority.get())));
            }
        }
        return resources.stream().distinct().toList();
    }

    private static String read(Path file) {
        try {
            return new CertificateAuthority("gitlab", Files.readString(file)).pem();
        } catch (IOException unreadable) {
            throw new HostException(
                    "certificate authority " + file + ": can't be read (" + unreadable + ")",
                    "name a file with certificates in PEM that this user may read",
                    unreadable);
        }
    }
}
