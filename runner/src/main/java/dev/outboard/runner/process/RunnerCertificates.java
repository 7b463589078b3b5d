package dev.outboard.runner.process;

import dev.outboard.core.desired.ManagedDirectory;
import dev.outboard.core.desired.ManagedFile;
import dev.outboard.core.desired.Resource;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileMode;
import dev.outboard.runner.RunnerProcess;
import dev.outboard.runner.RunnerSpec;
import dev.outboard.systemd.options.CertificateAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The authorities of GitLab's certificates: {@code certs/HOST.crt} beside {@code config.toml}. GitLab Runner looks for them in
 * {@code /etc/gitlab-runner/certs} (GitLab's documentation, "Self-signed certificates"), whatever file it is told to read.
 * That is this directory in a container; a process of the host is told of it by {@code tls-ca-file}.
 */
public final class RunnerCertificates {
    private RunnerCertificates() {}

    /** A directory and a file for each GitLab that has an authority of its own; none where there is none. */
    public static List<Resource> of(ProcessWithRunners served) {
        AbsolutePath directory = directory(served.process());
        List<Resource> resources = new ArrayList<>();
        for (RunnerSpec runner : served.runners()) {
            Optional<Path> authority = runner.connection().authority();
            if (authority.isPresent()) {
                resources.add(ManagedDirectory.of(directory, FileMode.SECRET_DIRECTORY));
                resources.add(ManagedFile.ofText(file(runner), read(authority.get())));
            }
        }
        return resources.stream().distinct().toList();
    }

    private static AbsolutePath directory(RunnerProcess process) {
        return process.configurationDirectory().resolve("certs");
    }

    /** Where the authority of a runner's GitLab is, if it has one of its own. */
    static AbsolutePath file(RunnerSpec runner) {
        String host = runner.url().host().replaceAll("[\\[\\]]", "");
        return directory(runner.process()).resolve(host + ".crt");
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
