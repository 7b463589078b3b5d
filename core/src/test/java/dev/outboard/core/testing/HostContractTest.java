package dev.outboard.core.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.core.command.Command;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.host.ForwardingHost;
import dev.outboard.core.host.Host;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import org.junit.jupiter.api.Test;

class HostContractTest {
    private static HostContract promise(String sentence) {
        return HostContract.promises().stream()
                .filter(promise -> promise.toString().equals(sentence))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everySentenceStandsForOnePromise() {
        assertThat(HostContract.promises()).extracting(Object::toString).doesNotHaveDuplicates();
    }

    @Test
    void findsAHostThatLosesModes() {
        InMemoryHost memory = InMemoryHost.create();
        Host careless = new ForwardingHost(memory) {
            @Override
            public void writeFile(AbsolutePath path, FileContent content, FileMode mode, FileOwner owner) {
                super.writeFile(path, content, FileMode.FILE, owner);
            }
        };

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(
                        () -> promise("a file may have the set-user-ID bit").verify(new InMemorySite(careless, memory)))
                .withMessage("the mode of /srv/file is Optional[0644], expected Optional[4755]");
    }

    @Test
    void findsAHostThatRefusesNothing() {
        InMemoryHost memory = InMemoryHost.create();
        Host lenient = new ForwardingHost(memory) {
            @Override
            public void deleteFile(AbsolutePath path) {
                super.deleteTree(path);
            }
        };

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(
                        () -> promise("a directory is not deleted as a file").verify(new InMemorySite(lenient, memory)))
                .withMessage("/srv/directory: expected a HostException, but nothing was thrown");
    }

    @Test
    void findsAHostThatForgetsTheInputOfACommand() {
        InMemoryHost memory = InMemoryHost.create()
                .answer((command, host) ->
                        command.input().map(input -> new CommandResult(command, 0, input.toString(), "")))
                .answer(SimulatedCommand.printing("", "cat"));
        Host forgetful = new ForwardingHost(memory) {
            @Override
            public CommandResult run(Command command) {
                return super.run(Command.of(command.arguments()));
            }
        };

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> promise("a command reads its input, and does not show it")
                        .verify(new InMemorySite(forgetful, memory)));
    }
}
