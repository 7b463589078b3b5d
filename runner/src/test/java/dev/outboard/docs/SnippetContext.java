package dev.outboard.docs;

import dev.outboard.Provisioner;
import dev.outboard.core.host.Host;
import dev.outboard.core.value.Secret;
import dev.outboard.network.BridgeSpec;
import dev.outboard.runner.StackSpec;
import dev.outboard.runner.stack.ConnectedHost;
import dev.outboard.runner.testing.parts.DebianMachine;
import dev.outboard.systemd.daemon.DaemonSpec;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * What the Java snippets of the documentation may take for granted: a stack that is applied on a simulated machine, and the
 * files with tokens and images that they name. Each snippet becomes the method of a subclass.
 */
public abstract class SnippetContext {
    private final DebianMachine machine = DebianMachine.withDocker();
    protected final Host host = new ConnectedHost(machine.host(), machine.engines(), connection -> machine.gitLab());
    protected final URI gitLab = URI.create("https://gitlab.example.org");
    protected final Secret token = Secret.of("glrt-4rt1cl3-t0k3n");
    protected final Provisioner provisioner = machine.provisioner();
    protected final StackSpec stack = StackSpec.builder("ci")
            .bridge(BridgeSpec.builder("docker1", "10.9.0.1/16").build())
            .daemon(DaemonSpec.builder("docker2")
                    .bridge("docker1")
                    .root("/docker2")
                    .build())
            .build();

    /** Stands for {@code /root} of the computer that the program runs on. */
    protected final Path root = Files.createTempDirectory("snippet");

    protected SnippetContext() throws IOException {
        root.toFile().deleteOnExit(); // after what is in it
        secret("access-token", "glpat-4rt1cl3-4cc3ss");
        secret("runner-token", "glrt-4rt1cl3-t0k3n");
        provisioner.apply(provisioner.plan(stack));
    }

    private void secret(String name, String token) throws IOException {
        Path file = Files.createFile(
                root.resolve(name), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, token);
        file.toFile().deleteOnExit();
    }

    /** What the snippet says. */
    public abstract void run() throws Exception;
}
