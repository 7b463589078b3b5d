package dev.outboard.runner;

import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.host.Host;
import dev.outboard.core.host.HostView;
import dev.outboard.core.receipt.ReceiptStore;
import dev.outboard.core.receipt.StateDirectory;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.core.value.StackName;
import dev.outboard.runner.docker.Engines;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the first daemon before and after an apply, a removal or a roll-back. What is other then is logged, and kept for
 * {@link FirstDaemonCheck} until an apply leaves it alone.
 *
 * @param host the host
 * @param engines the way to the first daemon
 */
record FirstDaemonWatch(Host host, Engines engines) {
    private static final Logger log = LoggerFactory.getLogger(FirstDaemonWatch.class);

    <T> T during(StackName stack, Supplier<T> action) {
        FirstDaemonState before = FirstDaemonState.readFrom(host, engines);
        try {
            return action.get();
        } finally {
            compare(stack, before);
        }
    }

    /** Whatever goes wrong here must not hide how the action ended. */
    private void compare(StackName stack, FirstDaemonState before) {
        try {
            keep(stack, before.changesTo(FirstDaemonState.readFrom(host, engines)));
        } catch (ProvisioningException failure) {
            log.warn("whether the first daemon is as before can't be told: {}", failure.problem());
        }
    }

    private void keep(StackName stack, List<String> changes) {
        changes.forEach(
                change -> log.warn("the first daemon is not as it was before stack {} changed: {}", stack, change));
        if (changes.isEmpty()) {
            forget(stack);
        } else if (host.status(ReceiptStore.DIRECTORY).isPresent()) {
            host.writeFile(
                    path(stack),
                    FileContent.ofText(String.join("\n", changes) + "\n"),
                    FileMode.SECRET,
                    FileOwner.ROOT);
        }
    }

    private void forget(StackName stack) {
        if (host.status(path(stack)).isPresent()) {
            host.deleteFile(path(stack));
            StateDirectory.removeIfEmpty(host);
        }
    }

    /** What the last apply changed on the first daemon; nothing if it left it alone. */
    static List<String> changes(StackName stack, HostView host) {
        return host.read(path(stack)).stream()
                .flatMap(content -> content.text().lines())
                .toList();
    }

    private static AbsolutePath path(StackName stack) {
        return ReceiptStore.DIRECTORY.resolve(stack + ".first-daemon");
    }
}
