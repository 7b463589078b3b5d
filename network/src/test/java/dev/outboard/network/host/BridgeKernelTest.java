package dev.outboard.network.host;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.outboard.core.command.Command;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.host.FileStatus;
import dev.outboard.core.host.Host;
import dev.outboard.core.host.HostView;
import dev.outboard.core.host.LocalHost;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The commands in the real kernel: in a network namespace that belongs to this process and goes after each test. */
class BridgeKernelTest extends BridgeCommandsContract {
    private final String namespace = "outboard-" + ProcessHandle.current().pid();
    private final Host local = LocalHost.open();
    private boolean made;

    @BeforeEach
    void makeNamespace() {
        try {
            local.run(Command.of("ip", "netns", "add", namespace));
            made = true;
        } catch (ProvisioningException failure) {
            abort("needs root and iproute2 to make a network namespace: " + failure.getMessage());
        }
    }

    @AfterEach
    void deleteNamespace() {
        if (made) {
            local.run(Command.of("ip", "netns", "delete", namespace));
        }
        local.close();
    }

    @Override
    void run(Command command) {
        local.run(inNamespace(command));
    }

    @Override
    HostView host() {
        return new HostView() {
            @Override
            public Optional<FileStatus> status(AbsolutePath path) {
                return local.status(path);
            }

            @Override
            public Optional<FileContent> read(AbsolutePath path) {
                return local.read(path);
            }

            @Override
            public Optional<String> linkTarget(AbsolutePath path) {
                return local.linkTarget(path);
            }

            @Override
            public List<String> list(AbsolutePath directory) {
                return local.list(directory);
            }

            @Override
            public Optional<CommandResult> ask(Query query) {
                return local.ask(new Query(inNamespace(query.command())));
            }
        };
    }

    private Command inNamespace(Command command) {
        return Command.of(Stream.concat(Stream.of("ip", "netns", "exec", namespace), command.arguments().stream())
                .toList());
    }
}
