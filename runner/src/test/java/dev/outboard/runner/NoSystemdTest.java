package dev.outboard.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.Outboard;
import dev.outboard.Provisioner;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.host.Host;
import dev.outboard.core.host.StagedHost;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.runner.testing.parts.DebianMachine;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A container without an init, or a host with another one. */
class NoSystemdTest {
    private final DebianMachine machine = DebianMachine.withDocker();

    @BeforeEach
    void stopSystemd() {
        machine.host().deleteEmptyDirectory(AbsolutePath.of("/run/systemd/system"));
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(call)
                .withMessageContainingAll(
                        "this host was not booted with systemd: there is no /run/systemd/system", "StagedHost.at(..)");
    }

    @Test
    void isSaidBeforeAnythingElse() {
        assertRefused(() -> machine.provisioner().plan(Article.stack()));
        assertRefused(() -> machine.provisioner().planRemoval("ci"));
        assertRefused(() -> machine.provisioner().verify(Article.stack()));
    }

    @Test
    void remedyWorks(@TempDir Path directory) {
        try (Host staged = StagedHost.at(directory.resolve("staged"), machine.host())) {
            Provisioner provisioner = Outboard.on(staged);

            provisioner.apply(provisioner.plan(Article.stack()));
        }

        assertThat(directory.resolve("staged/apply.sh")).isExecutable();
    }
}
