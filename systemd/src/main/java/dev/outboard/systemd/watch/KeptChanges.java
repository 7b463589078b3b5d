package dev.outboard.systemd.watch;

import dev.outboard.core.host.Host;
import dev.outboard.core.host.HostView;
import dev.outboard.core.store.ReceiptStore;
import dev.outboard.core.store.StateDirectory;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.core.value.StackName;
import java.util.List;

/**
 * What the last apply of a stack changed that it should have left alone: lines in a file beside the stack's receipt, kept
 * for {@code verify} until an apply changes nothing of the kind.
 *
 * @param stack which stack
 * @param subject what was changed; it ends the file's name
 */
record KeptChanges(StackName stack, String subject) {

    /** The lines; none if the last apply left the subject alone. */
    List<String> read(HostView host) {
        return host.read(path()).stream()
                .flatMap(content -> content.text().lines())
                .toList();
    }

    void replace(List<String> changes, Host host) {
        if (changes.isEmpty()) {
            forget(host);
        } else if (host.status(ReceiptStore.DIRECTORY).isPresent()) {
            host.writeFile(
                    path(), FileContent.ofText(String.join("\n", changes) + "\n"), FileMode.SECRET, FileOwner.ROOT);
        }
    }

    private void forget(Host host) {
        if (host.status(path()).isPresent()) {
            host.deleteFile(path());
            StateDirectory.removeIfEmpty(host);
        }
    }

    private AbsolutePath path() {
        return ReceiptStore.DIRECTORY.resolve(stack + "." + subject);
    }
}
